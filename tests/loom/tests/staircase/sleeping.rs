//! Steps (c), (d) and (f): locks that sleep.

use threadbare_sync::RawLock;
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex;

use super::broken::{DEADLOCK, must_fail};
use super::claims::{
    Steps, nobody_is_overtaken_for_ever, one_that_comes_back_strands_nobody, two_sleepers_get_in,
};

const FREE: u32 = 0;
const LOCKED: u32 = 1;
const PARKED: u32 = 2;

/// (c) Says in another word that somebody is about to sleep.
struct Aside {
    word: AtomicU32,
    sleepers: AtomicU32,
}

impl Steps for Aside {
    fn new() -> Self {
        Self { word: AtomicU32::new(FREE), sleepers: AtomicU32::new(0) }
    }

    fn acquire(&self) {
        while self.word.compare_exchange(FREE, LOCKED, Acquire, Relaxed).is_err() {
            self.sleepers.swap(1, AcqRel);
            let _ = futex::wait(&self.word, LOCKED, Deadline::NEVER);
        }
    }

    fn release(&self) {
        self.word.swap(FREE, Release);
        if self.sleepers.swap(0, AcqRel) == 1 {
            futex::wake_threads(futex::address(&self.word), u32::MAX);
        }
    }

    fn word(&self) -> &AtomicU32 {
        &self.word
    }
}

/// (d) Says it in the word. Whoever was woken goes in with a word that forgets the other
/// sleepers, or with one that `REMEMBERS` them: that is the three-state lock.
struct Parking<const REMEMBERS: bool>(AtomicU32);

impl<const REMEMBERS: bool> Steps for Parking<REMEMBERS> {
    fn new() -> Self {
        Self(AtomicU32::new(FREE))
    }

    fn acquire(&self) {
        let mut taken = LOCKED;
        while let Err(seen) = self.0.compare_exchange(FREE, taken, Acquire, Relaxed) {
            let asleep = LOCKED | PARKED;
            if seen != asleep && self.0.compare_exchange(seen, asleep, Relaxed, Relaxed).is_err() {
                continue;
            }
            let _ = futex::wait(&self.0, asleep, Deadline::NEVER);
            if REMEMBERS {
                taken = asleep;
            }
        }
    }

    fn release(&self) {
        let address = futex::address(&self.0);
        if self.0.swap(FREE, Release) & PARKED != 0 {
            futex::wake_threads(address, 1);
        }
    }

    fn word(&self) -> &AtomicU32 {
        &self.0
    }
}

/// Between the announcement and the sleep the word may be freed and taken again, and the
/// announcement used up; a bit in the word itself cannot be lost without the word changing.
#[test]
fn a_sleeper_announced_aside_is_forgotten() {
    must_fail(
        a_sleeper_announced_aside_is_forgotten,
        DEADLOCK,
        one_that_comes_back_strands_nobody::<Aside>,
    );
    one_that_comes_back_strands_nobody::<Parking<true>>();
}

/// A release that forgets the sleepers and wakes one must be followed by that one remembering.
#[test]
fn a_woken_waiter_that_forgets_strands_the_other() {
    must_fail(
        a_woken_waiter_that_forgets_strands_the_other,
        DEADLOCK,
        two_sleepers_get_in::<Parking<false>>,
    );
    two_sleepers_get_in::<Parking<true>>();
}

/// (f) Whoever runs overtakes whoever was woken, any number of times; unless the lock is kept.
#[test]
fn a_hog_shuts_the_sleeper_out() {
    must_fail(
        a_hog_shuts_the_sleeper_out,
        "shut the sleeper out",
        nobody_is_overtaken_for_ever::<Parking<true>>,
    );
    nobody_is_overtaken_for_ever::<RawLock>();
}
