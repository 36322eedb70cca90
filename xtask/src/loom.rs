//! `cargo xtask loom`: explores the models, each in a process of its own because a deadlock
//! aborts, at a preemption bound that grows, and counts what was explored.

use std::time::{Duration, Instant};

use crate::models::{self, Checks, Ending, Model, Report, Settings};

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let totals = explore(&Options::parse(args)?)?;
    match totals.failed {
        0 => Ok(()),
        failed => Err(format!("{failed} of {} models failed", totals.models)),
    }
}

/// What to explore.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// A crate, an executable or a part of a model's name; all must fit.
    words: Vec<String>,
    /// One bound instead of the ladder.
    bound: Option<u32>,
    /// A longer cap, and every bound however long the one before took.
    deep: bool,
    /// Bounds 2 and 3 alone, as part of the tests.
    everyday: bool,
    cap: Option<Duration>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut number = || {
                let text = args.next().ok_or_else(|| format!("{arg} needs a number"))?;
                text.parse::<u32>().map_err(|error| format!("{arg} {text}: {error}"))
            };
            match arg.as_str() {
                "--deep" => options.deep = true,
                "--bound" => options.bound = Some(number()?),
                "--cap" => options.cap = Some(Duration::from_secs(number()?.into())),
                unknown if unknown.starts_with("--") => {
                    return Err(format!(
                        "{unknown} is not known; [crate] [filter] --bound N --deep --cap SECONDS"
                    ));
                }
                word => options.words.push(word.into()),
            }
        }
        Ok(options)
    }

    fn cap(&self) -> Duration {
        let usual = if self.deep { Duration::from_secs(600) } else { models::EVERYDAY_CAP };
        self.cap.unwrap_or(usual)
    }

    fn bounds(&self) -> Vec<u32> {
        match self.bound {
            Some(bound) => vec![bound],
            None if self.everyday => vec![2, 3],
            None => vec![2, 3, 4],
        }
    }

    /// What `cargo xtask test` explores.
    pub(crate) fn everyday() -> Self {
        Self { everyday: true, ..Self::default() }
    }

    /// Whether a model is worth a deeper bound after `report`: it held, it was not cut, and, unless
    /// this is the deep run, it was quick.
    fn goes_deeper(&self, report: &Report) -> bool {
        let quick = self.deep || report.wall < models::SHALLOW;
        report.held() && !report.checks.cut && report.checks.count > 0 && quick
    }
}

/// What the models came to.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) models: usize,
    pub(crate) failed: usize,
    runs: usize,
    executions: u64,
    complete: usize,
    cut: Vec<String>,
}

/// One model at one number of spurious wake-ups: a ladder of bounds.
struct Climb {
    model: Model,
    spurious: u32,
}

/// One rung that was run.
struct Rung {
    settings: Settings,
    report: Report,
}

/// Builds, chooses and explores; prints the table, the failures and the totals.
pub(crate) fn explore(options: &Options) -> Result<Totals, String> {
    let started = Instant::now();
    let all = models::choose(&models::build()?, &options.words)?;
    let width = all.iter().map(|model| model.name().len()).max().unwrap_or(0);
    println!("{:width$}  bound  spurious  executions  {:8}  {:>8}", "model", "state", "wall");
    let climbs: Vec<Climb> = all
        .iter()
        .flat_map(|model| [0, 1].map(|spurious| Climb { model: model.clone(), spurious }))
        .collect();
    let mut totals = Totals { models: all.len(), ..Totals::default() };
    let mut failures: Vec<(Model, Settings)> = Vec::new();
    let mut broken = None;
    models::in_order(
        &climbs,
        models::cores(),
        |climb| climb.model.name(),
        |climb| climb.all(options),
        |climb, rungs| {
            let rungs = match rungs {
                Ok(rungs) => rungs,
                Err(reason) => {
                    broken = Some(reason);
                    return false;
                }
            };
            for rung in rungs {
                println!("{}", row(&climb.model, &rung, width));
                totals.add(&climb.model, &rung);
                let known = failures.iter().any(|(model, _)| model.name() == climb.model.name());
                if !rung.report.held() && !known {
                    failures.push((climb.model.clone(), rung.settings));
                }
            }
            true
        },
    );
    if let Some(reason) = broken {
        return Err(reason);
    }
    for (model, settings) in &failures {
        show_failure(model, settings)?;
    }
    totals.failed = failures.len();
    totals.print(started.elapsed());
    Ok(totals)
}

