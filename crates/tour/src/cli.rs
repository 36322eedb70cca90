//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value, ValueExt};
use threadbare_sys::thread;

use crate::models::{self, MODELS, Model};

/// More than any machine profits from, and few enough that all of them can be started.
const WORKERS_MAX: usize = 1024;

/// What the user asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Print(String),
    Run(Options),
    Child(ChildOptions),
}

/// A run of some models over one directory.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) directory: Option<PathBuf>,
    pub(crate) models: Vec<&'static Model>,
    pub(crate) workers: usize,
    pub(crate) limit: Limit,
    pub(crate) json: bool,
}

/// How much of the tree is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    /// Some for a default input, none for a directory that the user names.
    Default,
    None,
    Bytes(u64),
}

/// One model's own process, started by ourselves.
#[derive(Debug)]
pub(crate) struct ChildOptions {
    pub(crate) root: PathBuf,
    pub(crate) model: &'static Model,
    pub(crate) workers: usize,
}

/// The hidden option that turns this program into a model's process.
pub(crate) const CHILD: &str = "child";

/// Reads the arguments (without the program's name).
///
/// # Errors
///
/// Says what is wrong with them.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Command, String> {
    read(arguments).map_err(|error| format!("{error}; see threadbare-tour --help"))
}

fn read(arguments: Vec<OsString>) -> Result<Command, lexopt::Error> {
    let mut options = Options {
        directory: None,
        models: Vec::new(),
        workers: thread::available_parallelism().map_or(1, |cpus| cpus.get().min(WORKERS_MAX)),
        limit: Limit::Default,
        json: false,
    };
    let mut child = None;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Print(help())),
            Short('V') | Long("version") => return Ok(Command::Print(version())),
            Long("json") => options.json = true,
            Short('m') | Long("model") => {
                options.models.push(parser.value()?.parse_with(model)?);
            }
            Short('w') | Long("workers") => {
                options.workers = parser.value()?.parse_with(workers)?;
            }
            Long("limit") => options.limit = parser.value()?.parse_with(limit)?,
            Long(CHILD) => child = Some(parser.value()?.parse_with(model)?),
            Value(directory) if options.directory.is_none() => {
                options.directory = Some(directory.into());
            }
            _ => return Err(argument.unexpected()),
        }
    }
    if let (Some(model), Some(root)) = (child, &options.directory) {
        let (root, workers) = (root.clone(), options.workers);
        return Ok(Command::Child(ChildOptions { root, model, workers }));
    }
    if options.models.is_empty() {
        options.models = MODELS.iter().collect();
    }
    Ok(Command::Run(options))
}

fn model(name: &str) -> Result<&'static Model, String> {
    models::find(name).ok_or_else(|| format!("no such model; choose among {}", models::names()))
}

fn workers(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(workers @ 1..=WORKERS_MAX) => Ok(workers),
        _ => Err(format!("not a number of workers from 1 to {WORKERS_MAX}")),
    }
}

fn limit(text: &str) -> Result<Limit, String> {
    if text == "none" {
        return Ok(Limit::None);
    }
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err("not a size such as 500M, 2G or none".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "not a size such as 500M, 2G or none")?;
    let bytes = number.checked_mul(1 << shift).ok_or("too large")?;
    Ok(Limit::Bytes(bytes))
}

fn version() -> String {
    format!("threadbare-tour {}\n", env!("CARGO_PKG_VERSION"))
}

fn help() -> String {
    let models: String =
        MODELS.iter().map(|model| format!("  {:<12}  {}\n", model.name, model.about)).collect();
    format!(
        "{}{models}{}",
        "\
threadbare-tour: does one real job under several concurrency models and shows the difference.

The job: index a directory tree. Every regular file is read and gets a SHA-256, a line count and
a word count; the 20 most frequent words of the whole tree are told. Every model works in a
process of its own, so that times, memory and context switches are its own. That all models come
to the same result is checked.

Usage: threadbare-tour [OPTIONS] [DIRECTORY]

DIRECTORY defaults to the Rust standard documentation (under `rustc --print sysroot`), else the
cargo registry sources, else the repository that the program is run in.

Options:
  -m, --model NAME    run this model; may be given several times (default: all)
  -w, --workers N     workers of a parallel model (default: the CPUs that we may use)
      --limit SIZE    take only the first files, in the order of their paths, that fit into
                      SIZE bytes, such as 500M or 2G; `none` takes all
                      (default: 192M for a default input, none for a DIRECTORY)
      --json          print everything as JSON
  -h, --help          print this
  -V, --version       print the version

Models:
",
        "
What is counted: lines are line feeds; words are longest runs of letters and digits (Unicode's),
ASCII letters folded to lower case. Bytes that are not UTF-8 separate words, and the file is
counted as not UTF-8. Symbolic links are counted, never followed. Fifos, sockets and devices are
counted, never opened. A file that cannot be read, or that changes after it was listed, is
reported and is in no total; the job goes on.

Exit codes:
  0  done, and all models agree (files may have been skipped)
  1  the models differ, or a model failed, or the output could not be written
  2  the arguments are wrong, or the directory is missing or cannot be read
"
    )
}
