//! Measures the primitives beside their peers, in one interleaved run, and says which of the
//! promises in figures were kept.
//!
//! `cargo run --release -p threadbare-bench -- --list` names the areas. An area is a module with
//! an [`Area`] in [`AREAS`]: it takes a plan and gives back tables and bars.

mod allocations;
mod company;
mod contest;
mod harness;
mod histogram;
mod lock;
mod machine;
mod options;
mod pad;
mod peers;
mod queue;
mod report;
mod series;
mod statistics;
mod sync;
mod usage;

use harness::Plan;
use machine::Machine;
use options::{Options, Request};
use report::Findings;
use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// One subject of measurement.
#[derive(Debug)]
struct Area {
    name: &'static str,
    about: &'static str,
    /// What `--only` may name.
    parts: &'static [&'static str],
    run: fn(&Plan) -> Findings,
}

const AREAS: &[Area] = &[lock::AREA, sync::AREA, queue::AREA];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let Some(asked) = queue::asked(&arguments) {
        return finish(print(&asked));
    }
    let done = match options::parse(&arguments, AREAS) {
        Ok(Request::List) => list(),
        Ok(Request::Help) => print(&options::usage(AREAS)),
        Ok(Request::Run(area, options)) => run(area, &options, &arguments),
        Err(mistake) => Err(format!("{mistake}\n\n{}", options::usage(AREAS))),
    };
    finish(done)
}

fn finish(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // With standard error closed too, the exit code is all that is left to say.
            writeln!(io::stderr(), "{message}").unwrap_or(());
            ExitCode::from(2)
        }
    }
}

fn list() -> Result<(), String> {
    AREAS.iter().try_for_each(|area| {
        print(&format!("{:<8} {} ({})\n", area.name, area.about, area.parts.join(", ")))
    })
}

fn run(area: &Area, options: &Options, arguments: &[String]) -> Result<(), String> {
    let plan = &options.plan;
    let command = format!("cargo run --release -p threadbare-bench -- {}", arguments.join(" "));
    let mut machine = Machine::survey(command, plan.rounds, plan.smoke);
    let mut findings = (area.run)(plan);
    machine.finish();
    if plan.smoke {
        findings.bars.clear();
    }
    let page = report::page(area.name, &machine, &findings);
    print(&page)?;
    options.markdown.as_deref().map_or(Ok(()), |path| save(path, &page))
}

fn save(path: &Path, page: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, page))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn print(text: &str) -> Result<(), String> {
    let written = io::stdout().write_all(text.as_bytes());
    written.map_err(|error| format!("cannot write to standard output: {error}"))
}
