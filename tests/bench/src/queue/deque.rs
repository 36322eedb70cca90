//! Deques of work: the owner's end, and the one where others steal.

use crate::{
    contest::{Contest, Subject, each},
    harness::Plan,
    report::Findings,
};
use crossbeam_deque::{Steal, Worker};
use std::{hint::black_box, time::Duration};

const LENGTH: Duration = Duration::from_millis(20);
const CROSSBEAM: &str = "crossbeam-deque";

const CONTESTS: [Contest; 2] = [
    Contest {
        title: "Deque, push and pop",
        turn: "One number pushed and popped again at the same end, by the owner.",
        length: LENGTH,
        subjects: &[Subject { name: CROSSBEAM, sample: pop }],
        goals: &[],
    },
    Contest {
        title: "Deque, push and steal",
        turn: "One number pushed by the owner and stolen again, by the same thread.",
        length: LENGTH,
        subjects: &[Subject { name: CROSSBEAM, sample: steal }],
        goals: &[],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    let mut findings = Findings::default();
    CONTESTS.iter().for_each(|contest| findings.add(contest.run(plan)));
    findings
}

fn pop(length: Duration) -> f64 {
    let worker = Worker::new_lifo();
    each(length, move || {
        worker.push(black_box(7_u64));
        black_box(worker.pop());
    })
}

fn steal(length: Duration) -> f64 {
    let worker = Worker::new_lifo();
    let stealer = worker.stealer();
    each(length, move || {
        worker.push(black_box(7_u64));
        let stolen = stealer.steal();
        assert!(matches!(black_box(stolen), Steal::Success(_)), "it was just pushed");
    })
}
