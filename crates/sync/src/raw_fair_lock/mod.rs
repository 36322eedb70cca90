//! The fair lock itself: four bytes, no data, strictly in order.  Chapter: docs/sync/fair_lock.md
//!
//! # Word
//!
//! | bits | meaning | who leaves it |
//! |---|---|---|
//! | `0` | free | anybody, to `LOCKED` |
//! | `LOCKED` | held, nobody waits | the holder, to `0`; a waiter, to the next row |
//! | `LOCKED QUEUED` | held, perhaps somebody waits | the holder, as the queue says |
//!
//! The queue is not in the lock: it is that of the lock's address in a table of the process
//! (`threadbare_sys::waitlist::queue_of`), and its nodes lie where the waiters wait.
//!
//! # Moves
//!
//! A newcomer takes a free word. Else it goes to the end of the queue, and sets `QUEUED`, both
//! under the queue's lock. A release that finds `QUEUED` goes there as well and chooses the first:
//! the word stays `LOCKED`, and the chosen one is inside. It frees the word only when nobody waits.
//!
//! # Invariants
//!
//! * I1: whoever took `LOCKED` from a free word, or was chosen, is alone inside until it releases.
//! * I2: while anybody waits, the word is `LOCKED QUEUED`. `QUEUED` is set and cleared under the
//!   queue's lock alone, and while it is set nothing else changes the word.
//! * I3: the lock is never free while somebody waits, so nobody comes between a release and the
//!   first of the queue.
//! * I4: after the store that lets the next one in (`0`, or the choice) a release touches the lock
//!   no more. So `QUEUED` is cleared before the last of the queue is chosen.
//! * I5: whoever was chosen is inside, knows it or not. If it goes away, it releases.
//!
//! # Cost
//!
//! Uncontended: one CAS in, one CAS out, no system call. With waiters: the queue's lock, a walk
//! past the waiters of other locks in the same queue, and one system call to wake the chosen one.
//!
//! Read next: `word.rs`, `place.rs`, then `acquire_async.rs`.

mod acquire_async;
mod place;
mod word;

use core::fmt;
use core::pin::pin;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;
use threadbare_sys::waitlist::{self, Key, WaitQueue};

use crate::{NotLocked, TimedOut};
pub use acquire_async::AcquireFairAsync;
use place::{Joined, Place};
use word::{FREE, LOCKED, is_locked, is_queued, released};

/// A fair lock without data, in four bytes: first come, first served, threads and tasks in one
/// queue.
///
/// For what does not fit into a scope: whoever has a reference may release it.
///
/// # Order
///
/// Who finds the lock taken goes to the end of a queue, and a release gives the lock to the first
/// of it: nobody ever overtakes one who stands in the queue. Where somebody stands is decided
/// when it joins, within a call of `acquire` or the first poll of
/// [`acquire_async`](Self::acquire_async).
///
/// The price of order is speed: where threads want the lock all the time, each turn waits until
/// the next one has woken up. [`RawLock`](crate::RawLock) lets those who run go first and shuts
/// nobody out.
///
/// A task that was chosen has the lock, whether it is polled or not. While it is not, everybody
/// waits for it; dropped, it passes the lock on; forgotten, it keeps the lock for ever, as a
/// forgotten guard does.
///
/// # Fork
///
/// In a forked child the lock is as it was: free, or held. The parent's waiters are not in the
/// child's queue, and no release gives the lock to one of them. A future that waited in the
/// parent and is polled in the child joins the child's queue, at its end.
///
/// # Source
///
/// Ours, out of known parts: the queues lie beside the words, found by address, as in WebKit's
/// `ParkingLot`; a release hands over, as in ticket locks. Constant time but for waiting and for
/// the walk past waiters of other locks; nothing allocates.
///
/// ```
/// use threadbare_sync::RawFairLock;
///
/// static LOCK: RawFairLock = RawFairLock::new();
///
/// LOCK.acquire();
/// assert!(!LOCK.try_acquire());
/// std::thread::spawn(|| LOCK.release()).join().unwrap()?;
/// assert!(LOCK.release().is_err()); // nobody holds it
/// # Ok::<(), threadbare_sync::NotLocked>(())
/// ```
#[repr(transparent)]
pub struct RawFairLock {
    word: AtomicU32,
}

impl RawFairLock {
    const_fn! {
        /// A free lock.
        #[must_use]
        pub const fn new() -> Self {
            Self { word: AtomicU32::new(FREE) }
        }
    }

    /// Blocks until the lock is ours: until all who came before have had it. Not re-entrant:
    /// acquired twice by one thread, it waits for somebody else's [`release`](Self::release).
    ///
    /// ```
    /// let lock = threadbare_sync::RawFairLock::new();
    /// lock.acquire();
    /// assert!(lock.is_locked());
    /// ```
    #[inline]
    pub fn acquire(&self) {
        if !self.try_acquire() {
            let acquired = self.acquire_by(Deadline::NEVER);
            debug_assert!(acquired.is_ok(), "a wait without a deadline does not time out");
        }
    }

