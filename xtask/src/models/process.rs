//! One model in one process, under a limit of wall time.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::Checks;

/// How a model process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every check held, as far as it was explored.
    Held,
    /// A check failed; the text says how the process ended.
    Failed(String),
    /// The process was ended because it ran for longer than this.
    Overran(Duration),
    /// The test passed and never checked a model.
    Nothing,
}

/// What is known about one model process.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) ending: Ending,
    pub(crate) checks: Checks,
    pub(crate) wall: Duration,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Report {
    pub(crate) fn held(&self) -> bool {
        self.ending == Ending::Held
    }

    /// One word or two for a table's row.
    pub(crate) fn state(&self) -> String {
        match &self.ending {
            Ending::Held if self.checks.count == 0 => "plain".into(),
            Ending::Held if self.checks.cut => "cut".into(),
            Ending::Held => "complete".into(),
            Ending::Failed(how) => format!("FAILED ({how})"),
            Ending::Overran(limit) => format!("FAILED (over {} s)", limit.as_secs()),
            Ending::Nothing => "FAILED (checked nothing)".into(),
        }
    }
}

/// Runs `command` and reads both its streams; ends it when it runs for longer than `limit`.
/// A test that `may_check_nothing` holds without a `model:` line.
pub(super) fn run(
    mut command: Command,
    limit: Duration,
    may_check_nothing: bool,
) -> Result<Report, String> {
    let started = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let (status, output, errors) =
        collect(&mut child, limit).map_err(|error| format!("{command:?}: {error}"))?;
    let checks = Checks::parse(&output)?;
    let ending = match status {
        None => Ending::Overran(limit),
        Some(status) if !status.success() => Ending::Failed(status.to_string()),
        Some(_) if !output.contains("test result: ok. 1 passed") => Ending::Nothing,
        Some(_) if checks.count == 0 && !may_check_nothing => Ending::Nothing,
        Some(_) => Ending::Held,
    };
    Ok(Report { ending, checks, wall: started.elapsed(), output, errors })
}

/// Both streams end when the process does, so waiting for them needs no polling.
fn collect(
    child: &mut Child,
    limit: Duration,
) -> std::io::Result<(Option<ExitStatus>, String, String)> {
    let deadline = Instant::now() + limit;
    let (ended, ends) = mpsc::channel();
    let output = child.stdout.take().map(|stream| read(stream, ended.clone()));
    let errors = child.stderr.take().map(|stream| read(stream, ended));
    let mut overran = false;
    for _ in 0..2 {
        let left = deadline.saturating_duration_since(Instant::now());
        overran |= ends.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Timeout);
    }
    if overran {
        child.kill()?;
    }
    let status = child.wait()?;
    let text = |reader: Option<thread::JoinHandle<String>>| {
        reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
    };
    Ok(((!overran).then_some(status), text(output), text(errors)))
}

fn read(
    mut stream: impl Read + Send + 'static,
    ended: mpsc::Sender<()>,
) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // An unreadable stream is a short one: the process's status decides.
        let _read = stream.read_to_end(&mut bytes);
        let _told = ended.send(());
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration, plain: bool) -> Report {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, limit, plain).expect("every machine that builds this has a shell")
    }

    const LONG: Duration = Duration::from_secs(60);
    const PASSED: &str = "echo 'test result: ok. 1 passed; 0 failed'";
    const CHECKED: &str = "echo 'model: executions=3 bound=2 spurious=0 state=complete cpu_ms=1'";

    #[test]
    fn a_test_that_checked_something_and_passed_holds() {
        assert!(shell(&format!("{CHECKED}; {PASSED}"), LONG, false).held());
    }

    #[test]
    fn a_test_that_checked_nothing_does_not_hold_unless_it_is_plain() {
        assert_eq!(shell(PASSED, LONG, false).ending, Ending::Nothing);
        assert!(shell(PASSED, LONG, true).held());
        assert_eq!(shell("echo running 0 tests", LONG, true).ending, Ending::Nothing);
    }

    #[test]
    fn an_exit_code_and_a_signal_are_failures() {
        let script = format!("{CHECKED}; {PASSED}; exit 101");
        assert!(matches!(shell(&script, LONG, false).ending, Ending::Failed(_)));
        assert!(matches!(shell("kill -ABRT $$", LONG, false).ending, Ending::Failed(_)));
    }

    #[test]
    fn a_process_over_the_limit_is_ended() {
        let limit = Duration::from_millis(50);
        let report = shell("echo begun; exec sleep 60", limit, false);
        assert_eq!(report.ending, Ending::Overran(limit));
        assert!(report.wall < Duration::from_secs(30));
    }
}
