//! Tells the program which compiler built it and which versions of the peers it holds.

use std::{env, fs, process::Command};

const LOCK_FILE: &str = "../../Cargo.lock";
const PEERS: [&str; 12] = [
    "async-channel",
    "async-lock",
    "crossbeam-channel",
    "crossbeam-deque",
    "crossbeam-queue",
    "crossfire",
    "flume",
    "kanal",
    "parking_lot",
    "thread_local",
    "tokio",
    "usync",
];

fn main() {
    println!("cargo:rerun-if-changed={LOCK_FILE}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=THREADBARE_BENCH_RUSTC={}", compiler());
    let lock_file = fs::read_to_string(LOCK_FILE).unwrap_or_default();
    println!("cargo:rustc-env=THREADBARE_BENCH_PEERS={}", peers(&lock_file));
}

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-V").output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// Reads `name = ".."` and `version = ".."`, which cargo writes on neighbouring lines.
fn peers(lock_file: &str) -> String {
    let mut found = Vec::new();
    let mut lines = lock_file.lines();
    while let Some(line) = lines.next() {
        let Some(name) = quoted(line, "name = ") else { continue };
        if PEERS.contains(&name) {
            let version = lines.next().and_then(|line| quoted(line, "version = "));
            found.push(format!("{name} {}", version.unwrap_or("unknown")));
        }
    }
    found.join(", ")
}

fn quoted<'line>(line: &'line str, key: &str) -> Option<&'line str> {
    line.strip_prefix(key)?.strip_prefix('"')?.strip_suffix('"')
}
