//! Several threads that want one lock all the time.

use super::{CONTESTANTS, Contestant, OURS, PARKING_LOT_13, PTHREAD, STD};
use crate::{
    harness::{Plan, interleave},
    histogram::Histogram,
    pad::Padded,
    peers::{Mutexish, Shared},
    report::{Bar, Findings, Section, Table, micros_cell, spread_cell},
    series::Series,
    statistics::{jain, most_over_least},
    usage::{CostPerSecond, Usage},
};
use std::{
    hint::black_box,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

pub(super) const PART: &str = "contended";

const SAMPLE: Duration = Duration::from_millis(120);

/// Threads, and the steps of work inside and outside the lock.
const SHAPES: [(usize, u32); 4] = [(2, 5), (4, 5), (8, 5), (4, 300)];

/// What the threads of one sample do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workload {
    threads: usize,
    steps: u32,
    length: Duration,
    /// Whether every wait is timed. Two readings of the clock an acquisition change what is
    /// measured, so rates come from samples without.
    timed: bool,
}

/// What one sample gave.
#[derive(Debug)]
pub(super) struct Sample {
    acquired: Vec<u64>,
    per_second: f64,
    cost: CostPerSecond,
    waits: Histogram,
}

/// What one thread did.
struct Worker {
    acquired: u64,
    start: Instant,
    end: Instant,
    waits: Histogram,
}

/// Runs the workload on a fresh lock.
///
/// # Panics
///
/// If the lock let two threads in at once.
pub(super) fn sample<L: Mutexish>(load: &Workload) -> Sample {
    let lock = Padded(L::new(Shared { value: 1.0, acquired: 0 }));
    let stop = Padded(AtomicBool::new(false));
    let barrier = Barrier::new(load.threads + 1);
    let (workers, cost) = thread::scope(|scope| {
        let spawn = |_| {
            scope.spawn(|| {
                barrier.wait();
                if load.timed {
                    work_timed(&lock.0, load.steps, &stop.0)
                } else {
                    work(&lock.0, load.steps, &stop.0)
                }
            })
        };
        let handles: Vec<_> = (0..load.threads).map(spawn).collect();
        barrier.wait();
        let before = Usage::now();
        thread::sleep(load.length);
        let after = Usage::now();
        stop.0.store(true, Relaxed);
        let join = |handle: thread::ScopedJoinHandle<'_, Worker>| {
            handle.join().expect("a worker has nothing that panics")
        };
        let workers: Vec<Worker> = handles.into_iter().map(join).collect();
        (workers, before.cost_until(after))
    });
    let sample = summary(&workers, cost);
    let total: u64 = sample.acquired.iter().sum();
    let counted = lock.0.with(|shared| shared.acquired);
    assert_eq!(counted, total, "the lock let two threads in at once");
    sample
}

/// Acquisitions a second of so many threads, for a lock that has no other figure to show.
pub(crate) fn per_second<L: Mutexish>(threads: usize, steps: u32, length: Duration) -> f64 {
    sample::<L>(&Workload { threads, steps, length, timed: false }).per_second
}

fn summary(workers: &[Worker], cost: CostPerSecond) -> Sample {
    let acquired: Vec<u64> = workers.iter().map(|worker| worker.acquired).collect();
    // The threads' own clocks: this thread may be late on a machine that is full.
    let start = workers.iter().map(|worker| worker.start).min();
    let end = workers.iter().map(|worker| worker.end).max();
    let seconds = start.zip(end).map_or(f64::NAN, |(start, end)| (end - start).as_secs_f64());
    let mut waits = Histogram::new();
    workers.iter().for_each(|worker| waits.merge(&worker.waits));
    let per_second = acquired.iter().sum::<u64>() as f64 / seconds;
    Sample { acquired, per_second, cost, waits }
}

#[inline(never)]
fn work<L: Mutexish>(lock: &L, steps: u32, stop: &AtomicBool) -> Worker {
    let (mut local, mut carried, mut acquired) = (1.0, 1.0, 0);
    let start = Instant::now();
    while !stop.load(Relaxed) {
        lock.with(|shared| {
            carried = chain(&mut shared.value, carried, steps);
            shared.acquired += 1;
        });
        carried = chain(&mut local, carried, steps);
        acquired += 1;
    }
    black_box(carried);
    Worker { acquired, start, end: Instant::now(), waits: Histogram::new() }
}

#[inline(never)]
fn work_timed<L: Mutexish>(lock: &L, steps: u32, stop: &AtomicBool) -> Worker {
    let (mut local, mut carried) = (1.0, 1.0);
    let mut waits = Histogram::new();
    let start = Instant::now();
    while !stop.load(Relaxed) {
        let since = Instant::now();
        let waited = lock.with(|shared| {
            let waited = since.elapsed();
            carried = chain(&mut shared.value, carried, steps);
            shared.acquired += 1;
            waited
        });
        waits.record(u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX));
        carried = chain(&mut local, carried, steps);
    }
    black_box(carried);
    Worker { acquired: waits.count(), start, end: Instant::now(), waits }
}

/// The work: additions and multiplications of which each needs the one before. It is that of
/// parking_lot's own benchmark, with a factor that keeps the value from growing without end.
#[inline]
fn chain(total: &mut f64, carried: f64, steps: u32) -> f64 {
    let mut value = carried;
    for _ in 0..steps {
        *total = (*total + value) * 0.5;
        value = *total;
    }
    value
}

