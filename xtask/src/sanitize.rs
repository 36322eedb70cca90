//! `cargo xtask sanitize [miri] [thread] [address]`: the tests under Miri and the sanitizers.
//!
//! All three need a nightly toolchain with parts that not every machine has; what is not there is
//! skipped by name. There are no suppressions: a report is an error.

use std::process::Stdio;

use crate::cargo::Line;
use crate::tally::Tally;

/// A judge's name, what it needs on the nightly toolchain, and the lines that it runs.
type Judge = (&'static str, fn() -> Result<(), &'static str>, fn() -> Vec<Line>);

const JUDGES: &[Judge] = &[
    ("miri", has_miri, || {
        vec![contract_under_miri(), properties_under_miri(), queues_under_miri()]
    }),
    ("thread", has_source, || vec![under_thread_sanitizer()]),
    ("address", has_nightly, || vec![under_address_sanitizer()]),
];

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    if let Some(unknown) = args.iter().find(|arg| !JUDGES.iter().any(|(name, ..)| name == *arg)) {
        return Err(format!("{unknown} is not known; [miri] [thread] [address]"));
    }
    let mut sum = Tally::default();
    let mut reasons = Vec::new();
    let asked = |name: &str| args.is_empty() || args.iter().any(|arg| arg == name);
    for (name, needs, lines) in JUDGES.iter().filter(|(name, ..)| asked(name)) {
        sum += judge(name, *needs, &lines(), &mut reasons);
    }
    sum.close(&reasons)
}

/// The contract of the waist under Miri, where Miri is.
pub(crate) fn everyday(reasons: &mut Vec<String>) -> Tally {
    judge("miri", has_miri, &[contract_under_miri()], reasons)
}

fn judge(
    name: &str,
    needs: fn() -> Result<(), &'static str>,
    lines: &[Line],
    reasons: &mut Vec<String>,
) -> Tally {
    if let Err(missing) = needs() {
        println!("skipped: {name}: {missing}");
        return Tally::ONE_SKIPPED;
    }
    let mut sum = Tally::default();
    for line in lines {
        sum += match line.run() {
            Ok(()) => Tally::ONE_PASSED,
            Err(reason) => {
                reasons.push(reason);
                Tally::ONE_FAILED
            }
        };
    }
    sum
}

fn has_miri() -> Result<(), &'static str> {
    let probe = Line::new("cargo +nightly miri --version");
    let probe = probe.command().stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = probe.is_ok_and(|status| status.success());
    found.then_some(()).ok_or("not installed: rustup component add miri --toolchain nightly")
}

fn has_nightly() -> Result<(), &'static str> {
    let probe = Line::new("cargo +nightly --version");
    let probe = probe.command().stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = probe.is_ok_and(|status| status.success());
    found.then_some(()).ok_or("not installed: rustup toolchain install nightly")
}

/// `ThreadSanitizer` wants std built with it.
fn has_source() -> Result<(), &'static str> {
    let mut sysroot = Line::new("rustc +nightly --print sysroot").command();
    let sysroot = sysroot.stderr(Stdio::null()).output().map(|done| done.stdout);
    let sysroot = String::from_utf8(sysroot.unwrap_or_default()).unwrap_or_default();
    let library = std::path::Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
    let found = !sysroot.trim().is_empty() && library.is_dir();
    found
        .then_some(())
        .ok_or("std's source is not installed: rustup component add rust-src --toolchain nightly")
}

fn contract_under_miri() -> Line {
    Line::new("cargo +nightly miri test -p threadbare-sys --test contract")
        .set("MIRIFLAGS", "-Zmiri-strict-provenance")
}

fn properties_under_miri() -> Line {
    // Property tests look for the file of earlier failures, which Miri's isolation forbids.
    Line::new("cargo +nightly miri test -p threadbare-sys -p threadbare-sync --test prop")
        .set("MIRIFLAGS", "-Zmiri-strict-provenance -Zmiri-disable-isolation")
        .set("PROPTEST_CASES", "5")
}

/// What Miri cannot do is left out: forks and signals. With one CPU, its number if not told, a
/// small FIFO is no ring and nobody spins; with two, the harness would run two tests at once. A
/// backtrace of each panic that is meant takes it a minute.
fn queues_under_miri() -> Line {
    let skipped = ["fork", "child", "storm", "signals"];
    let line = Line::new("cargo +nightly miri test -p threadbare-queue --lib --test it --")
        .set("MIRIFLAGS", "-Zmiri-strict-provenance -Zmiri-disable-isolation -Zmiri-num-cpus=2")
        .set("RUST_BACKTRACE", "0")
        .word("--test-threads=1");
    skipped.iter().fold(line, |line, name| line.word("--skip").word(*name))
}

/// In a std that was not built with it, what orders two threads is not seen: false alarms.
fn under_thread_sanitizer() -> Line {
    sanitized("thread", &["-Zbuild-std"])
        // Forked children of a test have threads of their own, which is refused otherwise.
        .set("TSAN_OPTIONS", "die_after_fork=0")
}

/// Every allocation passes through its runtime, whoever made it, and what is generic in std is
/// built with our crates: std's own part need not be built anew. Leaks are errors as well.
fn under_address_sanitizer() -> Line {
    sanitized("address", &[])
}

/// What counts calls of the kernel is left out: a sanitizer makes calls of its own, and keeps a
/// signal back until the thread comes by.
fn sanitized(name: &str, options: &[&str]) -> Line {
    let line = Line::new("cargo +nightly test --tests --target")
        .word(format!("{}-unknown-linux-gnu", std::env::consts::ARCH))
        .word("--target-dir")
        .word(format!("target/{name}-sanitizer"))
        .word("-pthreadbare-sys")
        .word("-pthreadbare-sync")
        .word("-pthreadbare-queue")
        .set("RUSTFLAGS", format!("-Zsanitizer={name}"));
    let line = options.iter().fold(line, |line, option| line.word(*option));
    line.word("--").word("--skip").word("system_calls::")
}
