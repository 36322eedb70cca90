//! A model's own process: both its inside, and the parent's way to start it and hear from it.
//!
//! The parent runs itself again with a hidden option, writes the listing to the child's standard
//! input and reads a [`Report`] as JSON from its standard output. The clock runs from when the
//! child has its list until the model has returned its tally.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use threadbare_sys::sync::Arc;
use threadbare_sys::usage;

use crate::cli::{CHILD, ChildOptions};
use crate::job::{self, Job};
use crate::models::Model;
use crate::outcome::Outcome;
use crate::progress::{self, Bar};

/// The unit of `/proc/stat`, whatever the kernel's own tick.
const TICKS_A_SECOND: f64 = 100.0;

/// In less than some ticks, the share of others would be made of rounding.
const LONG_ENOUGH: Duration = Duration::from_millis(100);

/// What a model's process tells.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) cost: Cost,
    pub(crate) result: Outcome,
}

/// What the model used of the machine.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) wall_seconds: f64,
    pub(crate) user_seconds: f64,
    pub(crate) system_seconds: f64,
    /// The process at its largest, list and all.
    pub(crate) peak_memory_bytes: u64,
    pub(crate) voluntary_switches: u64,
    pub(crate) involuntary_switches: u64,
    /// How many processors others kept busy meanwhile: what that costs the model is no fault of
    /// its own. `None` after a run too short to tell, or where the kernel does not.
    pub(crate) busy_with_others_cpus: Option<f64>,
}

/// Runs a model in this process and prints its report.
///
/// # Errors
///
/// If the list does not arrive whole, or the model fails or is wrong.
pub(crate) fn run(options: ChildOptions) -> Result<(), String> {
    let ChildOptions { root, model, workers } = options;
    let job = Arc::new(Job { root, files: receive()?, workers });
    let before = usage::process().map_err(|error| error.to_string())?;
    let busy_before = busy_seconds();
    let start = Instant::now();
    let tally = (model.run)(&job).map_err(|error| error.to_string())?;
    let wall = start.elapsed();
    let busy_after = busy_seconds();
    let after = usage::process().map_err(|error| error.to_string())?;
    let seconds = |later: Duration, earlier: Duration| later.saturating_sub(earlier).as_secs_f64();
    let ours = seconds(after.user + after.system, before.user + before.system);
    let others = busy_before.zip(busy_after).map(|(earlier, later)| later - earlier - ours);
    let others = others.filter(|_| wall >= LONG_ENOUGH);
    let cost = Cost {
        wall_seconds: wall.as_secs_f64(),
        user_seconds: seconds(after.user, before.user),
        system_seconds: seconds(after.system, before.system),
        peak_memory_bytes: peak_memory_bytes().unwrap_or(after.max_rss_bytes),
        voluntary_switches: after.voluntary_switches - before.voluntary_switches,
        involuntary_switches: after.involuntary_switches - before.involuntary_switches,
        busy_with_others_cpus: others.map(|seconds| seconds.max(0.0) / wall.as_secs_f64()),
    };
    let report = Report { cost, result: Outcome::of(&job, tally)? };
    serde_json::to_writer(io::stdout().lock(), &report).map_err(|error| error.to_string())
}

fn receive() -> Result<Vec<job::Entry>, String> {
    let mut listing = Vec::new();
    io::stdin().lock().read_to_end(&mut listing).map_err(|error| error.to_string())?;
    job::decode(&listing).ok_or_else(|| "the list of files arrived damaged".to_owned())
}

/// The kernel's high-water mark of this program.
///
/// `getrusage` would do, but its figure lives on across exec, and so is never less than what
/// the parent had when it started us.
fn peak_memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// The time that all processors together have been busy since the machine was started.
fn busy_seconds() -> Option<f64> {
    let statistics = fs::read_to_string("/proc/stat").ok()?;
    let numbers = statistics.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<f64> = numbers.split_whitespace().map_while(|text| text.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal; guests are in user and nice already.
    let [user, nice, system, _, _, irq, softirq, steal, ..] = ticks[..] else { return None };
    Some((user + nice + system + irq + softirq + steal) / TICKS_A_SECOND)
}

/// Runs a model in a process of its own.
///
/// # Errors
///
/// If the process cannot be started, or ends without a report; what it had to say about that is
/// on standard error already.
pub(crate) fn start(model: &'static Model, job: &Job) -> Result<Report, String> {
    // Not the program's path: another version may have been put there since we were started.
    let mut child = Command::new("/proc/self/exe")
        .arg0("threadbare-tour")
        .arg(format!("--{CHILD}={}", model.name))
        .arg(format!("--workers={}", job.workers))
        .arg("--")
        .arg(&job.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start a process: {error}"))?;
    if let Some(mut pipe) = child.stdin.take() {
        // A child that does not read its list to the end has failed, and its status says so.
        drop(pipe.write_all(&job::encode(&job.files)));
    }
    let bar = Bar::new(model.name, job.bytes());
    let ended = progress::during(bar, child.id(), || child.wait_with_output());
    let output = ended.map_err(|error| format!("cannot hear from its process: {error}"))?;
    if !output.status.success() {
        return Err(format!("its process ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("its report is damaged: {error}"))
}
