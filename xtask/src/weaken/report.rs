//! What a run says: a row a mutant, the sums, and the verdict.

use std::time::Duration;

use super::allow::{self, Allow};
use super::hunt::Verdict;
use super::mutants::{Mutant, Site};
use super::results::{KILLED, REASONED, Row, SURVIVED, UNREACHED};

/// A mutant, what became of it, and the reason if it may live.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) mutant: Mutant,
    pub(super) verdict: Verdict,
    reason: Option<String>,
}

impl Outcome {
    pub(super) fn new(mutant: &Mutant, verdict: Verdict, allow: &Allow) -> Self {
        let survivor = allow.survivor(&mutant.id, &mutant.change());
        let reason = match verdict {
            Verdict::Killed(_) => None,
            Verdict::Survived { .. } => survivor,
            Verdict::Unreached => survivor.or_else(|| allow.unmodelled(&mutant.id)),
        };
        Self { mutant: mutant.clone(), verdict, reason: reason.map(Into::into) }
    }

    pub(super) fn lives(&self) -> bool {
        !matches!(self.verdict, Verdict::Killed(_))
    }

    fn state(&self) -> &'static str {
        match (&self.verdict, &self.reason) {
            (Verdict::Killed(_), _) => KILLED,
            (Verdict::Unreached, _) => UNREACHED,
            (Verdict::Survived { .. }, Some(_)) => REASONED,
            (Verdict::Survived { .. }, None) => SURVIVED,
        }
    }

    fn note(&self) -> String {
        match &self.verdict {
            Verdict::Killed(kill) => kill.by(),
            _ => self.reason.clone().unwrap_or_default(),
        }
    }

    /// The row of the table.
    pub(super) fn row(&self) -> String {
        let Mutant { id, file, line, slot, ordering, value, .. } = &self.mutant;
        let left = format!("{id:5} {slot:7} {:20} ", format!("{ordering} -> {value}"));
        let reason = self.reason.as_ref().map_or(String::new(), |why| format!("  reason: {why}"));
        match &self.verdict {
            Verdict::Killed(kill) => format!("{left} killed by {}  ({})", kill.by(), kill.effort()),
            Verdict::Survived { cut } => {
                let cut = if *cut { " (cut)" } else { "" };
                format!("{left} SURVIVED{cut}  {file}:{line}{reason}")
            }
            Verdict::Unreached => format!("{left} UNREACHED  {file}:{line}{reason}"),
        }
    }
}

/// The lines of the results file: the mutants, and the sites that no model executes.
pub(super) fn rows(outcomes: &[Outcome], unmodelled: &[Site], allow: &Allow) -> Vec<Row> {
    let mutants = outcomes.iter().map(|one| Row {
        id: one.mutant.id.clone(),
        slot: one.mutant.slot.clone(),
        value: one.mutant.value.clone(),
        state: one.state(),
        note: one.note(),
    });
    let sites = unmodelled.iter().map(|site| Row {
        id: site.id.clone(),
        slot: "-".into(),
        value: "-".into(),
        state: UNREACHED,
        note: allow.unmodelled(&site.id).unwrap_or_default().into(),
    });
    mutants.chain(sites).collect()
}

/// The sums of a run.
#[derive(Debug, Default)]
pub(super) struct Summary {
    mutants: usize,
    killed: usize,
    reasoned: usize,
    /// Survivors and unreached slots with nothing to excuse them.
    survivors: Vec<String>,
    /// Sites that no model executes, with nothing to excuse them.
    unmodelled: Vec<String>,
}

impl Summary {
    pub(super) fn new(outcomes: &[Outcome], unmodelled: &[Site], allow: &Allow) -> Self {
        let mut summary = Self { mutants: outcomes.len(), ..Self::default() };
        for one in outcomes {
            match (&one.verdict, &one.reason) {
                (Verdict::Killed(_), _) => summary.killed += 1,
                (_, Some(_)) => summary.reasoned += 1,
                (_, None) => {
                    let Mutant { id, file, line, .. } = &one.mutant;
                    let change = one.mutant.change();
                    let state = one.state();
                    summary.survivors.push(format!("{state}: {id} {change} at {file}:{line}"));
                }
            }
        }
        for Site { id, file, line, .. } in unmodelled {
            if allow.unmodelled(id).is_none() {
                let text = format!("no model executes {id} at {file}:{line}");
                summary.unmodelled.push(text);
            }
        }
        summary
    }

    pub(super) fn print(&self, wall: Duration) {
        println!(
            "\n{} mutants: {} killed, {} live with a reason, {} without; \
             {} sites that no model executes; {:.1} s",
            self.mutants,
            self.killed,
            self.reasoned,
            self.survivors.len(),
            self.unmodelled.len(),
            wall.as_secs_f64()
        );
    }

    /// Everything that is wrong, in one message.
    pub(super) fn verdict(&self, stale: &[String], differing: &[String]) -> crate::Outcome {
        let stale = stale.iter().map(|entry| format!("not so any more: {}: {entry}", allow::PATH));
        let differing = differing.iter().map(|line| format!("differs: {line}"));
        let wrong: Vec<String> = self
            .survivors
            .iter()
            .chain(&self.unmodelled)
            .cloned()
            .chain(stale)
            .chain(differing)
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("\n  {}", wrong.join("\n  "))) }
    }
}
