//! What a lock costs when nobody else wants it.

use super::{CONTESTANTS, Contestant, OURS, series};
use crate::{
    harness::{Plan, interleave},
    pad::Padded,
    peers::{Mutexish, Shared},
    report::{Bar, Findings, Section, Table, spread_cell},
    series::Series,
};
use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

pub(super) const PART: &str = "uncontended";

const SAMPLE: Duration = Duration::from_millis(20);
const TRIAL_PAIRS: u64 = 20_000;

/// Nanoseconds of one lock and unlock, from a loop that lasts about `length`.
///
/// The loop runs beside a sleeping thread: in a process with a single thread glibc leaves out
/// its atomic instructions, which no program that needs a lock would see.
pub(super) fn sample<L: Mutexish>(length: Duration) -> f64 {
    thread::scope(|scope| {
        let timing = scope.spawn(|| {
            let lock = Padded(L::new(Shared::default()));
            let trial = time(&lock.0, TRIAL_PAIRS).max(Duration::from_nanos(1));
            let pairs = length.as_nanos() * u128::from(TRIAL_PAIRS) / trial.as_nanos();
            let pairs = u64::try_from(pairs.max(1)).expect("a pair takes a nanosecond or more");
            time(&lock.0, pairs).as_nanos() as f64 / pairs as f64
        });
        timing.join().expect("the loop has nothing that panics")
    })
}

#[inline(never)]
fn time<L: Mutexish>(lock: &L, pairs: u64) -> Duration {
    let start = Instant::now();
    for _ in 0..pairs {
        black_box(lock).with(|shared| {
            black_box(shared);
        });
    }
    start.elapsed()
}

pub(super) fn run(plan: &Plan) -> Findings {
    let sample = |contestant: &Contestant| (contestant.uncontended)(plan.duration(SAMPLE));
    let samples = interleave(plan, PART, &CONTESTANTS, sample);
    let series = series(CONTESTANTS.iter().map(|one| one.name).zip(samples));

    let mut table = Table::new(&["lock", "lock + unlock, ns", "ours ÷ it"]);
    for contestant in &CONTESTANTS {
        let name = contestant.name;
        table.row([name.to_owned(), spread_cell(series.spread(name)), series.ratio_cell(name)]);
    }
    let section = Section {
        title: "Uncontended".to_owned(),
        prose: vec![
            "One thread locks and unlocks in a loop of about 20 ms; a second thread sleeps, so \
             that no lock may take the process for single-threaded."
                .to_owned(),
            "*lock + unlock*: nanoseconds a pair, the loop itself included. *ours ÷ it*: our time \
             over the row's; below 1 is better."
                .to_owned(),
        ],
        table,
    };
    Findings { sections: vec![section], bars: bars(&series) }
}

fn bars(series: &Series) -> Vec<Bar> {
    let Some(best) = series.least_peer().filter(|_| !series.of(OURS).is_empty()) else {
        return Vec::new();
    };
    let claim = format!("uncontended: time over the best peer's ({best})");
    vec![Bar::at_most(claim, series.ratio(best), 1.05)]
}

#[cfg(test)]
mod tests {
    use super::{CONTESTANTS, SAMPLE};

    #[test]
    fn a_lock_takes_a_nanosecond_or_more_and_a_millisecond_at_most() {
        for contestant in &CONTESTANTS {
            let nanoseconds = (contestant.uncontended)(SAMPLE / 20);

            assert!((0.5..1e6).contains(&nanoseconds), "{}: {nanoseconds}", contestant.name);
        }
    }
}
