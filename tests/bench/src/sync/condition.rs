//! Two threads that hand a turn to and fro, and a herd that is let go at once.

use super::monitor::{Monitor, ParkingLot, Pthread, Std, Threadbare, Which};
use crate::contest::{Contest, Goal, Subject, each, together};
use crate::{harness::Plan, report::Findings};
use std::time::Duration;

const OURS: &str = "threadbare";
const PARKING_LOT: &str = "parking_lot 0.13";
const STD: &str = "std";

const HERD: usize = 16;

const CONTESTS: [Contest; 3] = [
    Contest {
        title: "Condition, notify with nobody waiting",
        turn: "One call of notify_one.",
        length: Duration::from_millis(20),
        subjects: &[
            Subject { name: OURS, sample: notify::<Threadbare> },
            Subject { name: STD, sample: notify::<Std> },
            Subject { name: PARKING_LOT, sample: notify::<ParkingLot> },
            Subject { name: "pthread", sample: notify::<Pthread> },
        ],
        goals: &[Goal::Nanoseconds(2.0)],
    },
    Contest {
        title: "Condition, ping-pong",
        turn: "Two threads; each waits for its turn under the lock, gives it to the other and \
               notifies. One turn is one way: half of there and back.",
        length: Duration::from_millis(150),
        subjects: &[
            Subject { name: OURS, sample: ping_pong::<Threadbare> },
            Subject { name: STD, sample: ping_pong::<Std> },
            Subject { name: PARKING_LOT, sample: ping_pong::<ParkingLot> },
            Subject { name: "pthread", sample: ping_pong::<Pthread> },
        ],
        goals: &[Goal::OfBest(1.05, &[PARKING_LOT]), Goal::OfBest(0.4, &[STD])],
    },
    Contest {
        title: "Condition, herd of 16",
        turn: "Sixteen threads wait; a seventeenth lets all of them go by one notify_all under \
               the lock, and waits until all wait again.",
        length: Duration::from_millis(200),
        subjects: &[
            Subject { name: OURS, sample: herd::<Threadbare> },
            Subject { name: STD, sample: herd::<Std> },
            Subject { name: PARKING_LOT, sample: herd::<ParkingLot> },
            Subject { name: "pthread", sample: herd::<Pthread> },
        ],
        goals: &[Goal::OfBest(1.0, &[PARKING_LOT]), Goal::OfBest(0.55, &[STD])],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}

fn notify<M: Monitor>(length: Duration) -> f64 {
    let monitor = M::new();
    each(length, || monitor.notify_one(Which::Go))
}

fn ping_pong<M: Monitor>(length: Duration) -> f64 {
    let monitor = M::new();
    let both_ways = together(length, 2, 200, |me, rounds| {
        let me = me as u64;
        for _ in 0..rounds {
            let mut guard = monitor.lock();
            while M::state(&mut guard).turn % 2 != me {
                guard = monitor.wait(Which::Go, guard);
            }
            M::state(&mut guard).turn += 1;
            monitor.notify_one(Which::Go);
        }
    });
    both_ways / 2.0
}

fn herd<M: Monitor>(length: Duration) -> f64 {
    let monitor = M::new();
    together(length, HERD + 1, 20, |me, rounds| {
        if me == 0 { drive(&monitor, rounds) } else { follow(&monitor, rounds) }
    })
}

fn drive<M: Monitor>(monitor: &M, rounds: u64) {
    for _ in 0..rounds {
        let mut guard = monitor.lock();
        while M::state(&mut guard).present < HERD {
            guard = monitor.wait(Which::Ready, guard);
        }
        let state = M::state(&mut guard);
        state.present = 0;
        state.turn += 1;
        monitor.notify_all(Which::Go);
    }
}

fn follow<M: Monitor>(monitor: &M, rounds: u64) {
    for _ in 0..rounds {
        let mut guard = monitor.lock();
        let state = M::state(&mut guard);
        let seen = state.turn;
        state.present += 1;
        if state.present == HERD {
            monitor.notify_one(Which::Ready);
        }
        while M::state(&mut guard).turn == seen {
            guard = monitor.wait(Which::Go, guard);
        }
    }
}