pub(super) fn run(plan: &Plan) -> Findings {
    let mut findings = Findings::default();
    for (threads, steps) in SHAPES {
        findings.add(measure(plan, threads, steps));
    }
    if let Some(first) = findings.sections.first_mut() {
        first.prose = prose();
    }
    findings
}

fn measure(plan: &Plan, threads: usize, steps: u32) -> Findings {
    let length = plan.duration(SAMPLE);
    let load = Workload { threads, steps, length, timed: false };
    let what = format!("{threads} threads, work {steps}/{steps}");
    let rates = interleave(plan, &what, &CONTESTANTS, |one: &Contestant| (one.contended)(&load));
    let load = Workload { timed: true, ..load };
    let what = format!("{what}, waits");
    let waits = interleave(plan, &what, &CONTESTANTS, |one: &Contestant| (one.contended)(&load));

    let rate = series(&rates, |sample| sample.per_second / 1e6);
    let switches = series(&rates, |sample| sample.cost.switches);
    let imbalance = series(&rates, |sample| most_over_least(&sample.acquired));
    let evenness = series(&rates, |sample| jain(&sample.acquired));
    let cpu = series(&rates, |sample| sample.cost.cpu_seconds / sample.per_second * 1e6);
    let mut table = Table::new(&[
        "lock",
        "M/s",
        "ours ÷ it",
        "most ÷ least",
        "Jain",
        "p99.9, µs",
        "max, µs",
        "switches/s",
        "CPU s/M",
    ]);
    for (contestant, timed) in CONTESTANTS.iter().zip(&waits) {
        let name = contestant.name;
        let mut pooled = Histogram::new();
        timed.iter().for_each(|sample| pooled.merge(&sample.waits));
        table.row([
            name.to_owned(),
            spread_cell(rate.spread(name)),
            rate.ratio_cell(name),
            spread_cell(imbalance.spread(name)),
            spread_cell(evenness.spread(name)),
            micros_cell(pooled.percentile(999)),
            micros_cell(Some(pooled.max())),
            spread_cell(switches.spread(name)),
            spread_cell(cpu.spread(name)),
        ]);
    }
    let title = format!("Contended: {threads} threads, work {steps} inside and {steps} outside");
    let bars =
        if rate.of(OURS).is_empty() { Vec::new() } else { bars(threads, steps, &rate, &switches) };
    Findings { sections: vec![Section { title, prose: Vec::new(), table }], bars }
}

fn series(samples: &[Vec<Sample>], figure: impl Fn(&Sample) -> f64) -> Series {
    let rows = samples.iter().map(|rounds| rounds.iter().map(&figure).collect());
    Series::new(OURS, CONTESTANTS.iter().map(|one| one.name).zip(rows))
}

fn bars(threads: usize, steps: u32, rate: &Series, switches: &Series) -> Vec<Bar> {
    let least = |peer: &str, limit: f64| {
        let claim = format!("{threads} threads, {steps}/{steps}: rate over {peer}'s");
        Bar::at_least(claim, rate.ratio(peer), limit)
    };
    let fewer = || {
        let claim = format!("{threads} threads, {steps}/{steps}: switches over {PARKING_LOT_13}'s");
        Bar::at_most(claim, switches.ratio(PARKING_LOT_13), 0.02)
    };
    match (threads, steps) {
        (2, 5) => vec![least(PARKING_LOT_13, 1.0), least(STD, 1.6)],
        (_, 5) => vec![least(PARKING_LOT_13, 0.95), least(STD, 1.8), fewer()],
        _ => vec![least(STD, 1.0), least(PTHREAD, 1.4)],
    }
}

fn prose() -> Vec<String> {
    [
        "Every thread locks, works, unlocks and works, for about 120 ms a round; a step of work \
         is an addition and a multiplication that need the step before.",
        "*M/s*: millions of acquisitions a second, all threads together. *ours ÷ it*: our rate \
         over the row's; above 1 is better.",
        "*most ÷ least*: acquisitions of the busiest thread over those of the idlest. *Jain*: \
         Jain's index of the same counts, 1 when all are equal and 1/threads when one has all.",
        "*p99.9* and *max*: the wait for the lock, of all rounds together, from a pass of its own \
         that times every acquisition (which slows it: two readings of the clock, one of them \
         inside the lock). With more threads than CPUs a maximum of some milliseconds is the \
         scheduler's slice and not the lock's doing.",
        "*switches/s*: context switches of the process a second, of both kinds. *CPU s/M*: \
         processor seconds that a million acquisitions cost.",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::{CONTESTANTS, SAMPLE, Workload, chain};

    #[test]
    fn every_lock_excludes() {
        for timed in [false, true] {
            let load = Workload { threads: 4, steps: 5, length: SAMPLE / 8, timed };
            for contestant in &CONTESTANTS {
                // The sample itself compares the count inside the lock with the threads' sum.
                let sample = (contestant.contended)(&load);

                assert_eq!(sample.acquired.len(), 4, "{}", contestant.name);
                assert!(sample.per_second > 0.0, "{}", contestant.name);
                let waits = if timed { sample.acquired.iter().sum() } else { 0 };
                assert_eq!(sample.waits.count(), waits, "{}", contestant.name);
            }
        }
    }

    #[test]
    fn the_work_stays_in_the_range_where_a_step_costs_the_same() {
        let mut total = 1.0;
        let mut carried = 3.0;
        for _ in 0..1_000 {
            carried = chain(&mut total, carried, 300);
        }

        assert!(carried.is_normal());
        assert_eq!(chain(&mut total, carried, 0), carried);
    }
}
