//! Does one real job under several concurrency models and shows the difference.
//!
//! The job is the index of a directory tree ([`job`], [`tally`]); a model is one file in
//! [`models`]. Each model runs in a process of its own ([`child`]); their results are compared
//! ([`compare`]) and printed ([`output`]). Read [`models`] first.

use std::env;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use child::Report;
use cli::{Command, Options};
use input::Input;
use job::Job;
use output::{Run, Summary};
use progress::Bar;

mod child;
mod cli;
mod compare;
mod input;
mod job;
mod listing;
mod models;
mod outcome;
mod output;
mod problems;
mod progress;
mod tally;
mod words;

const FAILED: u8 = 1;
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    let command = match cli::parse(env::args_os().skip(1).collect()) {
        Ok(command) => command,
        Err(message) => return fail(WRONG_USE, &message),
    };
    match command {
        Command::Print(text) => write_out(&text),
        Command::Run(options) => tour(&options),
        Command::Child(options) => {
            let name = options.model.name;
            match child::run(options) {
                Ok(()) => ExitCode::SUCCESS,
                Err(message) => fail(FAILED, &format!("model {name}: {message}")),
            }
        }
    }
}

fn tour(options: &Options) -> ExitCode {
    let input = match input::choose(options) {
        Ok(input) => input,
        Err(message) => return fail(WRONG_USE, &message),
    };
    let Input { root, chosen, limit_bytes, mut listing } = input;
    let files = std::mem::take(&mut listing.files);
    let job = Job { root, files, workers: options.workers };
    warm_up(&job);
    let mut runs: Vec<Run> = Vec::new();
    let mut failures = Vec::new();
    for model in &options.models {
        match child::start(model, &job) {
            Ok(Report { cost, result }) => runs.push(Run { model: model.name, cost, result }),
            Err(message) => failures.push(format!("model {} failed: {message}", model.name)),
        }
    }
    let outcomes: Vec<_> = runs.iter().map(|run| (run.model, &run.result)).collect();
    let differences = compare::differences(&outcomes);
    let summary =
        Summary { job: &job, chosen, limit_bytes, listing: &listing, runs: &runs, differences };
    let text = if options.json { summary.json(&failures) } else { summary.text() };
    let written = write_out(&text);
    for difference in &summary.differences {
        complain(&format!("the models differ: {difference}"));
    }
    for failure in &failures {
        complain(failure);
    }
    if summary.differences.is_empty() && failures.is_empty() { written } else { FAILED.into() }
}

/// Reads every file once, so that the first model does not pay for the disk alone.
fn warm_up(job: &Job) {
    let mut bar = Bar::new("warming up", job.bytes());
    let mut buffer = vec![0; 256 * 1024];
    let mut done = 0;
    for entry in &job.files {
        bar.show(done);
        // What cannot be read is reported by the models.
        if let Ok(file) = job.open(entry) {
            let mut rest = file.take(entry.bytes);
            while rest.read(&mut buffer).is_ok_and(|count| count > 0) {}
        }
        done += entry.bytes;
    }
}

fn write_out(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // `threadbare-tour | head` has seen what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => fail(FAILED, &format!("cannot write the output: {error}")),
    }
}

fn fail(code: u8, message: &str) -> ExitCode {
    complain(message);
    code.into()
}

fn complain(message: &str) {
    // If nobody hears it, the exit code still tells.
    drop(writeln!(io::stderr(), "threadbare-tour: {message}"));
}
