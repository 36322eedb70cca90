//! One mutant against the models that execute its site: cheapest first, until one kills it.

use std::time::{Duration, Instant};

use super::baseline::{Baseline, Known, limit};
use super::mutants::Mutant;
use crate::models::{self, Ending, Settings};

/// Bound and spurious wake-ups, in the order in which they are tried.
const RUNGS: &[(u32, u32)] = &[(2, 0), (2, 1), (3, 0), (3, 1)];

/// A check of a weakened model may compute this long at least.
const LEAST: Duration = Duration::from_secs(10);

/// After this long no deeper run of the same mutant is begun.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a mutant.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// A model failed.
    Killed(Box<Kill>),
    /// Every model held; `cut` when one of them was not explored to its end.
    Survived { cut: bool },
    /// No model executes the slot.
    Unreached,
}

/// How a mutant was killed.
#[derive(Clone, Debug)]
pub(super) struct Kill {
    pub(super) model: models::Model,
    pub(super) settings: Settings,
    /// Whether the process had to be ended, rather than fail by itself.
    pub(super) overran: bool,
    pub(super) wall: Duration,
    /// In which execution it failed; a model that aborted could not say.
    pub(super) executions: Option<u64>,
}

impl Kill {
    /// The model's name, and what must be known about the kill.
    pub(super) fn by(&self) -> String {
        let limit = if self.overran { " (time limit)" } else { "" };
        format!("{}{limit}", self.model.name())
    }

    /// What it took.
    pub(super) fn effort(&self) -> String {
        let Settings { bound, spurious, .. } = self.settings;
        let executions = self.executions.map(|count| format!("execution {count}, "));
        let wall = self.wall.as_secs_f64();
        format!("{}bound {bound}, spurious {spurious}, {wall:.2} s", executions.unwrap_or_default())
    }
}

/// Runs the models on one mutant.
pub(super) fn hunt(mutant: &Mutant, baseline: &Baseline) -> Result<Verdict, String> {
    let Some(place) = mutant.setting() else { return Ok(Verdict::Unreached) };
    let started = Instant::now();
    let mut cut = false;
    for (bound, spurious) in RUNGS {
        for known in baseline.reaching(&mutant.file, mutant.line, &mutant.slot) {
            let deep = *bound > 2;
            if deep && known.wall >= models::SHALLOW {
                continue;
            }
            if deep && started.elapsed() > PATIENCE {
                return Ok(Verdict::Survived { cut: true });
            }
            let settings = Settings {
                weaken: Some(place.clone()),
                ..Settings::rung(*bound, *spurious, cap(known))
            };
            let report = known.model.run(&settings, limit(known, settings.cap))?;
            let overran = match report.ending {
                Ending::Held => {
                    cut |= report.checks.cut;
                    continue;
                }
                Ending::Failed(_) => false,
                Ending::Overran(_) => true,
                Ending::Nothing => {
                    return Err(format!("{} checked nothing under {place}", known.model.name()));
                }
            };
            if deep {
                baseline.must_hold(known, &settings)?;
            }
            let model = known.model.clone();
            let (wall, executions) = (report.wall, report.checks.failed_after);
            let kill = Kill { model, settings, overran, wall, executions };
            return Ok(Verdict::Killed(Box::new(kill)));
        }
    }
    Ok(Verdict::Survived { cut })
}

fn cap(known: &Known) -> Duration {
    LEAST.max(known.wall * 5)
}
