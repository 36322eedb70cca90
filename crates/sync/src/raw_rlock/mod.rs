//! The re-entrant lock itself: a lock, its owner, and how often.       Chapter: docs/sync/rlock.md
//!
//! # State
//!
//! | field | bytes | meaning | who writes it |
//! |---|---|---|---|
//! | `lock` | 4 | a [`RawLock`] | as there |
//! | `owner` | 4 | the holder's number ([`thread::index`]) and one; 0 for nobody | the holder |
//! | `depth` | 4 | how often the holder has acquired it | the holder |
//!
//! # Moves
//!
//! A thread that finds its own number in `owner` adds one to `depth`, and that is all. Everybody
//! else acquires `lock`, and writes its number and a depth of one. A release takes one from
//! `depth`; the last one wipes the number out and releases `lock`.
//!
//! # Invariants
//!
//! * I1: `owner` and `depth` are written by the holder of `lock` alone, and are 0 while nobody
//!   holds it.
//! * I2: a thread finds its own number in `owner` exactly while it is the holder. It wrote that
//!   number itself, and wiped it out itself when it left; what others write there is never its
//!   number, and of its own writes it sees the last.
//! * I3: after the release of `lock`, a release touches nothing of this any more (I4 of
//!   `raw_lock`).
//!
//! # Cost
//!
//! Again: a look at a thread-local, a load, an addition. First: that and a `RawLock`'s CAS. Out:
//! the same without the CAS, and a `RawLock`'s swap when it is the last.
//!
//! Read next: `raw_lock`, which does all the waiting; then `rlock` for the value and the guard.

use core::error::Error;
use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::{const_fn, thread};

use crate::{RawLock, TimedOut};

/// In `owner`: nobody.
const NOBODY: u32 = 0;

/// A re-entrant lock without data, in twelve bytes. Python's `threading.RLock`: who has it may
/// acquire it again, and releases it as often.
///
/// Prefer [`RLock<T>`](crate::RLock), which cannot be forgotten or misused. Between threads it
/// behaves as [`RawLock`] does, of which it is made: a running thread may overtake sleeping ones,
/// and shuts none of them out.
///
/// It has no form for tasks: its owner is a thread. A task may go on in another thread after any
/// `.await`, and two tasks of one thread would both own it.
///
/// # Fork
///
/// In a forked child the lock is as it was. The thread that forked still owns what it owned, at
/// the same depth; what another thread held stays held.
///
/// A thread that ends without a release leaves the lock held. Its number is used again, so a
/// later thread may find that it owns the lock.
///
/// # Source
///
/// Owner and count beside a lock are as old as monitors. Constant time but for waiting, no
/// allocation but a thread's first call, which gives it its number.
///
/// ```
/// use threadbare_sync::RawRLock;
///
/// static LOCK: RawRLock = RawRLock::new();
///
/// LOCK.acquire();
/// LOCK.acquire(); // at once: it is ours
/// assert_eq!(LOCK.depth(), 2);
/// assert!(std::thread::spawn(|| LOCK.release()).join().unwrap().is_err()); // not theirs
/// LOCK.release()?;
/// LOCK.release()?;
/// assert!(!LOCK.is_locked());
/// # Ok::<(), threadbare_sync::NotOwner>(())
/// ```
#[doc(alias = "threading.RLock")]
#[repr(C)]
pub struct RawRLock {
    lock: RawLock,
    owner: AtomicU32,
    depth: UnsafeCell<u32>,
}

// SAFETY: I1 - the depth is reached by the holder alone, one thread at a time.
unsafe impl Sync for RawRLock {}

impl core::panic::RefUnwindSafe for RawRLock {}

impl RawRLock {
    const_fn! {
        /// A free lock.
        #[must_use]
        pub const fn new() -> Self {
            Self {
                lock: RawLock::new(),
                owner: AtomicU32::new(NOBODY),
                depth: UnsafeCell::new(0),
            }
        }
    }

