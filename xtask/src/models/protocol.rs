//! The words that a model process and this program exchange: settings in the environment, one
//! `model:` line a check on standard output, one record line a site in a file.

use std::path::PathBuf;
use std::time::Duration;

/// What one model process is told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    /// How many preemptions an explored execution may hold.
    pub(crate) bound: u32,
    /// How many untimed waits of an execution may return with nobody having woken them.
    pub(crate) spurious: u32,
    /// Processor time after which a check is cut.
    pub(crate) cap: Duration,
    /// The one site to weaken: `file:line:column:slot=value`.
    pub(crate) weaken: Option<String>,
    /// Where to append the sites that were executed.
    pub(crate) record: Option<PathBuf>,
    /// Whether a failure is to be shown as a table, one column a thread.
    pub(crate) trace: bool,
}

impl Settings {
    /// The settings of one rung of the ladder.
    pub(crate) fn rung(bound: u32, spurious: u32, cap: Duration) -> Self {
        Self { bound, spurious, cap, ..Self::default() }
    }

    /// The settings as environment variables.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("THREADBARE_BOUND", self.bound.to_string()),
            ("THREADBARE_SPURIOUS", self.spurious.to_string()),
            ("THREADBARE_CAP_MS", self.cap.as_millis().to_string()),
        ];
        all.extend(self.weaken.as_ref().map(|site| ("THREADBARE_WEAKEN", site.clone())));
        let record = self.record.as_ref().map(|path| path.display().to_string());
        all.extend(record.map(|path| ("THREADBARE_RECORD", path)));
        all.extend(self.trace.then(|| ("THREADBARE_TRACE", "1".into())));
        all
    }
}

/// What the checks of one model process said, summed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checks {
    /// How many checks reported.
    pub(crate) count: u64,
    /// How many executions they explored together.
    pub(crate) executions: u64,
    /// Whether any of them was cut before it had seen every execution within the bound.
    pub(crate) cut: bool,
    /// The deepest bound that was really explored: a model may declare a ceiling.
    pub(crate) bound: u32,
    /// Processor time.
    pub(crate) busy: Duration,
    /// How many executions of the check that failed were explored, the failing one among them.
    pub(crate) failed_after: Option<u64>,
}

impl Checks {
    /// Reads every `model:` line. The test runner prints `test name ... ` without a newline
    /// before a test's own output, so a `model:` line need not begin its line.
    pub(crate) fn parse(output: &str) -> Result<Self, String> {
        let mut sum = Self::default();
        for line in output.lines() {
            let Some((_, fields)) = line.split_once("model: executions=") else { continue };
            if let Some(executions) = fields.strip_suffix(" failed") {
                sum.failed_after = executions.parse().ok();
            } else {
                sum.add(&format!("executions={fields}"))
                    .ok_or_else(|| format!("not understood: {line}"))?;
            }
        }
        Ok(sum)
    }

    /// Adds one line's fields. Fields that are not known are left for later versions.
    fn add(&mut self, fields: &str) -> Option<()> {
        let mut complete = None;
        for field in fields.split_whitespace() {
            let (name, value) = field.split_once('=')?;
            match (name, value) {
                ("executions", _) => self.executions += value.parse::<u64>().ok()?,
                ("bound", _) => self.bound = self.bound.max(value.parse().ok()?),
                ("cpu_ms", _) => self.busy += Duration::from_millis(value.parse().ok()?),
                ("state", "complete") => complete = Some(true),
                ("state", "cut") => complete = Some(false),
                ("state", _) => return None,
                _ => {}
            }
        }
        self.cut |= !complete?;
        self.count += 1;
        Some(())
    }
}

/// One (site, slot) that a model executed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Execution {
    /// Path from the workspace's root.
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    /// `load`, `store`, `rmw`, `success`, `failure`, `fence`, `wake` or `wait`.
    pub(crate) slot: String,
    /// The ordering as the code had it; `-` for wake and wait.
    pub(crate) ordering: String,
    pub(crate) hits: u64,
}

/// Reads a record file; the same (site, slot) may stand in several lines.
pub(crate) fn parse_record(text: &str) -> Result<Vec<Execution>, String> {
    let mut all: Vec<Execution> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let found = parse_execution(line).ok_or_else(|| format!("not understood: {line}"))?;
        let same = |known: &&mut Execution| {
            let key = |one: &Execution| (one.file.clone(), one.line, one.column, one.slot.clone());
            key(known) == key(&found) && known.ordering == found.ordering
        };
        match all.iter_mut().find(same) {
            Some(known) => known.hits += found.hits,
            None => all.push(found),
        }
    }
    all.sort();
    Ok(all)
}

fn parse_execution(line: &str) -> Option<Execution> {
    let mut fields = line.split('\t');
    let (place, slot, ordering, hits) =
        (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let mut place = place.rsplitn(3, ':');
    let column = place.next()?.parse().ok()?;
    let line = place.next()?.parse().ok()?;
    let file = place.next()?.into();
    let (slot, ordering) = (slot.into(), ordering.into());
    Some(Execution { file, line, column, slot, ordering, hits: hits.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_model_lines_are_summed_and_one_cut_cuts_all() {
        let output = "running 1 test\n\
            test lock::pair ... model: executions=10 bound=2 spurious=0 state=complete cpu_ms=5\n\
            model: executions=7 bound=3 spurious=0 state=cut cpu_ms=6 later=field\nok\n";
        let sum = Checks::parse(output).expect("both lines are well formed");
        let busy = Duration::from_millis(11);
        let checks = Checks { count: 2, executions: 17, cut: true, bound: 3, ..Checks::default() };
        assert_eq!(sum, Checks { busy, ..checks });
    }

    #[test]
    fn a_failed_check_says_after_how_many_executions() {
        let sum = Checks::parse("test pair ... model: executions=3 failed\n").expect("known");
        assert_eq!((sum.count, sum.failed_after), (0, Some(3)));
    }

    #[test]
    fn no_model_line_is_no_check_and_a_bad_one_is_an_error() {
        assert_eq!(Checks::parse("ok\n").map(|sum| sum.count), Ok(0));
        assert!(Checks::parse("model: executions=many state=complete").is_err());
        assert!(Checks::parse("model: executions=3 bound=2").is_err(), "no state, no verdict");
        assert!(Checks::parse("model: executions=3 state=perhaps").is_err());
    }

    #[test]
    fn record_lines_of_one_site_are_summed() {
        let text = "crates/a.rs:3:9\tload\tAcquire\t2\n\
            crates/a.rs:3:9\twake\t-\t1\ncrates/a.rs:3:9\tload\tAcquire\t5\n";
        let all = parse_record(text).expect("well formed");
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].hits, all[0].slot.as_str(), all[0].column), (7, "load", 9));
        assert!(parse_record("crates/a.rs:3\tload\tAcquire\t2").is_err());
        assert!(parse_record("crates/a.rs:3:9\tload\tAcquire").is_err());
    }
}
