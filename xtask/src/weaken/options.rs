//! The command's arguments, and the mutants that they choose.

use super::baseline::Baseline;
use super::mutants::Mutant;
use super::single::Wanted;
use crate::cargo::{Line, root};
use crate::models;

const HELP: &str = "[filter] --since REV --jobs N --check; \
    or one mutant: --mutant FILE:LINE:COLUMN:SLOT=VALUE, or --id ID --as VALUE [--slot SLOT]";

/// What to do.
#[derive(Debug)]
pub(super) struct Options {
    /// An id, a part of a file's path or of a model's name; all must fit.
    words: Vec<String>,
    /// Only what changed since this revision.
    since: Option<String>,
    pub(super) jobs: usize,
    /// Compare with the checked-in results instead of writing them.
    pub(super) check: bool,
    /// One mutant, to be shown.
    pub(super) single: Option<Wanted>,
}

impl Options {
    pub(super) fn parse(args: &[String]) -> Result<Self, String> {
        let jobs = models::cores();
        let mut options = Self { words: Vec::new(), since: None, jobs, check: false, single: None };
        let (mut id, mut value, mut slot) = (None, None, None);
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut next = || args.next().cloned().ok_or_else(|| format!("{arg} needs a value"));
            match arg.as_str() {
                "--check" => options.check = true,
                "--since" => options.since = Some(next()?),
                "--jobs" => {
                    let text = next()?;
                    options.jobs =
                        text.parse().map_err(|error| format!("--jobs {text}: {error}"))?;
                }
                "--mutant" => options.single = Some(Wanted::parse_place(&next()?)?),
                "--id" => id = Some(next()?),
                "--as" => value = Some(next()?),
                "--slot" => slot = Some(next()?),
                unknown if unknown.starts_with("--") => {
                    return Err(format!("{unknown} is not known; {HELP}"));
                }
                word => options.words.push(word.into()),
            }
        }
        match (id, value, slot) {
            (Some(id), Some(value), slot) => {
                options.single = Some(Wanted::Site { id, slot, value });
            }
            (None, None, None) => {}
            _ => return Err(format!("--id and --as belong together; {HELP}")),
        }
        Ok(options)
    }

    /// Whether every mutant is asked for: only then is the whole allow-list judged.
    pub(super) fn is_whole(&self) -> bool {
        self.words.is_empty() && self.since.is_none()
    }

    /// The mutants that the words name and the revision leaves.
    pub(super) fn choose(
        &self,
        all: &[Mutant],
        baseline: &Baseline,
    ) -> Result<Vec<Mutant>, String> {
        let changed = self.since.as_deref().map(changed_since).transpose()?;
        let reached_by = |mutant: &Mutant, fits: &dyn Fn(&models::Model) -> bool| {
            let mut known = baseline.reaching(&mutant.file, mutant.line, &mutant.slot);
            known.any(|known| fits(&known.model))
        };
        let fits = |mutant: &&Mutant| {
            let named = self.words.iter().all(|word| {
                mutant.id == *word
                    || mutant.file.contains(word.as_str())
                    || reached_by(mutant, &|model| model.name().contains(word.as_str()))
            });
            let touched = changed.as_ref().is_none_or(|paths| {
                paths.iter().any(|path| {
                    *path == mutant.file || reached_by(mutant, &|model| model.lives_in(path))
                })
            });
            named && touched
        };
        let chosen: Vec<Mutant> = all.iter().filter(fits).cloned().collect();
        if chosen.is_empty() && !self.words.is_empty() {
            return Err(format!("no mutant is named by {:?}", self.words));
        }
        Ok(chosen)
    }
}

/// The paths that differ from a revision, those not committed and not yet added among them.
fn changed_since(revision: &str) -> Result<Vec<String>, String> {
    if !root().join(".git").exists() {
        return Err("--since needs the git repository".into());
    }
    let tracked = Line::new("git diff --name-only").word(revision).output()?;
    let new = Line::new("git ls-files --others --exclude-standard").output()?;
    Ok(tracked.lines().chain(new.lines()).map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn a_filter_or_a_revision_makes_a_partial_run() {
        assert!(parse("--check --jobs 3").is_ok_and(|options| options.is_whole() && options.check));
        assert!(parse("lock.rs").is_ok_and(|options| !options.is_whole()));
        assert!(parse("--since HEAD~1").is_ok_and(|options| !options.is_whole()));
    }

    #[test]
    fn half_a_mutant_and_an_unknown_option_are_refused() {
        assert!(parse("--id L3").is_err());
        assert!(parse("--as Relaxed").is_err());
        assert!(parse("--mutant crates/a.rs:3:load").is_err());
        assert!(parse("--sinse HEAD").is_err());
        assert!(parse("--jobs many").is_err());
        assert!(parse("--id L3 --as Relaxed --slot failure").is_ok());
    }
}