    /// Blocks until the lock is ours; at once if it is already.
    ///
    /// # Panics
    ///
    /// When the lock was acquired `u32::MAX` times without a release.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) {
        if !self.acquire_again() {
            self.lock.acquire();
            self.settle(1);
        }
    }

    /// Takes the lock if it is free or ours; never blocks. True: it is ours, once more.
    ///
    /// # Panics
    ///
    /// As [`acquire`](Self::acquire).
    ///
    /// ```
    /// let lock = threadbare_sync::RawRLock::new();
    /// assert!(lock.try_acquire());
    /// assert!(lock.try_acquire());
    /// std::thread::scope(|scope| {
    ///     assert!(!scope.spawn(|| lock.try_acquire()).join().unwrap());
    /// });
    /// ```
    #[inline]
    #[track_caller]
    #[must_use = "true means that the lock is yours to release"]
    pub fn try_acquire(&self) -> bool {
        let is_ours = self.acquire_again();
        if !is_ours && self.lock.try_acquire() {
            self.settle(1);
            return true;
        }
        is_ours
    }

    /// Blocks until the lock is ours, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the lock is not ours, and the wait has left no trace.
    ///
    /// # Panics
    ///
    /// As [`acquire`](Self::acquire).
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        if !self.acquire_again() {
            self.lock.acquire_timeout(timeout)?;
            self.settle(1);
        }
        Ok(())
    }

    /// Blocks until the lock is ours, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the lock is not ours, and the wait has left no trace.
    ///
    /// # Panics
    ///
    /// As [`acquire`](Self::acquire).
    #[track_caller]
    pub fn acquire_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        if !self.acquire_again() {
            self.lock.acquire_deadline(deadline)?;
            self.settle(1);
        }
        Ok(())
    }

    /// Releases the lock once. When that is as often as it was acquired, another thread may have
    /// it.
    ///
    /// Touches the lock no more once it is free: the next holder may destroy it at once.
    ///
    /// # Errors
    ///
    /// [`NotOwner`]: it is another thread's, or nobody's. Nothing has changed.
    #[inline]
    pub fn release(&self) -> Result<(), NotOwner> {
        if !self.is_owned() {
            return Err(NotOwner);
        }
        self.release_owned();
        Ok(())
    }

    /// True when the calling thread has the lock.
    #[must_use]
    #[inline]
    #[doc(alias = "_is_owned")]
    pub fn is_owned(&self) -> bool {
        // [RL1] Relaxed: we look for our own number, which nobody else writes (I2); another's
        // tells us nothing, so it orders nothing.
        self.owner.load(Relaxed) == own_number()
    }

    /// How often the calling thread has acquired the lock without releasing it.
    #[must_use]
    #[doc(alias = "_recursion_count")]
    pub fn depth(&self) -> u32 {
        if self.is_owned() { self.edit_depth(|depth| *depth) } else { 0 }
    }

    /// True while any thread has the lock. The answer may be wrong by the time it is looked at.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    /// The lock's word, for waits with a guard.
    pub(crate) const fn inner(&self) -> &RawLock {
        &self.lock
    }

    /// Releases the lock once, for its owner.
    #[inline]
    pub(crate) fn release_owned(&self) {
        debug_assert!(self.is_owned(), "a guard stays on its thread");
        let left = self.edit_depth(|depth| {
            *depth -= 1;
            *depth
        });
        if left == 0 {
            self.leave();
        }
    }

    /// Releases the lock however often its owner has acquired it, and returns how often: for
    /// [`acquire_restore`](Self::acquire_restore).
    pub(crate) fn release_save(&self) -> u32 {
        debug_assert!(self.is_owned(), "a guard stays on its thread");
        let depth = self.edit_depth(core::mem::take);
        self.leave();
        depth
    }

    /// Blocks until the lock is ours, and makes it as deep as it was before `release_save`.
    /// `was_moved`: we have slept on the lock's word, and may have used up a wake of it.
    pub(crate) fn acquire_restore(&self, depth: u32, was_moved: bool) {
        if was_moved {
            self.lock.acquire_as_woken();
        } else {
            self.lock.acquire();
        }
        self.settle(depth);
    }

    /// Once more, if the lock is ours.
    #[inline]
    #[track_caller]
    fn acquire_again(&self) -> bool {
        let is_ours = self.is_owned();
        if is_ours {
            let deeper =
                self.edit_depth(|depth| depth.checked_add(1).map(|deeper| *depth = deeper));
            assert!(deeper.is_some(), "acquired u32::MAX times: release it as often");
        }
        is_ours
    }

    /// Notes that `lock`, which was just acquired, is ours.
    #[inline]
    fn settle(&self, depth: u32) {
        // [RL2] Relaxed: for our own eyes (I2).
        self.owner.store(own_number(), Relaxed);
        self.edit_depth(|ours| *ours = depth);
    }

    /// Lets others in.
    #[inline]
    fn leave(&self) {
        // [RL3] Relaxed: for our own eyes (I2); the next owner writes behind us, because it has
        // acquired what we release.
        self.owner.store(NOBODY, Relaxed);
        let released = self.lock.release();
        debug_assert!(released.is_ok(), "its owner holds it");
    }

    /// For the holder alone.
    #[inline]
    fn edit_depth<R>(&self, edit: impl FnOnce(&mut u32) -> R) -> R {
        self.depth.with_mut(|depth| {
            // SAFETY: I1 - the caller is the holder, and nobody else is at the depth.
            edit(unsafe { &mut *depth })
        })
    }
}

/// What the calling thread writes into `owner`.
#[inline]
fn own_number() -> u32 {
    thread::index() + 1
}

impl Default for RawRLock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RawRLock {
    /// Shows how often the calling thread has it, and the lock. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRLock")
            .field("our_depth", &self.depth())
            .field("lock", &self.lock)
            .finish()
    }
}

/// A re-entrant lock was released by a thread that does not have it. Python's `RuntimeError:
/// cannot release un-acquired lock`.
///
/// ```
/// assert!(threadbare_sync::RawRLock::new().release().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NotOwner;

impl fmt::Display for NotOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this thread does not have the lock; release it where it was acquired")
    }
}

impl Error for NotOwner {}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
