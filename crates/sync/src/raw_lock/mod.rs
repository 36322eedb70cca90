//! The lock itself: four bytes, no data, no owner.         Chapter: docs/sync/lock.md
//!
//! # Word
//!
//! | bits | meaning | who leaves it |
//! |---|---|---|
//! | `0` | free | anybody, to `LOCKED` |
//! | `LOCKED` | held, nobody asleep | the holder, to `0`; a waiter, to `LOCKED PARKED` |
//! | `LOCKED PARKED` | held, perhaps somebody asleep | the holder, to `0`, and wakes one |
//! | `LOCKED PARKED RESERVED` | held, a sleeper starves | the holder, to the next row; wakes one |
//! | `PARKED RESERVED` | kept for those who have slept | one of them, to `LOCKED PARKED` |
//!
//! # Moves
//!
//! A newcomer takes a free word, spins a few microseconds while nobody sleeps, then sets `PARKED`
//! and sleeps. Whoever wakes tries again like a newcomer, so a running thread may overtake it:
//! that is what makes the lock fast. One that has been overtaken for `STARVED_AFTER` sets
//! `RESERVED`; the next release then leaves the lock to those who have slept, and wakes one.
//!
//! # Invariants
//!
//! * I1: whoever sets `LOCKED` is alone inside until the word is released.
//! * I2: a sleeper sleeps on a word with `PARKED`. Whoever clears `PARKED` wakes one, and one
//!   who was woken sets it again, by going in or by going back to sleep.
//! * I3: an unlocked word with `RESERVED` has an heir: a thread that has slept and is awake, or
//!   that the release is about to wake. Who sets `RESERVED` does not leave without clearing it or
//!   taking the lock.
//! * I4: after the store that releases, `release` touches the lock no more; it wakes by address.
//!
//! # Cost
//!
//! Uncontended: one CAS in, one swap out, no system call. A release that finds `PARKED`: one
//! system call, and a fence and a load for the tasks.
//!
//! Read next: `word.rs`, then `slow.rs` from `acquire_slow` on, and `acquire_async.rs`.

mod acquire_async;
pub(crate) mod sleeper;
mod slow;
mod word;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;
use threadbare_sys::futex;

use crate::{NotLocked, TimedOut};
pub use acquire_async::AcquireAsync;
use slow::{after_swap, wake_one};
use word::{FREE, LOCKED, RESERVED, is_locked, is_parked};

/// A lock without data, in four bytes. Python's `threading.Lock`: whoever has a reference may
/// release it.
///
/// Prefer [`Lock<T>`](crate::Lock), which cannot be forgotten or misused. This is for what does
/// not fit into a scope: a lock taken here and released there, by another thread even.
///
/// # Fairness
///
/// A running thread may take a free lock ahead of those who sleep. When a thread has slept for
/// half a millisecond and still does not get in, the next release keeps the lock for those who
/// have slept, so running threads cannot shut the sleepers out. Among several sleepers the order
/// is about that of arrival, without a bound for each. Tasks are woken in the order in which they
/// came, one at each release that finds any, but nothing is kept for a task: it may be polled
/// much later, or never.
///
/// # Source
///
/// The three states are Drepper's ("Futexes Are Tricky"), fairness after half a millisecond is
/// that of WebKit's `WTF::Lock`; the reservation is ours. Every operation takes constant time but
/// for waiting, and none allocates.
///
/// ```
/// use threadbare_sync::RawLock;
///
/// static LOCK: RawLock = RawLock::new();
///
/// LOCK.acquire();
/// assert!(!LOCK.try_acquire());
/// std::thread::spawn(|| LOCK.release()).join().unwrap()?;
/// assert!(LOCK.release().is_err()); // nobody holds it
/// # Ok::<(), threadbare_sync::NotLocked>(())
/// ```
#[repr(transparent)]
pub struct RawLock {
    word: AtomicU32,
}

impl RawLock {
    const_fn! {
        /// A free lock.
        #[must_use]
        #[doc(alias = "allocate_lock")]
        pub const fn new() -> Self {
            Self { word: AtomicU32::new(FREE) }
        }
    }

    /// Blocks until the lock is ours. Not re-entrant: acquired twice by one thread, it waits for
    /// somebody else's [`release`](Self::release).
    ///
    /// ```
    /// let lock = threadbare_sync::RawLock::new();
    /// lock.acquire();
    /// assert!(lock.is_locked());
    /// ```
    #[inline]
    pub fn acquire(&self) {
        if !self.try_acquire() {
            let acquired = self.acquire_slow(Deadline::NEVER);
            debug_assert!(acquired.is_ok(), "a wait without a deadline does not time out");
        }
    }

    /// Takes the lock if it is free; never blocks. True: it is ours.
    ///
    /// A lock that was released for somebody who has starved counts as taken.
    ///
    /// ```
    /// let lock = threadbare_sync::RawLock::new();
    /// assert!(lock.try_acquire());
    /// assert!(!lock.try_acquire());
    /// ```
    #[inline]
    #[must_use = "true means that the lock is yours to release"]
    pub fn try_acquire(&self) -> bool {
        // [L1] Acquire/Relaxed: pairs with [L6] and [L7]; what the last holder wrote is ours to
        // read. A failed look is only retried.
        self.word.compare_exchange(FREE, LOCKED, Acquire, Relaxed).is_ok()
    }

