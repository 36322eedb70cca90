//! Whether a thread that hardly ever lets go can keep another one out.

use super::{CONTESTANTS, Contestant, FAIR, OURS, PARKING_LOT_13, series};
use crate::{
    harness::{Plan, interleave},
    pad::Padded,
    peers::{Mutexish, Shared},
    report::{Bar, Findings, Section, Table, count_cell, micros_cell, spread_cell},
    series::Series,
    statistics::percentile,
};
use std::{
    hint,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

pub(super) const PART: &str = "hog";

const SAMPLE: Duration = Duration::from_secs(1);
const HOLD: Duration = Duration::from_micros(100);
const REST: Duration = Duration::from_micros(200);

/// What one run of the pair gave.
#[derive(Debug)]
pub(super) struct Sample {
    hog_per_second: f64,
    /// Nanoseconds that the polite thread waited, each time.
    polite_waits: Vec<u64>,
}

/// One thread holds the lock for 100 µs at a time and locks again at once; the other locks,
/// releases and sleeps for 200 µs.
///
/// # Panics
///
/// If the lock let both in at once.
pub(super) fn sample<L: Mutexish>(length: Duration) -> Sample {
    let lock = Padded(L::new(Shared::default()));
    let stop = Padded(AtomicBool::new(false));
    let barrier = Barrier::new(3);
    thread::scope(|scope| {
        let hog = scope.spawn(|| {
            barrier.wait();
            hog(&lock.0, &stop.0)
        });
        let polite = scope.spawn(|| {
            barrier.wait();
            be_polite(&lock.0, &stop.0)
        });
        barrier.wait();
        thread::sleep(length);
        stop.0.store(true, Relaxed);
        let (held, hog_per_second) = hog.join().expect("the hog has nothing that panics");
        let polite_waits = polite.join().expect("the polite thread has nothing that panics");
        let acquired = lock.0.with(|shared| shared.acquired);
        assert_eq!(acquired, held + polite_waits.len() as u64, "the lock let both in at once");
        Sample { hog_per_second, polite_waits }
    })
}

/// The waits of the polite thread, for a lock that has no other figure to show.
pub(crate) fn polite_waits<L: Mutexish>(length: Duration) -> Vec<u64> {
    sample::<L>(length).polite_waits
}

fn hog<L: Mutexish>(lock: &L, stop: &AtomicBool) -> (u64, f64) {
    let start = Instant::now();
    let mut held = 0;
    while !stop.load(Relaxed) {
        lock.with(|shared| {
            let since = Instant::now();
            shared.acquired += 1;
            while since.elapsed() < HOLD {
                hint::spin_loop();
            }
        });
        held += 1;
    }
    (held, held as f64 / start.elapsed().as_secs_f64())
}

fn be_polite<L: Mutexish>(lock: &L, stop: &AtomicBool) -> Vec<u64> {
    let mut waits = Vec::new();
    while !stop.load(Relaxed) {
        let since = Instant::now();
        let waited = lock.with(|shared| {
            shared.acquired += 1;
            since.elapsed()
        });
        waits.push(u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX));
        thread::sleep(REST);
    }
    waits
}

pub(super) fn run(plan: &Plan) -> Findings {
    let contestants: Vec<Contestant> = CONTESTANTS.into_iter().chain([FAIR]).collect();
    let sample = |contestant: &Contestant| (contestant.hog)(plan.duration(SAMPLE));
    let samples = interleave(plan, PART, &contestants, sample);

    let names = contestants.iter().map(|one| one.name);
    let throughput = series(names.clone().zip(
        samples.iter().map(|rounds| rounds.iter().map(|sample| sample.hog_per_second).collect()),
    ));
    let mut table = Table::new(&[
        "lock",
        "wait p50, µs",
        "wait p99, µs",
        "wait max, µs",
        "polite turns",
        "hog turns/s",
        "ours ÷ its hog",
    ]);
    let mut bars = Vec::new();
    for (name, rounds) in names.zip(&samples) {
        let waits = pooled(rounds);
        table.row([
            name.to_owned(),
            micros_cell(percentile(&waits, 500)),
            micros_cell(percentile(&waits, 990)),
            micros_cell(waits.last().copied()),
            count_cell(waits.len()),
            spread_cell(throughput.spread(name)),
            throughput.ratio_cell(name),
        ]);
        if name == OURS {
            bars = judge(&waits, &throughput);
        }
    }
    Findings { sections: vec![Section { title: "Hog".to_owned(), prose: prose(), table }], bars }
}

fn pooled(rounds: &[Sample]) -> Vec<u64> {
    let mut waits: Vec<u64> = rounds.iter().flat_map(|one| one.polite_waits.clone()).collect();
    waits.sort_unstable();
    waits
}

fn prose() -> Vec<String> {
    [
        "One thread holds the lock for 100 µs at a time, busy, and locks again with no gap; a \
         polite thread locks, releases and sleeps for 200 µs; about a second a round.",
        "*wait*: how long the polite thread waited, over all rounds together; a wait that the end \
         of a round cut short is counted as it stands. *polite turns*: how many waits that were; \
         the fewer, the longer each was, and with less than a thousand p99 says little more than \
         the maximum.",
        "*hog turns/s*: how often the hog had the lock, 10 000 at most. *ours ÷ its hog*: our \
         hog's turns over those of the row's hog.",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn judge(waits: &[u64], throughput: &Series) -> Vec<Bar> {
    let micros = |wait: Option<u64>| wait.map_or(f64::NAN, |nanos| nanos as f64 / 1e3);
    let p50 = micros(percentile(waits, 500));
    let p99 = micros(percentile(waits, 990));
    let max = micros(waits.last().copied());
    vec![
        Bar::single_at_most("hog: polite wait p99, µs".to_owned(), p99, 5_000.0),
        Bar::single_at_most("hog: polite wait max, µs".to_owned(), max, 20_000.0),
        Bar::single_at_most("hog: polite wait p50, µs".to_owned(), p50, 2_000.0),
        Bar::at_least(
            format!("hog: the hog's turns over {PARKING_LOT_13}'s"),
            throughput.ratio(PARKING_LOT_13),
            0.85,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::{CONTESTANTS, FAIR, SAMPLE};

    #[test]
    fn the_hog_and_the_polite_thread_never_hold_together() {
        for contestant in CONTESTANTS.iter().chain([&FAIR]) {
            let sample = (contestant.hog)(SAMPLE / 20);

            assert!(sample.hog_per_second > 0.0, "{}", contestant.name);
            assert!(!sample.polite_waits.is_empty(), "{}", contestant.name);
        }
    }
}
