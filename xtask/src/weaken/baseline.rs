//! The record run: every model once with nothing weakened. It says which model executes which
//! site and what each costs, and that no model fails by itself.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::cargo::root;
use crate::loom;
use crate::models::{self, Execution, Model, Report, Settings};

/// How long one check may compute while the sites are recorded.
const CAP: Duration = models::EVERYDAY_CAP;

/// A model and what is known about it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) model: Model,
    /// Executions at bound 2: the cost that does not depend on the machine.
    pub(super) executions: u64,
    /// How many checks one process makes.
    pub(super) checks: u64,
    /// The longer of the runs with and without spurious wake-ups.
    pub(super) wall: Duration,
    pub(super) executed: Vec<Execution>,
}

/// Every model, the cheapest first.
#[derive(Debug)]
pub(super) struct Baseline {
    pub(super) models: Vec<Known>,
    /// Whether a model holds at a rung that the record run did not climb.
    held: Mutex<BTreeMap<(String, u32, u32), bool>>,
}

impl Baseline {
    /// Runs every model without and with spurious wake-ups.
    pub(super) fn record(all: &[Model], jobs: usize) -> Result<Self, String> {
        let folder = root().join("target/weaken");
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        let runs: Vec<(usize, &Model, u32)> = all
            .iter()
            .enumerate()
            .flat_map(|(index, model)| [0, 1].map(|spurious| (index, model, spurious)))
            .collect();
        let mut known: Vec<Known> = all.iter().cloned().map(Known::new).collect();
        let (mut broken, mut failing) = (Ok(()), None);
        models::in_order(
            &runs,
            jobs,
            |(_, model, _)| format!("record {}", model.name()),
            |(index, model, spurious)| {
                let path = folder.join(format!("{index}-{spurious}.record"));
                let settings = Settings { record: Some(path), ..Settings::rung(2, *spurious, CAP) };
                one(model, &settings)
            },
            |(index, model, spurious), run| {
                match run {
                    Ok((report, executed)) if report.held() => {
                        known[*index].add(&report, executed);
                    }
                    Ok(_) => failing = Some((*model, Settings::rung(2, *spurious, CAP))),
                    Err(reason) => broken = Err(reason),
                }
                broken.is_ok() && failing.is_none()
            },
        );
        broken?;
        if let Some((model, settings)) = failing {
            loom::show_failure(model, &settings)?;
            return Err(fails(model, &settings));
        }
        known.retain(|known| known.checks > 0);
        known.sort_by_key(|known| (known.executions, known.model.name()));
        Ok(Self { models: known, held: Mutex::default() })
    }

    /// Everything that any model executed.
    pub(super) fn executed(&self) -> Vec<Execution> {
        self.models.iter().flat_map(|known| known.executed.iter().cloned()).collect()
    }

    /// The models that execute a place and slot, the cheapest first.
    pub(super) fn reaching<'a>(
        &'a self,
        file: &'a str,
        line: u32,
        slot: &'a str,
    ) -> impl Iterator<Item = &'a Known> {
        let here = move |one: &Execution| one.file == file && one.line == line && one.slot == slot;
        self.models.iter().filter(move |known| known.executed.iter().any(here))
    }

    /// Fails when `model` fails at a deeper rung with nothing weakened: its kills mean nothing.
    pub(super) fn must_hold(&self, known: &Known, settings: &Settings) -> crate::Outcome {
        let key = (known.model.name(), settings.bound, settings.spurious);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.contains_key(&key) {
            let plain = Settings { weaken: None, ..settings.clone() };
            let report = known.model.run(&plain, limit(known, plain.cap))?;
            held.insert(key.clone(), report.held());
        }
        if held.get(&key) == Some(&true) { Ok(()) } else { Err(fails(&known.model, settings)) }
    }
}

impl Known {
    fn new(model: Model) -> Self {
        Self { model, executions: 0, checks: 0, wall: Duration::ZERO, executed: Vec::new() }
    }

    fn add(&mut self, report: &Report, executed: Vec<Execution>) {
        self.executions += report.checks.executions;
        self.checks = self.checks.max(report.checks.count);
        self.wall = self.wall.max(report.wall);
        self.executed.extend(executed);
    }
}

/// A process makes several checks, each with its own cap, on a machine that does other work: one
/// that takes longer than this is stuck.
pub(super) fn limit(known: &Known, cap: Duration) -> Duration {
    let checks = u32::try_from(known.checks.max(1)).unwrap_or(u32::MAX);
    cap.saturating_mul(checks).saturating_mul(2) + Duration::from_secs(10)
}

fn one(model: &Model, settings: &Settings) -> Result<(Report, Vec<Execution>), String> {
    let path = settings.record.clone().unwrap_or_default();
    // A record of an earlier run may not be there.
    let _removed = std::fs::remove_file(&path);
    let report = model.run(settings, CAP * 10)?;
    // A model that executes no site of the facade writes none.
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let executed =
        models::parse_record(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((report, executed))
}

fn fails(model: &Model, settings: &Settings) -> String {
    format!(
        "{} fails at bound {}, spurious {} with nothing weakened, so no kill would mean \
         anything; mend it first (`cargo xtask loom {}`)",
        model.name(),
        settings.bound,
        settings.spurious,
        model.name()
    )
}
