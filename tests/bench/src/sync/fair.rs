//! The fair lock beside parking_lot's: how quickly it goes from hand to hand, and a hog.

use crate::contest::{Contest, Goal, Subject};
use crate::{
    harness::{Plan, interleave},
    lock::{contended, hog},
    peers::{Mutexish, Shared},
    report::{Bar, Findings, Section, Table, count_cell, micros_cell},
    statistics::percentile,
};
use std::time::Duration;

const OURS: &str = "threadbare FairLock";
const PARKING_LOT: &str = "pl 0.13 FairMutex";

type Ours = threadbare_sync::FairLock<Shared>;
type Theirs = parking_lot_13::FairMutex<Shared>;

/// Nanoseconds an acquisition, of four threads that want the lock all the time.
fn contended<L: Mutexish>(length: Duration) -> f64 {
    1e9 / contended::per_second::<L>(4, 5, length)
}

const CONTENDED: Contest = Contest {
    title: "FairLock, 4 threads, work 5/5",
    turn: "Four threads lock, work for a moment, unlock and work; nanoseconds an acquisition, \
           all together.",
    length: Duration::from_millis(150),
    subjects: &[
        Subject { name: OURS, sample: contended::<Ours> },
        Subject { name: PARKING_LOT, sample: contended::<Theirs> },
    ],
    goals: &[Goal::OfBest(1.0, &[PARKING_LOT])],
};

pub(super) fn run(plan: &Plan) -> Findings {
    let mut findings = CONTENDED.run(plan);
    let title = "FairLock, hog";
    let length = plan.duration(Duration::from_secs(1));
    type Sample = fn(Duration) -> Vec<u64>;
    let contestants: [(&str, Sample); 2] =
        [(OURS, hog::polite_waits::<Ours>), (PARKING_LOT, hog::polite_waits::<Theirs>)];
    let samples = interleave(plan, title, &contestants, |one| (one.1)(length));
    let mut table = Table::new(&["lock", "wait p50, µs", "wait p99, µs", "wait max, µs", "turns"]);
    let mut p99 = Vec::new();
    for ((name, _), rounds) in contestants.iter().zip(samples) {
        let mut waits = rounds.concat();
        waits.sort_unstable();
        p99.push(percentile(&waits, 990).map_or(f64::NAN, |wait| wait as f64));
        table.row([
            (*name).to_owned(),
            micros_cell(percentile(&waits, 500)),
            micros_cell(percentile(&waits, 990)),
            micros_cell(waits.last().copied()),
            count_cell(waits.len()),
        ]);
    }
    let prose = vec![
        "As the hog of `lock`: one thread holds the lock for 100 µs at a time and takes it again \
         with no gap; a polite thread takes it, releases it and sleeps for 200 µs."
            .to_owned(),
    ];
    let claim = format!("{title}: polite wait p99 over {PARKING_LOT}'s");
    let bars = vec![Bar::single_at_most(claim, p99[0] / p99[1], 1.2)];
    findings
        .add(Findings { sections: vec![Section { title: title.to_owned(), prose, table }], bars });
    findings
}
