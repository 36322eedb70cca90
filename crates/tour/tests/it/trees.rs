//! Directories that are removed again, and runs of the program.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use serde_json::Value;

/// A directory of its own for one test.
pub(crate) struct Tree {
    pub(crate) root: PathBuf,
}

impl Tree {
    pub(crate) fn new() -> Self {
        Self::under(Path::new(env!("CARGO_TARGET_TMPDIR")))
    }

    pub(crate) fn under(parent: &Path) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Relaxed);
        let root = parent.join(format!("threadbare-tour-{}-{number}", process::id()));
        fs::create_dir_all(&root).expect("a new directory");
        Self { root }
    }

    /// Writes a file, and the directories that it is in.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.root.join(name);
        let directory = path.parent().expect("below the root");
        fs::create_dir_all(directory).expect("a directory");
        fs::write(&path, content).expect("a file");
        path
    }

    /// Makes a fifo, if the machine has the command for it.
    pub(crate) fn fifo(&self, name: &str) -> bool {
        let made = Command::new("mkfifo").arg(self.root.join(name)).status();
        made.is_ok_and(|status| status.success())
    }

    /// Runs all models over the tree and returns the JSON that they print.
    pub(crate) fn index(&self) -> Value {
        let output = tour().arg("--json").arg(&self.root).output().expect("a run");
        assert!(output.status.success(), "{}", errors(&output));
        json(&output)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        // What stays behind lies in the target folder and disturbs nobody.
        drop(fs::remove_dir_all(&self.root));
    }
}

pub(crate) fn tour() -> Command {
    Command::new(env!("CARGO_BIN_EXE_threadbare-tour"))
}

pub(crate) fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

/// The first model's result; that the others have the same is asserted here.
pub(crate) fn result(report: &Value) -> &Value {
    let runs = report["runs"].as_array().expect("runs");
    assert_eq!(report["agree"], true);
    assert!(runs.iter().all(|run| run["result"] == runs[0]["result"]));
    &runs[0]["result"]
}

pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Says that a claim could not be checked on this machine, and why.
pub(crate) fn skipped(name: &str, reason: &str) {
    // Not `println!`, which is not shown for a test that passes.
    writeln!(io::stdout(), "skipped: {name}: {reason}").expect("standard output");
}
