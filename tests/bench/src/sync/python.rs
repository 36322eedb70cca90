//! The same operations in CPython, where there is one.

use crate::contest::{each, together};
use crate::{
    harness::{Plan, interleave},
    report::{Bar, Findings, Section, Table, spread_cell},
    statistics::Spread,
};
use std::{process::Command, time::Duration};
use threadbare_sync::{Barrier, Event, Lock, RLock, Semaphore};

const LENGTH: Duration = Duration::from_millis(20);

/// What is compared, in the order of the script's answers, and how many times slower CPython's is
/// to be.
type Row = (&'static str, fn(Duration) -> f64, Option<f64>);

const ROWS: [Row; 5] = [
    ("Lock, with", lock, Some(40.0)),
    ("RLock, with", rlock, None),
    ("Semaphore, with", semaphore, Some(100.0)),
    ("Event, set", event, Some(100.0)),
    ("Barrier of 2, a round", barrier, Some(8.0)),
];

/// Prints nanoseconds, one line a row of [`ROWS`].
const SCRIPT: &str = "
import threading, time

def each(turn, number):
    start = time.perf_counter()
    for _ in range(number):
        turn()
    return (time.perf_counter() - start) / number * 1e9

def entered(lock, number):
    start = time.perf_counter()
    for _ in range(number):
        with lock:
            pass
    return (time.perf_counter() - start) / number * 1e9

print(entered(threading.Lock(), 200000))
print(entered(threading.RLock(), 200000))
print(entered(threading.Semaphore(1), 50000))
print(each(threading.Event().set, 50000))

def rounds(barrier, number):
    for _ in range(number):
        barrier.wait()

barrier, number = threading.Barrier(2), 1000
other = threading.Thread(target=rounds, args=(barrier, number))
start = time.perf_counter()
other.start()
rounds(barrier, number)
other.join()
print((time.perf_counter() - start) / number * 1e9)
";

fn lock(length: Duration) -> f64 {
    let lock = Lock::new(());
    each(length, || drop(lock.lock()))
}

fn rlock(length: Duration) -> f64 {
    let lock = RLock::new(());
    each(length, || drop(lock.lock()))
}

fn semaphore(length: Duration) -> f64 {
    let semaphore = Semaphore::new(1);
    each(length, || drop(semaphore.acquire()))
}

fn event(length: Duration) -> f64 {
    let event = Event::new();
    each(length, || event.set())
}

fn barrier(length: Duration) -> f64 {
    let barrier = Barrier::new(2);
    together(length * 4, 2, 100, |_, rounds| {
        for _ in 0..rounds {
            barrier.wait().expect("nobody breaks it");
        }
    })
}

/// What CPython says; `None` where there is none, or it says something else.
fn ask() -> Option<Vec<f64>> {
    let output = Command::new("python3").args(["-c", SCRIPT]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let figures: Vec<f64> = text.lines().filter_map(|line| line.parse().ok()).collect();
    (figures.len() == ROWS.len()).then_some(figures)
}

fn version() -> String {
    let output = Command::new("python3").arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| "none".to_owned())
}

pub(super) fn run(plan: &Plan) -> Findings {
    if ask().is_none() {
        let title = "CPython: skipped, there is no python3 here".to_owned();
        let table = Table::new(&["operation"]);
        let section = Section { title, prose: Vec::new(), table };
        return Findings { sections: vec![section], bars: Vec::new() };
    }
    let length = plan.duration(LENGTH);
    let contestants = ["ours", "theirs"];
    let samples = interleave(plan, "CPython", &contestants, |one| match *one {
        "ours" => ROWS.iter().map(|(_, ours, _)| ours(length)).collect(),
        _ => ask().unwrap_or_else(|| vec![f64::NAN; ROWS.len()]),
    });
    let mut table = Table::new(&["operation", "ours, ns", "CPython, ns", "CPython ÷ ours"]);
    let mut bars = Vec::new();
    for (row, (name, _, goal)) in ROWS.iter().enumerate() {
        let column = |side: usize| samples[side].iter().map(|all| all[row]).collect::<Vec<f64>>();
        let (ours, theirs) = (column(0), column(1));
        let ratio = Spread::of_ratios(&theirs, &ours);
        table.row([
            (*name).to_owned(),
            spread_cell(Spread::of(&ours)),
            spread_cell(Spread::of(&theirs)),
            spread_cell(ratio),
        ]);
        if let Some(goal) = goal {
            bars.push(Bar::at_least(format!("CPython's time over ours: {name}"), ratio, *goal));
        }
    }
    let title = format!("Beside CPython ({})", version());
    let prose = vec![
        "The same operation, in a loop of each language: the interpreter's share is part of what a \
         program in Python pays."
            .to_owned(),
    ];
    Findings { sections: vec![Section { title, prose, table }], bars }
}
