//! The workspace's own commands. Standard library only, so that it starts at once.
//!
//! One file a command. Every command that runs cargo prints the plain line that it runs, so that
//! a reader can paste it; `cargo xtask` alone lists the commands.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks")]

mod bench;
mod cargo;
mod ci;
mod deps;
mod docs;
mod loom;
mod models;
mod orderings;
mod prop;
mod sanitize;
mod sites;
mod source;
mod surface;
mod tally;
mod test;
mod tidy;
mod weaken;

use std::process::ExitCode;

/// What a command returns: nothing, or what went wrong in words for the person who ran it.
type Outcome = Result<(), String>;

/// A command: its name, its arguments, one line of help, and the function that runs it.
type Command = (&'static str, &'static str, &'static str, fn(&[String]) -> Outcome);

const COMMANDS: &[Command] = &[
    (
        "test",
        "",
        "what the README names: unit, doc, property tests, everyday models, tidy",
        test::run,
    ),
    ("tidy", "", "the house rules of docs/STYLE.md", tidy::run),
    (
        "orderings",
        "[--check]",
        "the table of all atomic sites; fills the chapters' blocks",
        orderings::run,
    ),
    ("loom", "[crate] [filter] [--deep]", "runs the models, one process a model", loom::run),
    (
        "weaken",
        "[filter] [--since REV] [--id ID --as WEAKER]",
        "weakens each ordering, drops each wake, skips each re-check",
        weaken::run,
    ),
    ("prop", "[CASES | --deep] [crate..]", "the property tests, with more cases", prop::run),
    (
        "sanitize",
        "[miri] [thread] [address]",
        "the tests under Miri and the sanitizers",
        sanitize::run,
    ),
    ("bench", "<area>", "ratios against peers, in one interleaved run", bench::run),
    ("docs", "[--check]", "links, chapters and generated blocks", docs::run),
    (
        "surface",
        "[--bless]",
        "public API, auto traits, sizes against the checked-in text",
        surface::run,
    ),
    ("deps", "", "the dependency arrows of docs/ARCHITECTURE.md against cargo metadata", deps::run),
    ("ci", "", "everything that .ci/run runs", ci::run),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let name = args.first().map_or("", String::as_str);
    let Some((_, _, _, run)) = COMMANDS.iter().find(|(known, ..)| *known == name) else {
        for (name, arguments, help, _) in COMMANDS {
            println!("cargo xtask {:<52} {help}", format!("{name} {arguments}"));
        }
        return if name.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) };
    };
    match run(args.get(1..).unwrap_or_default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("cargo xtask {name}: {reason}");
            ExitCode::FAILURE
        }
    }
}