    /// Takes the lock if it is free; never blocks. True: it is ours. A lock that somebody waits
    /// for is never free.
    ///
    /// ```
    /// let lock = threadbare_sync::RawFairLock::new();
    /// assert!(lock.try_acquire());
    /// assert!(!lock.try_acquire());
    /// ```
    #[inline]
    #[must_use = "true means that the lock is yours to release"]
    pub fn try_acquire(&self) -> bool {
        // [FL1] Acquire/Relaxed: pairs with [FL2] and [FL5]; what the last holder wrote is ours
        // to read. A failed look takes nothing.
        self.word.compare_exchange(FREE, LOCKED, Acquire, Relaxed).is_ok()
    }

    /// Blocks until the lock is ours, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the lock is not ours, and those behind us have moved up.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RawFairLock::new();
    /// assert!(lock.acquire_timeout(Duration::MAX).is_ok());
    /// assert!(lock.acquire_timeout(Duration::from_millis(1)).is_err());
    /// ```
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        if self.try_acquire() { Ok(()) } else { self.acquire_by(Deadline::after(timeout)) }
    }

    /// Blocks until the lock is ours, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the lock is not ours, and those behind us have moved up.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// let lock = threadbare_sync::RawFairLock::new();
    /// let soon = Instant::now() + Duration::from_millis(1);
    /// assert!(lock.acquire_deadline(soon).is_ok());
    /// assert!(lock.acquire_deadline(soon).is_err());
    /// ```
    pub fn acquire_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        if self.try_acquire() { Ok(()) } else { self.acquire_by(Deadline::at(deadline)) }
    }

    /// Acquires the lock as a task, in one queue with the threads. The place in it is taken at
    /// the first poll.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind: those behind it move up, and if it had the lock
    /// already, the next one gets it. One that is kept and not polled holds everybody up when
    /// its turn comes.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let lock = threadbare_sync::RawFairLock::new();
    /// let mut acquire = pin!(lock.acquire_async());
    /// assert!(acquire.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert!(lock.is_locked());
    /// ```
    pub fn acquire_async(&self) -> AcquireFairAsync<'_> {
        AcquireFairAsync::new(self)
    }

    /// Releases the lock, whoever acquired it: to the first who waits, if there is one.
    ///
    /// Touches the lock no more once another may be inside: it may destroy the lock at once.
    ///
    /// # Errors
    ///
    /// [`NotLocked`]: nobody held it.
    #[inline]
    pub fn release(&self) -> Result<(), NotLocked> {
        // [FL2] Release/Relaxed: pairs with [FL1] and [FL3]; what we wrote goes to the next
        // holder. A failed look says only which way to go.
        match self.word.compare_exchange(LOCKED, FREE, Release, Relaxed) {
            Ok(_) => Ok(()),
            Err(seen) => self.release_slow(seen),
        }
    }

    /// True while somebody holds the lock. By the time the caller looks at the answer it may be
    /// wrong.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        // [FL7] Relaxed: an answer that is old at once orders nothing.
        is_locked(self.word.load(Relaxed))
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn acquire_by(&self, deadline: Deadline) -> Result<(), TimedOut> {
        if deadline.is_now() {
            return if self.try_acquire() { Ok(()) } else { Err(TimedOut) };
        }
        let mut place = pin!(Place::new(self));
        match place.as_mut().join(None) {
            Joined::Inside => Ok(()),
            joined => place.wait(joined, deadline),
        }
    }

    #[cold]
    #[inline(never)]
    fn release_slow(&self, seen: u32) -> Result<(), NotLocked> {
        if !is_locked(seen) {
            return Err(NotLocked);
        }
        let key = self.key();
        let chosen = self.queue().with(|list| {
            let waiting = list.count_key(key, 2);
            if waiting == 0 {
                // They have left, or are those of a parent process.
                // [FL5] Release: pairs with [FL1] and [FL3], as [FL2] does.
                let left = self.word.swap(FREE, Release);
                return if is_locked(left) { Ok(None) } else { Err(NotLocked) };
            }
            if waiting == 1 {
                // [FL6] Relaxed: the word stays locked, and nobody else changes it now (I2). What
                // we wrote goes to the next holder by the choice.
                self.word.swap(released(waiting), Relaxed);
            }
            // From the choice on the lock may be gone (I4).
            Ok(list.choose_key(key))
        })?;
        if let Some(wakeup) = chosen {
            wakeup.deliver();
        }
        Ok(())
    }

    /// The queue of this lock, which it may share with others.
    fn queue(&self) -> &'static WaitQueue {
        waitlist::queue_of(core::ptr::from_ref(self).addr())
    }

    /// What tells our waiters from those of other locks in the same queue.
    fn key(&self) -> Key {
        Key::number(core::ptr::from_ref(self).addr())
    }
}

impl Default for RawFairLock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RawFairLock {
    /// Shows whether it is locked and whether somebody may be waiting. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [FL8] Relaxed: for a person to read, and old at once.
        let word = self.word.load(Relaxed);
        f.debug_struct("RawFairLock")
            .field("locked", &is_locked(word))
            .field("queued", &is_queued(word))
            .finish()
    }
}
