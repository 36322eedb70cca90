//! The command line.

use crate::{Area, harness::Plan};
use std::path::PathBuf;

const ROUNDS: usize = 7;

/// What the user wants.
#[derive(Debug)]
pub(crate) enum Request<'areas> {
    List,
    Help,
    Run(&'areas Area, Options),
}

/// How an area is to be run.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) plan: Plan,
    /// Where to write the page as well.
    pub(crate) markdown: Option<PathBuf>,
}

/// Reads the command line, program name left out.
///
/// # Errors
///
/// A sentence that says which argument is wrong and why.
pub(crate) fn parse<'areas>(
    arguments: &[String],
    areas: &'areas [Area],
) -> Result<Request<'areas>, String> {
    let mut area = None;
    let mut plan = Plan { rounds: ROUNDS, smoke: false, only: None };
    let mut markdown = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value =
            || rest.next().cloned().ok_or_else(|| format!("{argument} needs a value after it"));
        match argument.as_str() {
            "--list" => return Ok(Request::List),
            "--help" | "-h" => return Ok(Request::Help),
            "--rounds" => plan.rounds = rounds(&value()?)?,
            "--smoke" => plan.smoke = true,
            "--only" => plan.only = Some(value()?),
            "--markdown" => markdown = Some(PathBuf::from(value()?)),
            option if option.starts_with('-') => {
                return Err(format!("there is no option {option}"));
            }
            name if area.is_some() => {
                return Err(format!("one area at a time; {name} is too much"));
            }
            name => area = Some(find(name, areas)?),
        }
    }
    let area = area.ok_or("which area?")?;
    if plan.smoke {
        plan.rounds = 1;
    }
    let mut wanted = plan.only.iter().flat_map(|only| only.split(','));
    if let Some(only) = wanted.find(|only| !area.parts.contains(only)) {
        let parts = area.parts.join(", ");
        return Err(format!("{} has no part {only}; it has {parts}", area.name));
    }
    Ok(Request::Run(area, Options { plan, markdown }))
}

fn rounds(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|&rounds| rounds > 0)
        .ok_or_else(|| format!("--rounds needs a number above 0, and {text} is none"))
}

fn find<'areas>(name: &str, areas: &'areas [Area]) -> Result<&'areas Area, String> {
    areas
        .iter()
        .find(|area| area.name == name)
        .ok_or_else(|| format!("there is no area {name}; --list names them"))
}

/// The text of `--help`.
pub(crate) fn usage(areas: &[Area]) -> String {
    let names: Vec<&str> = areas.iter().map(|area| area.name).collect();
    format!(
        "usage: cargo run --release -p threadbare-bench -- <area> [options]
  areas: {}
  --list            say what each area is, and its parts
  --rounds N        how often each contestant has its turn (default {ROUNDS})
  --only PART,..    these parts of the area
  --smoke           one very short round, no bars judged
  --markdown PATH   write the page to a file as well
",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::{Request, parse};
    use crate::{Area, report::Findings};

    const AREAS: &[Area] =
        &[Area { name: "door", about: "opens", parts: &["hinge"], run: |_| Findings::default() }];

    fn outcome(line: &str) -> Result<String, String> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&arguments, AREAS).map(|request| match request {
            Request::List => "list".to_owned(),
            Request::Help => "help".to_owned(),
            Request::Run(area, options) => {
                format!("{} {} {:?}", area.name, options.plan.rounds, options.plan.only)
            }
        })
    }

    #[test]
    fn options_may_stand_on_either_side_of_the_area() {
        assert_eq!(outcome("--rounds 9 door --only hinge"), Ok("door 9 Some(\"hinge\")".into()));
        assert_eq!(outcome("door"), Ok("door 7 None".into()));
        assert_eq!(outcome("--list"), Ok("list".into()));
    }

    #[test]
    fn a_smoke_run_is_one_round() {
        assert_eq!(outcome("door --smoke --rounds 9"), Ok("door 1 None".into()));
    }

    #[test]
    fn a_mistake_is_named() {
        let mistakes = [
            ("", "which area?"),
            ("window", "there is no area window"),
            ("door door", "one area at a time"),
            ("door --rounds 0", "--rounds needs a number above 0"),
            ("door --rounds", "--rounds needs a value"),
            ("door --only knob", "door has no part knob; it has hinge"),
            ("door --only hinge,knob", "door has no part knob; it has hinge"),
            ("door --fast", "there is no option --fast"),
        ];
        for (line, sentence) in mistakes {
            let mistake = outcome(line).expect_err(line);
            assert!(mistake.starts_with(sentence), "{line}: {mistake}");
        }
    }
}
