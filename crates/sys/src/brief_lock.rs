//! The smallest lock that sleeps: three states, for sections of a few instructions.
//!
//! # Word
//!
//! | value | meaning | who leaves it |
//! |---|---|---|
//! | `FREE` | nobody inside, nobody asleep | `enter` |
//! | `HELD` | somebody inside, nobody asleep | the holder; a waiter, to `CONTENDED` |
//! | `CONTENDED` | somebody inside, perhaps somebody asleep | the holder, who wakes one |
//!
//! `HELD` and `CONTENDED` stand beside the number of the process that the holder is in.
//!
//! # Invariants
//!
//! * I1: whoever moved the word away from `FREE` is alone inside until it stores `FREE`.
//! * I2: a waiter sleeps only on `CONTENDED`, and whoever leaves `CONTENDED` wakes one; a waiter
//!   that was woken enters by `CONTENDED`, since others may still sleep.
//! * I3: a held word with another [`generation`](crate::fork::generation) than ours was copied by a
//!   fork from a holder that does not exist here: it counts as free.
//!
//! # Cost
//!
//! One CAS in, one swap out; 4 bytes beside the data. It is not fair, has no deadline and does
//! not know tasks: it guards the lists that those things are built from. `threadbare-sync` has
//! the lock for everything else.

use crate::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use crate::cell::UnsafeCell;
use crate::clock::Deadline;
use crate::{const_fn, fork, futex};

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;
/// Where the generation of the holder begins.
const GENERATION_SHIFT: u32 = 2;

/// True for the word of a holder of this process, whose generation is `now`.
const fn is_held(word: u32, now: u32) -> bool {
    word != FREE && word >> GENERATION_SHIFT == (now << GENERATION_SHIFT) >> GENERATION_SHIFT
}

/// The lock without data.
#[derive(Debug)]
pub(crate) struct Gate {
    word: AtomicU32,
}

impl Gate {
    const_fn! {
        /// A free lock.
        pub(crate) const fn new() -> Self {
            Self { word: AtomicU32::new(FREE) }
        }
    }

    /// Waits until nobody is inside, and is inside until the answer is dropped.
    #[inline]
    pub(crate) fn enter(&self) -> Inside<'_> {
        let now = fork::generation() << GENERATION_SHIFT;
        // [BL1] Acquire/Relaxed: pairs with [BL3]; the last holder's changes are visible to us.
        // A failed look is only retried.
        if self.word.compare_exchange(FREE, HELD | now, Acquire, Relaxed).is_err() {
            self.enter_slow();
        }
        Inside { word: &self.word }
    }

    #[cold]
    fn enter_slow(&self) {
        let now = fork::generation();
        let contended = CONTENDED | now << GENERATION_SHIFT;
        // [BL2] Acquire: pairs with [BL3], as [BL1] does. We may have slept and others may still
        // sleep, so we enter by CONTENDED (I2); of those who find a dead holder's word, the one
        // whose swap comes first is inside (I3).
        while is_held(self.word.swap(contended, Acquire), now) {
            // [BL4] wait: only while CONTENDED, so the holder will wake one.
            let _ = futex::wait(&self.word, contended, Deadline::NEVER);
        }
    }
}

/// Inside; leaves when dropped, by a panic as well.
#[derive(Debug)]
pub(crate) struct Inside<'a> {
    word: &'a AtomicU32,
}

impl Drop for Inside<'_> {
    #[inline]
    fn drop(&mut self) {
        let address = futex::address(self.word);
        // [BL3] Release: pairs with [BL1] and [BL2]; our changes go to the next holder.
        if self.word.swap(FREE, Release) & CONTENDED != 0 {
            // [BL5] wake: somebody may sleep on CONTENDED, and we were the one to leave it.
            futex::wake_threads(address, 1);
        }
    }
}

/// A value that one thread at a time may use, for a moment.
///
/// # Fork
///
/// A child never waits for a holder that it does not have. It may then find the value as that
/// holder left it, half changed: a value that matters after a fork holds the
/// [`generation`](crate::fork::generation) that it is of, and is made anew when that is another.
///
/// ```
/// use threadbare_sys::brief_lock::BriefLock;
///
/// static TALLY: BriefLock<u32> = BriefLock::new(0);
///
/// TALLY.with(|tally| *tally += 1);
/// assert_eq!(TALLY.with(|tally| *tally), 1);
/// ```
#[derive(Debug)]
pub struct BriefLock<T> {
    gate: Gate,
    value: UnsafeCell<T>,
}

// SAFETY: I1 - the value is reached by one thread at a time, so `T: Send` is enough.
unsafe impl<T: Send> Sync for BriefLock<T> {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl<T: Send> Send for BriefLock<T> {}

impl<T> BriefLock<T> {
    const_fn! {
        /// A free lock around `value`.
        #[must_use]
        pub const fn new(value: T) -> Self {
            Self { gate: Gate::new(), value: UnsafeCell::new(value) }
        }
    }

    /// Runs `body` alone with the value. Not re-entrant: a second `with` inside `body` waits
    /// for ever. If `body` panics, the lock is released.
    pub fn with<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        let _inside = self.gate.enter();
        self.value.with_mut(|value| {
            // SAFETY: I1 - we are alone inside until `_inside` is dropped.
            body(unsafe { &mut *value })
        })
    }
}

#[cfg(threadbare_loom)]
impl<T> BriefLock<T> {
    /// For models: a lock that is held, in this generation, by nobody who will ever leave.
    #[must_use]
    #[track_caller]
    pub fn left_behind(value: T) -> Self {
        let word = AtomicU32::new(HELD | fork::generation() << GENERATION_SHIFT);
        Self { gate: Gate { word }, value: UnsafeCell::new(value) }
    }
}