impl Climb {
    fn all(&self, options: &Options) -> Result<Vec<Rung>, String> {
        let mut rungs = Vec::new();
        for bound in options.bounds() {
            let settings = Settings::rung(bound, self.spurious, options.cap());
            let report = self.model.run(&settings, limit(options.cap()))?;
            let deeper = options.goes_deeper(&report);
            rungs.push(Rung { settings, report });
            if !deeper {
                break;
            }
        }
        Ok(rungs)
    }
}

/// A process may hold several checks, each with its own cap, on a machine with other work; one
/// that needs more wall time than this is stuck inside a single execution.
fn limit(cap: Duration) -> Duration {
    cap * 5 + Duration::from_secs(30)
}

fn row(model: &Model, rung: &Rung, width: usize) -> String {
    let Checks { executions, bound, .. } = rung.report.checks;
    // A model may declare a ceiling; what it explored is what counts.
    let bound = if rung.report.held() && bound > 0 { bound } else { rung.settings.bound };
    format!(
        "{:width$}  {bound:5}  {:8}  {executions:10}  {:8}  {:>6.2} s",
        model.name(),
        rung.settings.spurious,
        rung.report.state(),
        rung.report.wall.as_secs_f64()
    )
}

/// Runs the model once more with the table of its threads, and says how to repeat that.
pub(crate) fn show_failure(model: &Model, settings: &Settings) -> crate::Outcome {
    let settings = Settings { trace: true, record: None, ..settings.clone() };
    let report = model.run(&settings, limit(settings.cap))?;
    println!("\n--- {}: {} ---", model.name(), report.state());
    if report.ending == Ending::Nothing {
        println!("no `model:` line: the test passed and explored nothing");
    }
    if report.errors.is_empty() {
        print!("{}", report.output);
    }
    print!("{}", without_backtraces(&report.errors));
    println!("\nTo repeat it:\n{}", model.repeat(&settings));
    Ok(())
}

/// A panic that aborts draws a backtrace of a hundred lines whatever it was told, and what counts
/// stands above it.
fn without_backtraces(errors: &str) -> String {
    let mut kept = String::new();
    let mut in_backtrace = false;
    for line in errors.lines() {
        let line_of_frame = line.starts_with(' ') || line == "stack backtrace:";
        in_backtrace = line == "stack backtrace:" || (in_backtrace && line_of_frame);
        if !in_backtrace {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

impl Totals {
    fn add(&mut self, model: &Model, rung: &Rung) {
        self.runs += 1;
        self.executions += rung.report.checks.executions;
        if rung.report.held() && rung.report.checks.cut {
            let Settings { bound, spurious, .. } = rung.settings;
            self.cut.push(format!("{} (bound {bound}, spurious {spurious})", model.name()));
        } else if rung.report.held() {
            self.complete += 1;
        }
    }

    fn print(&self, wall: Duration) {
        println!(
            "\n{} models, {} runs, {} executions: {} complete, {} cut, {} models failed; {:.1} s",
            self.models,
            self.runs,
            self.executions,
            self.complete,
            self.cut.len(),
            self.failed,
            wall.as_secs_f64()
        );
        if !self.cut.is_empty() {
            println!("WARNING: cut at the cap, so not every execution was seen:");
        }
        for name in &self.cut {
            println!("  {name}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read_in_any_order() {
        let options = parse("sync --bound 4 pair --cap 7").expect("all are known");
        assert_eq!(options.words, ["sync", "pair"]);
        assert_eq!((options.bounds(), options.cap()), (vec![4], Duration::from_secs(7)));
        assert_eq!(parse("--deep").map(|options| options.bounds()), Ok(vec![2, 3, 4]));
        assert_eq!(parse("").map(|options| options.bounds()), Ok(vec![2, 3, 4]));
        assert_eq!(Options::everyday().bounds(), [2, 3]);
    }

    #[test]
    fn backtraces_are_left_out_and_nothing_else() {
        let errors = "main   thread 1\n       cas\nstack backtrace:\n   0: 0x5 - f\n\
            \x20            at a.rs:1\nthread 'x' panicked\n  still here\n";
        let kept = "main   thread 1\n       cas\nthread 'x' panicked\n  still here\n";
        assert_eq!(without_backtraces(errors), kept);
    }

    #[test]
    fn an_option_that_is_not_known_or_not_whole_is_refused() {
        assert!(parse("--depth 3").is_err());
        assert!(parse("--bound").is_err());
        assert!(parse("--bound two").is_err());
    }
}
