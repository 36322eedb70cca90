//! The upgradable reader: one at a time, beside the others, who may become the writer with nobody
//! writing in between.

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release};
use threadbare_sys::clock::Deadline;

use super::word::{self, FREE, Kind, UPGRADABLE, WRITER};
use super::{AcquireSlotAsync, AcquireUpgradeAsync, RawRwLock};
use crate::TimedOut;

impl RawRwLock {
    /// Blocks until the caller reads as the one who may upgrade. Others may read meanwhile; nobody
    /// writes, and no second one is upgradable.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_upgradable();
    /// assert!(lock.try_acquire_read());
    /// assert!(!lock.try_acquire_upgradable());
    /// ```
    pub fn acquire_upgradable(&self) {
        let acquired = self.acquire_upgradable_by(Deadline::NEVER);
        debug_assert!(acquired.is_ok(), "a wait without a deadline does not time out");
    }

    /// Reads as the one who may upgrade, unless somebody else does, or writes, or is about to;
    /// never blocks. True: it is ours to release.
    #[must_use = "true means that the lock is yours to release"]
    pub fn try_acquire_upgradable(&self) -> bool {
        self.acquire_upgradable_by(Deadline::NOW).is_ok()
    }

    /// As [`acquire_upgradable`](Self::acquire_upgradable), for at most `timeout`. Zero means try;
    /// one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not ours, and the wait has left no trace.
    pub fn acquire_upgradable_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.acquire_upgradable_by(timeout)
    }

    /// As [`acquire_upgradable`](Self::acquire_upgradable), at most until `deadline`. One that has
    /// passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not ours, and the wait has left no trace.
    pub fn acquire_upgradable_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        self.acquire_upgradable_by(deadline)
    }

    /// As [`acquire_upgradable`](Self::acquire_upgradable), as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; a wake that had chosen it goes to the next. It
    /// loses its place in the queue.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Waker};
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// let mut task = Context::from_waker(Waker::noop());
    /// assert!(pin!(lock.acquire_upgradable_async()).poll(&mut task).is_ready());
    /// assert!(!lock.try_acquire_write());
    /// ```
    pub fn acquire_upgradable_async(&self) -> AcquireSlotAsync<'_> {
        AcquireSlotAsync::new(self, Kind::Upgradable)
    }

    fn acquire_upgradable_by(&self, deadline: impl Into<Deadline>) -> Result<(), TimedOut> {
        // [RW60] Acquire/Relaxed: pairs with [RW5] and [RW10], as [RW7] does. A failed look is only
        // retried.
        match self.state.compare_exchange(FREE, UPGRADABLE, Acquire, Relaxed) {
            Ok(_) => Ok(()),
            Err(_) => self.acquire_slot_slow(Kind::Upgradable, deadline.into()),
        }
    }

    /// Ends the upgradable read.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released since.
    /// * Nobody uses what it protects by that any more.
    pub unsafe fn release_upgradable(&self) {
        // [RW61] Release/Relaxed: pairs with [RW4] and [RW7], as [RW3] does. A failed look is only
        // retried.
        if let Err(seen) = self.state.compare_exchange(UPGRADABLE, FREE, Release, Relaxed) {
            let _always_applies = self.leave(seen, |word| Some(word::after_upgradable(word)));
        }
    }

    /// Makes the upgradable reader a writer: blocks until the other readers have left. Nobody
    /// writes in between, and no new reader comes in.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released since.
    /// * From here on, the write is held instead.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_upgradable();
    /// // SAFETY: the upgradable read was acquired above.
    /// unsafe { lock.upgrade() };
    /// assert!(lock.is_write_locked());
    /// ```
    pub unsafe fn upgrade(&self) {
        let upgraded = self.upgrade_by(Deadline::NEVER);
        debug_assert!(upgraded.is_ok(), "a wait without a deadline does not time out");
    }

    /// As [`upgrade`](Self::upgrade) if nobody else reads; never blocks. True: we write.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released since.
    /// * From here on, the write is held instead if this returned true.
    #[must_use = "true means that the write is yours to release"]
    pub unsafe fn try_upgrade(&self) -> bool {
        self.upgrade_by(Deadline::NOW).is_ok()
    }

    /// As [`upgrade`](Self::upgrade), for at most `timeout`. Zero means try; one that does not fit
    /// into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the upgradable read is held as before.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released since.
    /// * From here on, the write is held instead if this returned `Ok`.
    pub unsafe fn upgrade_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.upgrade_by(timeout.into())
    }

    /// As [`upgrade`](Self::upgrade), at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the upgradable read is held as before.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released since.
    /// * From here on, the write is held instead if this returned `Ok`.
    pub unsafe fn upgrade_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        self.upgrade_by(deadline.into())
    }

    /// As [`upgrade`](Self::upgrade), as a task.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released before the future is ready or dropped.
    /// * When the future is ready, the write is held instead.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the upgradable read is held as before, and readers that were
    /// held back on its account go on.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Waker};
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// let mut task = Context::from_waker(Waker::noop());
    /// lock.acquire_upgradable();
    /// // SAFETY: the upgradable read was acquired above.
    /// let upgrade = unsafe { lock.upgrade_async() };
    /// assert!(pin!(upgrade).poll(&mut task).is_ready());
    /// assert!(lock.is_write_locked());
    /// ```
    pub unsafe fn upgrade_async(&self) -> AcquireUpgradeAsync<'_> {
        AcquireUpgradeAsync::new(self)
    }

    /// Makes the upgradable reader one among many; others may write or be upgradable after it.
    ///
    /// # Safety
    ///
    /// * The upgradable read was acquired and not released since.
    /// * From here on, a read is held instead.
    pub unsafe fn downgrade_upgradable(&self) {
        let _always_applies = self.leave(UPGRADABLE, |word| Some(word::upgradable_to_read(word)));
    }

    /// Makes the writer the upgradable reader, with no writer in between.
    ///
    /// # Safety
    ///
    /// * The write of this lock was acquired and not released since.
    /// * From here on, the upgradable read is held instead, and the caller only reads.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_write();
    /// // SAFETY: the write was acquired above.
    /// unsafe { lock.downgrade_to_upgradable() };
    /// assert!(lock.try_acquire_read());
    /// ```
    pub unsafe fn downgrade_to_upgradable(&self) {
        let _always_applies = self.leave(WRITER, |word| Some(word::write_to_upgradable(word)));
    }
}
