//! Rounds of a barrier.

use crate::contest::{Contest, Goal, Subject, together};
use crate::{harness::Plan, report::Findings};
use std::{cell::UnsafeCell, time::Duration};

const STD: &str = "std Barrier";
const PTHREAD: &str = "pthread_barrier_t";

/// A barrier for a number of threads.
trait Round: Sync {
    fn new(parties: usize) -> Self;
    fn wait(&self);
}

impl Round for threadbare_sync::Barrier {
    fn new(parties: usize) -> Self {
        Self::new(u32::try_from(parties).expect("a few threads"))
    }

    fn wait(&self) {
        self.wait().expect("nobody breaks it");
    }
}

impl Round for std::sync::Barrier {
    fn new(parties: usize) -> Self {
        Self::new(parties)
    }

    fn wait(&self) {
        self.wait();
    }
}

/// The C library's, in a box, as it may not be moved.
struct Pthread(Box<UnsafeCell<libc::pthread_barrier_t>>);

// SAFETY: a barrier is made to be waited on by many threads.
unsafe impl Sync for Pthread {}

impl Round for Pthread {
    fn new(parties: usize) -> Self {
        // SAFETY: a barrier is made of integers, for which zeroes are valid.
        let zeroed = unsafe { std::mem::zeroed() };
        let barrier = Self(Box::new(UnsafeCell::new(zeroed)));
        let parties = u32::try_from(parties).expect("a few threads");
        // SAFETY: the barrier has its place, and no attributes are asked for.
        let failed =
            unsafe { libc::pthread_barrier_init(barrier.0.get(), std::ptr::null(), parties) };
        assert_eq!(failed, 0, "a barrier of {parties}");
        barrier
    }

    fn wait(&self) {
        // SAFETY: the barrier was initialised, and is destroyed when nobody waits any more.
        unsafe { libc::pthread_barrier_wait(self.0.get()) };
    }
}

impl Drop for Pthread {
    fn drop(&mut self) {
        // SAFETY: it was initialised, and nobody waits.
        unsafe { libc::pthread_barrier_destroy(self.0.get()) };
    }
}

fn rounds<B: Round, const PARTIES: usize>(length: Duration) -> f64 {
    let barrier = B::new(PARTIES);
    together(length, PARTIES, 100, |_, rounds| {
        for _ in 0..rounds {
            barrier.wait();
        }
    })
}

const fn contest<const PARTIES: usize>(title: &'static str) -> Contest {
    Contest {
        title,
        turn: "One round: all threads wait, and all are let go.",
        length: Duration::from_millis(150),
        subjects: const {
            &[
                Subject { name: "threadbare", sample: rounds::<threadbare_sync::Barrier, PARTIES> },
                Subject { name: STD, sample: rounds::<std::sync::Barrier, PARTIES> },
                Subject { name: PTHREAD, sample: rounds::<Pthread, PARTIES> },
            ]
        },
        goals: &[Goal::OfBest(0.5, &[STD]), Goal::OfBest(1.0, &[PTHREAD])],
    }
}

pub(super) fn run(plan: &Plan) -> Findings {
    let contests = [
        contest::<2>("Barrier, 2 threads"),
        contest::<4>("Barrier, 4 threads"),
        contest::<8>("Barrier, 8 threads"),
    ];
    contests.iter().map(|contest| contest.run(plan)).sum()
}
