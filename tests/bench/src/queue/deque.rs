//! Deques of work: the owner's end, and the one where others steal.

use crate::{
    contest::{Contest, Goal, Subject, each},
    harness::Plan,
    report::Findings,
};
use std::{hint::black_box, time::Duration};

const LENGTH: Duration = Duration::from_millis(20);
const OURS: &str = "threadbare deque";
const CROSSBEAM: &str = "crossbeam-deque";

const CONTESTS: [Contest; 3] = [
    Contest {
        title: "Deque, push and pop",
        turn: "One number pushed and popped again at the same end, by the owner.",
        length: LENGTH,
        subjects: &[
            Subject { name: OURS, sample: ours::pop },
            Subject { name: CROSSBEAM, sample: theirs::pop },
        ],
        goals: &[Goal::OfBest(1.0, &[CROSSBEAM])],
    },
    Contest {
        title: "Deque, push and steal",
        turn: "One number pushed by the owner and stolen again, by the same thread.",
        length: LENGTH,
        subjects: &[
            Subject { name: OURS, sample: ours::steal },
            Subject { name: CROSSBEAM, sample: theirs::steal },
        ],
        goals: &[Goal::OfBest(1.0, &[CROSSBEAM])],
    },
    Contest {
        title: "Injector, push and steal",
        turn: "One number pushed into the queue that feeds the deques, and stolen again, by the \
               same thread.",
        length: LENGTH,
        subjects: &[
            Subject { name: OURS, sample: ours::inject },
            Subject { name: CROSSBEAM, sample: theirs::inject },
        ],
        goals: &[Goal::OfBest(1.0, &[CROSSBEAM])],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}

/// The same loops for both, which have the same names for everything.
macro_rules! loops {
    ($module:ident: $deque:path) => {
        mod $module {
            use super::{Duration, black_box, each};
            use $deque::{Injector, Steal, Worker};

            pub(super) fn pop(length: Duration) -> f64 {
                let worker = Worker::new_lifo();
                each(length, move || {
                    worker.push(black_box(7_u64));
                    black_box(worker.pop());
                })
            }

            pub(super) fn steal(length: Duration) -> f64 {
                let worker = Worker::new_lifo();
                let stealer = worker.stealer();
                each(length, move || {
                    worker.push(black_box(7_u64));
                    let stolen = black_box(stealer.steal());
                    assert!(matches!(stolen, Steal::Success(_)), "it was just pushed");
                })
            }

            pub(super) fn inject(length: Duration) -> f64 {
                let injector = Injector::new();
                each(length, move || {
                    injector.push(black_box(7_u64));
                    let stolen = black_box(injector.steal());
                    assert!(matches!(stolen, Steal::Success(_)), "it was just pushed");
                })
            }
        }
    };
}

loops!(ours: threadbare_queue::deque);
loops!(theirs: crossbeam_deque);
