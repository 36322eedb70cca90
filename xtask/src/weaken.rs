//! `cargo xtask weaken`: weakens each ordering, drops each wake and skips each re-check in turn,
//! and runs the models that execute the site. One build serves all mutants: the environment names
//! the site. A mutant that survives without a written reason fails the command.

mod allow;
mod baseline;
mod hunt;
mod mutants;
mod options;
mod report;
mod results;
mod single;

use std::time::Instant;

use crate::cargo::root;
use crate::{models, sites};
use allow::Allow;
use baseline::Baseline;
use hunt::Verdict;
use mutants::{Catalogue, Mutant, Site};
use options::Options;
use report::{Outcome, Summary};

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let options = Options::parse(args)?;
    let started = Instant::now();
    let path = root().join(allow::PATH);
    // A workspace with no survivor needs no list.
    let allow = Allow::parse(&std::fs::read_to_string(path).unwrap_or_default())?;
    let sites = source_sites()?;
    let all = models::build()?;
    println!("recording which of {} models executes which of {} sites", all.len(), sites.len());
    let baseline = Baseline::record(&all, options.jobs)?;
    let catalogue = Catalogue::join(&sites, &baseline.executed());
    if let Some(wanted) = &options.single {
        return single::run(wanted, &catalogue, &baseline);
    }
    report_unknown(&catalogue)?;
    let chosen = options.choose(&catalogue.mutants, &baseline)?;
    let outcomes = hunt_all(&chosen, &baseline, &allow, options.jobs)?;
    let unmodelled = if options.is_whole() { catalogue.unmodelled.as_slice() } else { &[] };
    let summary = Summary::new(&outcomes, unmodelled, &allow);
    summary.print(started.elapsed());
    let stale = if options.is_whole() { stale(&allow, &outcomes, &catalogue) } else { Vec::new() };
    let rows = report::rows(&outcomes, unmodelled, &allow);
    let differing = if options.is_whole() { keep(&rows, options.check)? } else { Vec::new() };
    summary.verdict(&stale, &differing)
}

/// The sites that the source holds. One without an id, which `tidy` refuses, goes by its place.
fn source_sites() -> Result<Vec<Site>, String> {
    let site = |one: sites::Site| -> Result<Site, String> {
        let sites::Site { file, line, id, slots, .. } = one;
        let id = id.unwrap_or_else(|| format!("{file}:{line}"));
        let line = u32::try_from(line).map_err(|error| format!("{file}:{line}: {error}"))?;
        Ok(Site { id, file, line, slots })
    };
    sites::scan()?.into_iter().map(site).collect()
}

/// A place in the crates that a model executed and the source scan does not know has no id, or
/// its line is not the one that the models record: either would hide it from this command.
fn report_unknown(catalogue: &Catalogue) -> crate::Outcome {
    if catalogue.unknown.is_empty() {
        return Ok(());
    }
    let places = catalogue.unknown.iter().map(|one| {
        format!("  {}:{}:{} {} {}", one.file, one.line, one.column, one.slot, one.ordering)
    });
    let mut places: Vec<String> = places.collect();
    places.sort();
    places.dedup();
    Err(format!("executed by a model, but no site with an id stands at\n{}", places.join("\n")))
}

/// Hunts the mutants on all cores and prints a row for each as soon as those before it are done.
fn hunt_all(
    chosen: &[Mutant],
    baseline: &Baseline,
    allow: &Allow,
    jobs: usize,
) -> Result<Vec<Outcome>, String> {
    let mut outcomes = Vec::new();
    let mut broken = Ok(());
    models::in_order(
        chosen,
        jobs,
        |mutant| format!("{} {}", mutant.id, mutant.change()),
        |mutant| hunt::hunt(mutant, baseline),
        |mutant, verdict: Result<Verdict, String>| {
            broken = verdict.map(|verdict| {
                let outcome = Outcome::new(mutant, verdict, allow);
                println!("{}", outcome.row());
                outcomes.push(outcome);
            });
            broken.is_ok()
        },
    );
    broken.map(|()| outcomes)
}

/// Entries of the allow-list that are not so any more.
fn stale(allow: &Allow, outcomes: &[Outcome], catalogue: &Catalogue) -> Vec<String> {
    let survived = |id: &str, change: &str| {
        let same = |one: &&Outcome| one.mutant.id == id && one.mutant.change() == change;
        outcomes.iter().find(same).is_some_and(Outcome::lives)
    };
    let unreached = |id: &str| {
        let site = catalogue.unmodelled.iter().any(|site| site.id == id);
        let slot = |one: &Outcome| one.mutant.id == id && matches!(one.verdict, Verdict::Unreached);
        site || outcomes.iter().any(slot)
    };
    allow.stale(&survived, &unreached)
}

/// Writes the results of a whole run, or compares them with those that are checked in.
fn keep(rows: &[results::Row], check: bool) -> Result<Vec<String>, String> {
    let path = root().join(results::PATH);
    if check {
        let text = std::fs::read_to_string(&path).map_err(|error| {
            format!("{}: {error}; run `cargo xtask weaken` and commit it", results::PATH)
        })?;
        return Ok(results::differences(&text, rows));
    }
    std::fs::write(&path, results::render(rows))
        .map_err(|error| format!("{}: {error}", results::PATH))?;
    println!("wrote {}", results::PATH);
    Ok(Vec::new())
}
