//! The smallest lock that sleeps: three states, for sections of a few instructions.
//!
//! # Word
//!
//! | value | meaning | who leaves it |
//! |---|---|---|
//! | `FREE` | nobody inside, nobody asleep | `with` |
//! | `HELD` | somebody inside, nobody asleep | the holder; a waiter, to `CONTENDED` |
//! | `CONTENDED` | somebody inside, perhaps somebody asleep | the holder, who wakes one |
//!
//! # Invariants
//!
//! * I1: whoever moved the word away from `FREE` is alone inside until it stores `FREE`.
//! * I2: a waiter sleeps only on `CONTENDED`, and whoever leaves `CONTENDED` wakes one; a waiter
//!   that was woken enters by `CONTENDED`, since others may still sleep.
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
use crate::{const_fn, futex};

const FREE: u32 = 0;
const HELD: u32 = 1;
const CONTENDED: u32 = 2;

/// A value that one thread at a time may use, for a moment.
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
    word: AtomicU32,
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
            Self { word: AtomicU32::new(FREE), value: UnsafeCell::new(value) }
        }
    }

    /// Runs `body` alone with the value. Not re-entrant: a second `with` inside `body` waits
    /// for ever. If `body` panics, the lock is released.
    pub fn with<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        self.enter();
        let _held = Held { word: &self.word };
        self.value.with_mut(|value| {
            // SAFETY: I1 - we are alone inside until `_held` is dropped.
            body(unsafe { &mut *value })
        })
    }

    fn enter(&self) {
        // [BL1] Acquire/Relaxed: pairs with [BL3]; the last holder's changes are visible to us.
        // A failed look is only retried.
        if self.word.compare_exchange(FREE, HELD, Acquire, Relaxed).is_err() {
            self.enter_slow();
        }
    }

    #[cold]
    fn enter_slow(&self) {
        // [BL2] Acquire: pairs with [BL3], as [BL1] does. We may have slept and others may still
        // sleep, so we enter by CONTENDED (I2).
        while self.word.swap(CONTENDED, Acquire) != FREE {
            // [BL4] wait: only while CONTENDED, so the holder will wake one.
            let _ = futex::wait(&self.word, CONTENDED, Deadline::NEVER);
        }
    }
}

/// Inside; leaves when dropped, by a panic as well.
struct Held<'a> {
    word: &'a AtomicU32,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let address = futex::address(self.word);
        // [BL3] Release: pairs with [BL1] and [BL2]; our changes go to the next holder.
        if self.word.swap(FREE, Release) == CONTENDED {
            // [BL5] wake: somebody may sleep on CONTENDED, and we were the one to leave it.
            futex::wake_threads(address, 1);
        }
    }
}
