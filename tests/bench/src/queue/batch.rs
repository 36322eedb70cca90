//! Many items by one call, beside one call for each of them.

use crate::{
    contest::{Contest, Goal, Subject, per_turn},
    harness::Plan,
    report::Findings,
};
use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

const LENGTH: Duration = Duration::from_millis(20);

/// Items of one turn.
const BATCH: usize = 64;
/// Turns between two looks at the clock, for which the queue is filled, or emptied, before.
const TURNS: u64 = 64;
const ROOM: usize = 64 * BATCH;

const EACH: &str = "threadbare Fifo, 64 calls";

const CONTESTS: [Contest; 2] = [
    Contest {
        title: "Get 64 items that are there",
        turn: "64 items got by one thread, by `try_get_many` or by as many calls of `try_get`.",
        length: LENGTH,
        subjects: &subjects([ring::get_many, ring::get_each, locked::get_many, locked::get_each]),
        goals: &[Goal::OfBest(0.25, &[EACH])],
    },
    Contest {
        title: "Put 64 items for which there is room",
        turn: "64 items put by one thread, by `put_many` or by as many calls of `try_put`.",
        length: LENGTH,
        subjects: &subjects([ring::put_many, ring::put_each, locked::put_many, locked::put_each]),
        goals: &[],
    },
];

/// The samples of each engine, by one call and by many.
const fn subjects(samples: [fn(Duration) -> f64; 4]) -> [Subject; 4] {
    let [many, each, locked_many, locked_each] = samples;
    [
        Subject { name: "threadbare Fifo, one call", sample: many },
        Subject { name: EACH, sample: each },
        Subject { name: "threadbare locked, one call", sample: locked_many },
        Subject { name: "threadbare locked, 64 calls", sample: locked_each },
    ]
}

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}

/// Nanoseconds of one turn. What makes [`TURNS`] of them possible is not timed.
fn turns(length: Duration, mut prepare: impl FnMut() + Send, mut turn: impl FnMut() + Send) -> f64 {
    let mut run = move |turns: u64| {
        let mut spent = Duration::ZERO;
        let mut left = turns;
        while left > 0 {
            prepare();
            let some = left.min(TURNS);
            let start = Instant::now();
            (0..some).for_each(|_| turn());
            spent += start.elapsed();
            left -= some;
        }
        spent
    };
    // Beside a thread that sleeps, as in `contest::each`.
    thread::scope(|scope| {
        let timing = scope.spawn(move || per_turn(length, TURNS, &mut run));
        timing.join().expect("the loop has nothing that panics")
    })
}

macro_rules! both_ways {
    ($engine:ident, $queue:path) => {
        mod $engine {
            use super::{BATCH, Duration, ROOM, black_box, turns};

            pub(super) fn get_many(length: Duration) -> f64 {
                let queue = $queue(ROOM);
                let mut batch = Vec::with_capacity(BATCH);
                turns(
                    length,
                    || while queue.try_put(7_u64).is_ok() {},
                    || {
                        batch.clear();
                        assert_eq!(queue.try_get_many(&mut batch, BATCH), Ok(BATCH));
                        black_box(&batch);
                    },
                )
            }

            pub(super) fn get_each(length: Duration) -> f64 {
                let queue = $queue(ROOM);
                let mut batch = Vec::with_capacity(BATCH);
                turns(
                    length,
                    || while queue.try_put(7_u64).is_ok() {},
                    || {
                        batch.clear();
                        for _ in 0..BATCH {
                            batch.push(queue.try_get().expect("it was filled"));
                        }
                        black_box(&batch);
                    },
                )
            }

            pub(super) fn put_many(length: Duration) -> f64 {
                let queue = $queue(ROOM);
                turns(
                    length,
                    || queue.drain().for_each(drop),
                    || assert_eq!(queue.put_many(black_box([7_u64; BATCH])).ok(), Some(BATCH)),
                )
            }

            pub(super) fn put_each(length: Duration) -> f64 {
                let queue = $queue(ROOM);
                turns(
                    length,
                    || queue.drain().for_each(drop),
                    || {
                        for item in black_box([7_u64; BATCH]) {
                            assert!(queue.try_put(item).is_ok(), "it was emptied");
                        }
                    },
                )
            }
        }
    };
}

both_ways!(ring, threadbare_queue::Fifo::bounded);
both_ways!(locked, threadbare_queue::LockedFifo::bounded);