    /// Blocks until the lock is ours, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the lock is not ours, and the wait has left no trace.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RawLock::new();
    /// assert!(lock.acquire_timeout(Duration::MAX).is_ok());
    /// assert!(lock.acquire_timeout(Duration::from_millis(1)).is_err());
    /// ```
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        if self.try_acquire() { Ok(()) } else { self.acquire_slow(Deadline::after(timeout)) }
    }

    /// Blocks until the lock is ours, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the lock is not ours, and the wait has left no trace.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// let lock = threadbare_sync::RawLock::new();
    /// let soon = Instant::now() + Duration::from_millis(1);
    /// assert!(lock.acquire_deadline(soon).is_ok());
    /// assert!(lock.acquire_deadline(soon).is_err());
    /// ```
    pub fn acquire_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        if self.try_acquire() { Ok(()) } else { self.acquire_slow(Deadline::at(deadline)) }
    }

    /// Acquires the lock as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; a wake that had chosen it goes to the next. One
    /// that is kept and not polled holds up the tasks behind it until the next release that finds
    /// somebody waiting.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let lock = threadbare_sync::RawLock::new();
    /// let mut acquire = pin!(lock.acquire_async());
    /// assert!(acquire.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert!(lock.is_locked());
    /// ```
    pub fn acquire_async(&self) -> AcquireAsync<'_> {
        AcquireAsync::new(self)
    }

    /// Releases the lock, whoever acquired it.
    ///
    /// Touches the lock no more once it is free: the next holder may destroy it at once.
    ///
    /// # Errors
    ///
    /// [`NotLocked`]: nobody held it.
    #[inline]
    pub fn release(&self) -> Result<(), NotLocked> {
        // [L22] Relaxed: asks for a reservation. One that comes a moment later is wiped out by the
        // swap, which wakes a sleeper (I2); whoever then starves makes it again.
        let seen = self.word.load(Relaxed);
        if seen & RESERVED != 0 {
            return self.release_reserved(seen);
        }
        let address = futex::address(&self.word);
        // [L6] Release: pairs with [L1] and [L2]; what we wrote goes to the next holder.
        let left = self.word.swap(FREE, Release);
        // From here on the lock may be gone (I4).
        if left == LOCKED { Ok(()) } else { after_swap(address, left) }
    }

    /// Releases the lock to a thread that sleeps, if there is one, ahead of those that run.
    ///
    /// Slower than [`release`](Self::release), and unlike it looks at the lock again when
    /// nobody was asleep: the lock must outlive the call.
    ///
    /// # Errors
    ///
    /// [`NotLocked`]: nobody held it.
    ///
    /// ```
    /// let lock = threadbare_sync::RawLock::new();
    /// lock.acquire();
    /// assert!(lock.release_fair().is_ok());
    /// assert!(lock.release_fair().is_err());
    /// ```
    pub fn release_fair(&self) -> Result<(), NotLocked> {
        // [L11] Relaxed: only a first guess for the CAS.
        let seen = self.word.load(Relaxed);
        let word = self.leave(seen, word::released_fairly)?;
        if is_parked(word) && wake_one(futex::address(&self.word)) == 0 {
            self.cancel_reservation();
        }
        Ok(())
    }

    /// Lets a sleeper in, if there is one, and acquires the lock again behind it.
    ///
    /// # Errors
    ///
    /// [`NotLocked`]: nobody held it, and nobody holds it now.
    ///
    /// ```
    /// let lock = threadbare_sync::RawLock::new();
    /// lock.acquire();
    /// for _step in 0..3 {
    ///     lock.bump()?; // a chance for those who wait
    /// }
    /// # Ok::<(), threadbare_sync::NotLocked>(())
    /// ```
    pub fn bump(&self) -> Result<(), NotLocked> {
        // [L12] Relaxed: a hint; who comes later waits for the next time.
        let seen = self.word.load(Relaxed);
        if !is_locked(seen) {
            return Err(NotLocked);
        }
        if is_parked(seen) {
            self.release_fair()?;
            self.acquire();
        }
        Ok(())
    }

    /// True while somebody holds the lock. By the time the caller looks at the answer it may be
    /// wrong.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        // [L13] Relaxed: an answer that is old at once orders nothing.
        is_locked(self.word.load(Relaxed))
    }
}

impl Default for RawLock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RawLock {
    /// Shows whether it is locked and who may be asleep. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [L19] Relaxed: for a person to read, and old at once.
        let word = self.word.load(Relaxed);
        f.debug_struct("RawLock")
            .field("locked", &is_locked(word))
            .field("parked", &is_parked(word))
            .field("reserved", &(word & RESERVED != 0))
            .finish()
    }
}
