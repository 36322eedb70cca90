//! `cargo xtask ci`: everything that `.ci/run` runs, the quick refusals first. Every step runs
//! whatever became of the others, so that one run tells everything that is wrong.

use std::time::{Duration, Instant};

use crate::cargo::Line;
use crate::tally::Tally;
use crate::{bench, deps, docs, orderings, sanitize, surface, test, tidy, weaken};

/// A step's title and its work, which adds to the reasons when it fails.
type Step = (&'static str, fn(&mut Vec<String>) -> Tally);

const STEPS: &[Step] = &[
    ("format", |reasons| line(reasons, &Line::new("cargo fmt --all --check"))),
    ("house rules", |reasons| command(reasons, tidy::run, &[])),
    ("dependency arrows", |reasons| command(reasons, deps::run, &[])),
    ("docs", |reasons| command(reasons, docs::run, &["--check"])),
    ("ordering tables", |reasons| command(reasons, orderings::run, &["--check"])),
    ("clippy", |reasons| line(reasons, &clippy())),
    ("clippy of the models", |reasons| line(reasons, &clippy_of_models())),
    ("rustdoc", |reasons| line(reasons, &rustdoc())),
    ("tests and models", test::everything),
    ("weaken", |reasons| command(reasons, weaken::run, &["--check"])),
    ("surface", |reasons| command(reasons, surface::run, &[])),
    ("tour of this repository", |reasons| line(reasons, &tour())),
    ("bench of lock, smoke", |reasons| command(reasons, bench::run, &["lock", "--smoke"])),
    ("bench of sync, smoke", |reasons| command(reasons, bench::run, &["sync", "--smoke"])),
    ("bench of queue, smoke", |reasons| command(reasons, bench::run, &["queue", "--smoke"])),
    ("miri", sanitize::everyday),
];

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    if let Some(unknown) = args.first() {
        return Err(format!("{unknown} is not known; `cargo xtask ci` takes no arguments"));
    }
    let mut sum = Tally::default();
    let mut reasons = Vec::new();
    let mut summary = Vec::new();
    for (title, work) in STEPS {
        println!("\n=== {title} ===");
        let started = Instant::now();
        let mut mine = Vec::new();
        let result = work(&mut mine);
        summary.push(row(title, result, started.elapsed()));
        reasons.extend(mine.into_iter().map(|reason| format!("{title}: {reason}")));
        sum += result;
    }
    println!("\n=== summary ===\n{}", summary.join("\n"));
    sum.close(&reasons)
}

fn row(title: &str, result: Tally, wall: Duration) -> String {
    let state = match result {
        Tally { failed: 1.., .. } => "FAILED",
        Tally { passed: 0, .. } => "skipped",
        _ => "ok",
    };
    format!("{title:24} {state:8} {:>7.1} s", wall.as_secs_f64())
}

fn line(reasons: &mut Vec<String>, line: &Line) -> Tally {
    judge(reasons, line.run())
}

fn command(
    reasons: &mut Vec<String>,
    run: fn(&[String]) -> crate::Outcome,
    args: &[&str],
) -> Tally {
    let args: Vec<String> = args.iter().map(|arg| (*arg).into()).collect();
    judge(reasons, run(&args))
}

fn judge(reasons: &mut Vec<String>, outcome: crate::Outcome) -> Tally {
    match outcome {
        Ok(()) => Tally::ONE_PASSED,
        Err(reason) => {
            println!("FAILED: {reason}");
            reasons.push(reason);
            Tally::ONE_FAILED
        }
    }
}

fn clippy() -> Line {
    Line::new("cargo clippy --workspace --all-targets -- -D warnings")
}

/// A model's atomics are plain structures to clippy, so it takes a method that changes them for one
/// whose result is all that it has; and they are larger than those that run.
fn clippy_of_models() -> Line {
    Line::new(
        "cargo clippy --profile model --target-dir target/model -p threadbare-loom \
         --features loom --all-targets -- -D warnings -A clippy::must_use_candidate \
         -A clippy::large_enum_variant",
    )
    .set("RUSTFLAGS", "--cfg threadbare_loom")
}

fn rustdoc() -> Line {
    Line::new("cargo doc --no-deps").set("RUSTDOCFLAGS", "-D warnings")
}

fn tour() -> Line {
    Line::new("cargo run --release -p threadbare-tour -- .")
}
