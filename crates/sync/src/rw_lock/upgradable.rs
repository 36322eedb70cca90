//! The guard of the reader who may become the writer.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::Deref;
use core::time::Duration;
use std::time::Instant;

use super::{RwLock, RwLockReadGuard, RwLockWriteGuard, UpgradeAsync};

/// The value of a [`RwLock`] to read, and perhaps to write later, until it is dropped.
///
/// The functions are called as `RwLockUpgradableGuard::upgrade(guard)`, so that they do not hide
/// methods of the value.
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct RwLockUpgradableGuard<'a, T: ?Sized> {
    pub(super) lock: &'a RwLock<T>,
}

impl<'a, T: ?Sized> RwLockUpgradableGuard<'a, T> {
    /// The guard of a lock that the caller has just acquired.
    #[inline]
    pub(super) const fn new(lock: &'a RwLock<T>) -> Self {
        Self { lock }
    }

    /// Blocks until the other readers have left, and makes this the writer. Nobody writes in
    /// between, not even a writer that has waited longer, and no new reader comes in.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let guard = lock.upgradable();
    /// let seen = *guard;
    /// *RwLockUpgradableGuard::upgrade(guard) += seen;
    /// assert_eq!(lock.into_inner(), 2);
    /// ```
    pub fn upgrade(guard: Self) -> RwLockWriteGuard<'a, T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the upgradable read, and was taken apart; another takes its place.
        unsafe { lock.raw.upgrade() };
        RwLockWriteGuard::new(lock)
    }

    /// Makes this the writer if nobody else reads; never blocks.
    ///
    /// # Errors
    ///
    /// The guard itself: others read.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let reader = lock.read();
    /// let guard = RwLockUpgradableGuard::try_upgrade(lock.upgradable()).unwrap_err();
    /// drop(reader);
    /// assert!(RwLockUpgradableGuard::try_upgrade(guard).is_ok());
    /// ```
    pub fn try_upgrade(guard: Self) -> Result<RwLockWriteGuard<'a, T>, Self> {
        // SAFETY: the guard holds the upgradable read.
        let upgraded = unsafe { guard.lock.raw.try_upgrade() };
        Self::become_writer(guard, upgraded)
    }

    /// As [`upgrade`](Self::upgrade), for at most `timeout`. Zero means try; one that does not fit
    /// into the clock means for ever.
    ///
    /// # Errors
    ///
    /// The guard itself: others read all the time. Readers that waited behind us go on.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let reader = lock.read();
    /// let guard = lock.upgradable();
    /// let timeout = Duration::from_millis(1);
    /// let guard = RwLockUpgradableGuard::upgrade_timeout(guard, timeout).unwrap_err();
    /// assert_eq!((*guard, *reader), (1, 1));
    /// ```
    pub fn upgrade_timeout(
        guard: Self,
        timeout: Duration,
    ) -> Result<RwLockWriteGuard<'a, T>, Self> {
        // SAFETY: the guard holds the upgradable read.
        let upgraded = unsafe { guard.lock.raw.upgrade_timeout(timeout) };
        Self::become_writer(guard, upgraded.is_ok())
    }

    /// As [`upgrade`](Self::upgrade), at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// The guard itself: others read all the time. Readers that waited behind us go on.
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let guard = lock.upgradable();
    /// assert!(RwLockUpgradableGuard::upgrade_deadline(guard, Instant::now()).is_ok());
    /// ```
    pub fn upgrade_deadline(
        guard: Self,
        deadline: Instant,
    ) -> Result<RwLockWriteGuard<'a, T>, Self> {
        // SAFETY: the guard holds the upgradable read.
        let upgraded = unsafe { guard.lock.raw.upgrade_deadline(deadline) };
        Self::become_writer(guard, upgraded.is_ok())
    }

    /// As [`upgrade`](Self::upgrade), as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the guard: the lock is released, and readers that were held back
    /// on its account go on.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut later = pin!(RwLockUpgradableGuard::upgrade_async(lock.upgradable()));
    /// assert!(matches!(later.as_mut().poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub fn upgrade_async(guard: Self) -> UpgradeAsync<'a, T> {
        UpgradeAsync::new(guard)
    }

    /// Goes on as one reader among many: others may write or be upgradable after us.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let reader = RwLockUpgradableGuard::downgrade(lock.upgradable());
    /// assert_eq!((*reader, *lock.upgradable()), (1, 1));
    /// ```
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the upgradable read, and was taken apart; another takes its place.
        unsafe { lock.raw.downgrade_upgradable() };
        RwLockReadGuard::new(lock)
    }

    fn become_writer(guard: Self, upgraded: bool) -> Result<RwLockWriteGuard<'a, T>, Self> {
        if upgraded { Ok(RwLockWriteGuard::new(Self::keep(guard))) } else { Err(guard) }
    }

    /// The lock, still held.
    pub(super) fn keep(guard: Self) -> &'a RwLock<T> {
        ManuallyDrop::new(guard).lock
    }
}

impl<T: ?Sized> Deref for RwLockUpgradableGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the upgradable read as long as it lives.
        unsafe { self.lock.value() }
    }
}

impl<T: ?Sized> Drop for RwLockUpgradableGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the guard holds the upgradable read, and nobody has the value from it any more.
        unsafe { self.lock.raw.release_upgradable() };
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockUpgradableGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockUpgradableGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
