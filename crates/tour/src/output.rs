//! What the user gets to see, as text or as JSON.

use std::fmt::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::child::Cost;
use crate::job::Job;
use crate::listing::Listing;
use crate::outcome::Outcome;
use crate::problems::{Problems, printable};

/// One model's run.
#[derive(Debug, Serialize)]
pub(crate) struct Run {
    pub(crate) model: &'static str,
    #[serde(flatten)]
    pub(crate) cost: Cost,
    pub(crate) result: Outcome,
}

/// Everything there is to print.
#[derive(Debug)]
pub(crate) struct Summary<'a> {
    pub(crate) job: &'a Job,
    pub(crate) chosen: &'static str,
    pub(crate) limit_bytes: Option<u64>,
    pub(crate) listing: &'a Listing,
    pub(crate) runs: &'a [Run],
    pub(crate) differences: Vec<String>,
}

impl Summary<'_> {
    pub(crate) fn json(&self, failures: &[String]) -> String {
        let runs = self.runs.iter().map(|run| {
            let mut value = json!(run);
            value["speed_up"] = json!(self.speed_up(run));
            value
        });
        let runs: Vec<Value> = runs.collect();
        let value = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "input": {
                "directory": self.job.root.to_string_lossy(),
                "chosen": self.chosen,
                "limit_bytes": self.limit_bytes,
                "files": self.job.files.len(),
                "bytes": self.job.bytes(),
                "listing": self.listing,
            },
            "page_cache_warmed": true,
            "workers": self.job.workers,
            "runs": runs,
            "agree": self.differences.is_empty(),
            "differences": self.differences,
            "failures": failures,
        });
        format!("{value:#}\n")
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("writing to a String cannot fail");
        text
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        self.write_input(out)?;
        if self.runs.is_empty() {
            return Ok(());
        }
        self.write_runs(out)?;
        let result = &self.runs[0].result;
        if self.runs.len() > 1 && self.differences.is_empty() {
            writeln!(out, "All {} runs came to the same result.\n", self.runs.len())?;
        }
        if self.differences.is_empty() {
            write_result(out, result)?;
        }
        Ok(())
    }

    fn write_input(&self, out: &mut String) -> fmt::Result {
        let listing = self.listing;
        writeln!(out, "Index of {}", printable(&self.job.root))?;
        writeln!(out, "  chosen     {}", self.chosen)?;
        let (files, bytes) = (self.job.files.len() as u64, self.job.bytes());
        let directories = grouped(listing.directories);
        writeln!(
            out,
            "  files      {} ({}) in {directories} directories",
            grouped(files),
            size(bytes)
        )?;
        if let Some(limit) = self.limit_bytes {
            writeln!(
                out,
                "  limit      {}: leaves out {} files ({}); --limit none takes all",
                size(limit),
                grouped(listing.left_out_files),
                size(listing.left_out_bytes)
            )?;
        }
        if listing.symlinks_not_followed + listing.special_files_skipped > 0 {
            writeln!(
                out,
                "  passed by  {} symbolic links, {} fifos, sockets and devices",
                grouped(listing.symlinks_not_followed),
                grouped(listing.special_files_skipped)
            )?;
        }
        write_problems(out, "not listed", &listing.problems)?;
        writeln!(out, "  warm-up    every file was read once before the first model")?;
        writeln!(out, "  workers    {}\n", self.job.workers)
    }

    fn write_runs(&self, out: &mut String) -> fmt::Result {
        let baseline = self.baseline().map_or("", |run| run.model);
        writeln!(
            out,
            "{:<12} {:>9} {:>9} {:>9} {:>8} {:>10} {:>9} {:>9} {:>7}",
            "model",
            "wall",
            "CPU",
            "of it sys",
            "speed-up",
            "peak mem",
            "gave up",
            "lost",
            "others"
        )?;
        for run in self.runs {
            let cost = &run.cost;
            writeln!(
                out,
                "{:<12} {:>7.3} s {:>7.3} s {:>7.3} s {:>8} {:>10} {:>9} {:>9} {:>7}",
                run.model,
                cost.wall_seconds,
                cost.user_seconds + cost.system_seconds,
                cost.system_seconds,
                self.speed_up(run).map_or("-".to_owned(), |ratio| format!("{ratio:.2}x")),
                size(cost.peak_memory_bytes),
                grouped(cost.voluntary_switches),
                grouped(cost.involuntary_switches),
                cost.busy_with_others_cpus.map_or("-".to_owned(), |cpus| format!("{cpus:.1}"))
            )?;
        }
        writeln!(
            out,
            "speed-up: wall time against {baseline}; gave up, lost: how often threads gave up the \
             CPU to wait,\nor lost it to somebody else (voluntary and involuntary context \
             switches); others: how many CPUs\nother programs kept busy meanwhile\n"
        )
    }

    fn baseline(&self) -> Option<&Run> {
        self.runs.iter().find(|run| run.model == "sequential").or(self.runs.first())
    }

    /// How many times as fast as the baseline; `None` if it took no time that can be measured.
    fn speed_up(&self, run: &Run) -> Option<f64> {
        let ratio = self.baseline()?.cost.wall_seconds / run.cost.wall_seconds;
        ratio.is_finite().then_some(ratio)
    }
}

fn write_result(out: &mut String, result: &Outcome) -> fmt::Result {
    writeln!(out, "Totals")?;
    writeln!(out, "  files      {} ({})", grouped(result.files), size(result.bytes))?;
    writeln!(out, "  not UTF-8  {} files", grouped(result.non_utf8_files))?;
    write_problems(out, "skipped", &result.problems)?;
    writeln!(out, "  lines      {}", grouped(result.lines))?;
    let distinct = grouped(result.distinct_words);
    writeln!(out, "  words      {} ({distinct} different ones)", grouped(result.words))?;
    writeln!(out, "  digests    files {}", result.files_digest)?;
    writeln!(out, "             words {}\n", result.words_digest)?;
    writeln!(out, "Most frequent words")?;
    for (word, count) in &result.top_words {
        writeln!(out, "  {:>14}  {word}", grouped(*count))?;
    }
    Ok(())
}

fn write_problems(out: &mut String, what: &str, problems: &Problems) -> fmt::Result {
    if problems.count == 0 {
        return Ok(());
    }
    writeln!(out, "  {what:<10} {}", grouped(problems.count))?;
    for problem in &problems.first {
        writeln!(out, "             {problem}")?;
    }
    let unnamed = problems.count - problems.first.len() as u64;
    if unnamed > 0 {
        writeln!(out, "             and {} more", grouped(unnamed))?;
    }
    Ok(())
}

/// A number with its thousands set apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in the largest unit that leaves a whole number.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = "B";
    for larger in UNITS {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = larger;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") }
}
