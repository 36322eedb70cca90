//! `cargo xtask test`: what the README names. Unit, integration, doc and property tests, with
//! the house rules among xtask's own, then the models at the everyday bound.

use crate::cargo::Line;
use crate::loom;
use crate::tally::{self, Tally};

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    if let Some(unknown) = args.first() {
        return Err(format!("{unknown} is not known; `cargo xtask test` takes no arguments"));
    }
    let mut reasons = Vec::new();
    let sum = everything(&mut reasons);
    sum.close(&reasons)
}

/// Runs the tests, then the models whatever the tests came to.
pub(crate) fn everything(reasons: &mut Vec<String>) -> Tally {
    let mut sum = part(reasons, "cargo test", || tally::test(&tests()));
    sum += part(reasons, "the models", || {
        let totals = loom::explore(&loom::Options::everyday())?;
        let passed = totals.models - totals.failed;
        Ok(Tally { passed, failed: totals.failed, skipped: 0 })
    });
    sum
}

fn part(
    reasons: &mut Vec<String>,
    name: &str,
    work: impl FnOnce() -> Result<Tally, String>,
) -> Tally {
    let sum = work().unwrap_or_else(|reason| {
        reasons.push(format!("{name}: {reason}"));
        Tally::ONE_FAILED
    });
    if sum.failed > 0 {
        reasons.push(format!("{name}: {} failed", sum.failed));
    }
    sum
}

/// The models need their own build and the bench brings the peers; neither is a test.
fn tests() -> Line {
    Line::new(
        "cargo test --workspace --exclude threadbare-loom --exclude threadbare-bench \
         --no-fail-fast -- --show-output",
    )
}
