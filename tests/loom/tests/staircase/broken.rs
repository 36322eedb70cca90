//! Runs a model that must fail, in a child of this process.

use std::any::type_name;
use std::env;
use std::process::{Command, exit};

/// Set in the child: it is there to run the broken model.
const CHILD: &str = "THREADBARE_STAIRCASE";

/// What loom says of a deadlock.
pub(super) const DEADLOCK: &str = "deadlock";

/// What loom says of two accesses that nothing orders.
pub(super) const RACE: &str = "Causality violation";

/// Fails unless `model` fails and says `reason`. `_test` is the test that calls this: the child
/// finds it by its name, and ends inside this function.
pub(super) fn must_fail<T>(_test: T, reason: &str, model: impl FnOnce()) {
    run::<T>("0", reason, model);
}

/// As [`must_fail`], with one wake-up in each execution that nobody sent.
pub(super) fn must_fail_when_woken_for_nothing<T>(_test: T, reason: &str, model: impl FnOnce()) {
    run::<T>("1", reason, model);
}

fn run<T>(spurious: &str, reason: &str, model: impl FnOnce()) {
    if env::var_os(CHILD).is_some() {
        model();
        exit(0);
    }
    let name = type_name::<T>().split_once("::").map_or("", |(_, name)| name);
    let done = Command::new(env::current_exe().expect("a running test has a file"))
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env_remove("THREADBARE_RECORD")
        .env_remove("THREADBARE_WEAKEN")
        .envs([(CHILD, "1"), ("THREADBARE_TRACE", "1"), ("RUST_BACKTRACE", "0")])
        .env("THREADBARE_SPURIOUS", spurious)
        .output()
        .expect("a test can run itself again");
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success(), "{name}: the broken step held");
    assert!(errors.contains(reason), "{name}: it failed, but not by `{reason}`:\n{errors}");
    if env::var("THREADBARE_TRACE").is_ok_and(|value| value == "1") {
        show(&errors);
    }
}

/// The table of the failing interleaving, without the backtraces.
#[expect(clippy::print_stderr, reason = "the reader asked for the table")]
fn show(errors: &str) {
    eprintln!("{}", errors.split("stack backtrace:").next().unwrap_or_default());
}
