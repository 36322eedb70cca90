//! How many tests passed, failed and were skipped, and the line that closes a command with them.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::Stdio;

use crate::cargo::Line;

/// Tests that passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, skipped } = self;
        write!(out, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    pub(crate) const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    pub(crate) const ONE_FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    pub(crate) const ONE_SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };

    /// Ends the command: the reasons, then the sums alone on the last line.
    pub(crate) fn close(self, reasons: &[String]) -> crate::Outcome {
        for reason in reasons {
            eprintln!("FAILED: {reason}");
        }
        println!("\n{self}");
        if self.failed == 0 && reasons.is_empty() {
            return Ok(());
        }
        // An error given back would be printed below the sums, which are to be the last line.
        std::process::exit(1)
    }
}

/// Listens to the output of test runs. A test that skips itself has passed in the eyes of the test
/// runner, which shows what it printed before the result of its executable.
#[derive(Debug, Default)]
struct Listener {
    sum: Tally,
    /// How many tests of the executable that is running said that they skip themselves.
    announced: usize,
}

impl Listener {
    fn hear(&mut self, line: &str) {
        if line.starts_with("skipped: ") {
            self.announced += 1;
        } else if let Some(mut result) = parse_result(line) {
            let skipped = std::mem::take(&mut self.announced).min(result.passed);
            result.passed -= skipped;
            result.skipped += skipped;
            self.sum += result;
        }
    }
}

/// Reads `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; ...`.
fn parse_result(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for count in counts.split("; ") {
        match count.split_once(' ')? {
            (number, "passed") => tally.passed = number.parse().ok()?,
            (number, "failed") => tally.failed = number.parse().ok()?,
            (number, "ignored") => tally.skipped = number.parse().ok()?,
            _ => {}
        }
    }
    Some(tally)
}

/// Runs a line of `cargo test`, passes its output through, and sums the results. The tests must
/// run with `--show-output`, or those that skip themselves are not heard.
pub(crate) fn test(line: &Line) -> Result<Tally, String> {
    println!("$ {}", line.plain());
    let fail = |error: std::io::Error| format!("{}: {error}", line.plain());
    let mut child = line.command().stdout(Stdio::piped()).spawn().map_err(fail)?;
    let mut listener = Listener::default();
    let output = child.stdout.take().map(BufReader::new);
    for text in output.into_iter().flat_map(|output| output.split(b'\n')) {
        let text = text.map_err(fail)?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        listener.hear(&text);
    }
    let status = child.wait().map_err(fail)?;
    let mut tally = listener.sum;
    if !status.success() && tally.failed == 0 {
        // It did not compile, or a test ended the whole process before its result line.
        tally += Tally::ONE_FAILED;
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> String {
        let mut listener = Listener::default();
        lines.iter().for_each(|line| listener.hear(line));
        listener.sum.to_string()
    }

    #[test]
    fn result_lines_are_summed() {
        let sum = heard(&[
            "running 8 tests",
            "test a ... ok",
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; \
             finished in 0.05s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured",
        ]);
        assert_eq!(sum, "8 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn a_test_that_skips_itself_is_not_a_passed_one() {
        let skip = "skipped: two_cpus: this machine has one";
        let one = "test result: ok. 1 passed; 0 failed; 0 ignored";
        assert_eq!(heard(&[skip, one]), "0 passed, 0 failed, 1 skipped");
        assert_eq!(heard(&[one, skip, one]), "1 passed, 0 failed, 1 skipped");
        assert_eq!(heard(&[skip, one, one]), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_run_that_never_came_to_a_result_counts_as_failed() {
        let told = |script: &str| test(&Line::new("sh -c").word(script));
        assert_eq!(told("exit 101"), Ok(Tally::ONE_FAILED));
        let result = "echo 'test result: ok. 2 passed; 0 failed; 0 ignored'";
        assert_eq!(told(result).map(|tally| tally.passed), Ok(2));
        assert!(test(&Line::new("no-such-program-anywhere")).is_err());
    }
}
