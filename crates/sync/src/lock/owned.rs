//! Guards that own a share of their lock, for when no scope outlives both.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::sync::Arc;

use super::{Lock, LockGuard};
use crate::TimedOut;

impl<T: ?Sized> Lock<T> {
    /// As [`lock`](Self::lock), with a guard that keeps the lock alive.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use threadbare_sync::Lock;
    ///
    /// let guard = {
    ///     let lock = Arc::new(Lock::new(1));
    ///     Lock::lock_arc(&lock)
    /// };
    /// assert_eq!(*guard, 1);
    /// ```
    pub fn lock_arc(this: &Arc<Self>) -> ArcLockGuard<T> {
        ArcLockGuard::new(this, this.lock())
    }

    /// As [`try_lock`](Self::try_lock), with a guard that keeps the lock alive.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use threadbare_sync::Lock;
    ///
    /// let lock = Arc::new(Lock::new(1));
    /// let held = Lock::lock_arc(&lock);
    /// assert!(Lock::try_lock_arc(&lock).is_none());
    /// ```
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_lock_arc(this: &Arc<Self>) -> Option<ArcLockGuard<T>> {
        this.try_lock().map(|guard| ArcLockGuard::new(this, guard))
    }

    /// As [`lock_timeout`](Self::lock_timeout), with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else had it all the time.
    ///
    /// ```
    /// use std::{sync::Arc, time::Duration};
    /// use threadbare_sync::Lock;
    ///
    /// let lock = Arc::new(Lock::new(1));
    /// let held = Lock::lock_arc(&lock);
    /// assert!(Lock::lock_arc_timeout(&lock, Duration::from_millis(1)).is_err());
    /// ```
    pub fn lock_arc_timeout(
        this: &Arc<Self>,
        timeout: Duration,
    ) -> Result<ArcLockGuard<T>, TimedOut> {
        this.lock_timeout(timeout).map(|guard| ArcLockGuard::new(this, guard))
    }

    /// As [`lock_deadline`](Self::lock_deadline), with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else had it all the time.
    ///
    /// ```
    /// use std::{sync::Arc, time::Instant};
    /// use threadbare_sync::Lock;
    ///
    /// let lock = Arc::new(Lock::new(1));
    /// assert!(Lock::lock_arc_deadline(&lock, Instant::now()).is_ok());
    /// ```
    pub fn lock_arc_deadline(
        this: &Arc<Self>,
        deadline: Instant,
    ) -> Result<ArcLockGuard<T>, TimedOut> {
        this.lock_deadline(deadline).map(|guard| ArcLockGuard::new(this, guard))
    }

    /// As [`lock_async`](Self::lock_async), with a guard that keeps the lock alive.
    ///
    /// # Cancel safety
    ///
    /// As [`lock_async`](Self::lock_async).
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::sync::Arc;
    /// use std::task::{Context, Poll, Waker};
    /// use threadbare_sync::Lock;
    ///
    /// let lock = Arc::new(Lock::new(1));
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut later = pin!(Lock::lock_arc_async(lock));
    /// assert!(matches!(later.as_mut().poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub async fn lock_arc_async(this: Arc<Self>) -> ArcLockGuard<T> {
        let guard = this.lock_async().await;
        ArcLockGuard::new(&this, guard)
    }
}

/// The value of a [`Lock`] in an [`Arc`], until it is dropped; keeps the lock alive. Made by
/// [`Lock::lock_arc`], which has an example.
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct ArcLockGuard<T: ?Sized> {
    pub(super) lock: Arc<Lock<T>>,
}

// SAFETY: sharing the guard shares `&T`; without this it would ask for `T: Send` alone.
unsafe impl<T: ?Sized + Send + Sync> Sync for ArcLockGuard<T> {}

impl<T: ?Sized> ArcLockGuard<T> {
    fn new(lock: &Arc<Lock<T>>, guard: LockGuard<'_, T>) -> Self {
        // The lock stays held; from here on it is this guard that releases it.
        let _held = ManuallyDrop::new(guard);
        Self { lock: Arc::clone(lock) }
    }

    /// Releases the lock to a thread that sleeps, if there is one; see
    /// [`LockGuard::unlock_fair`].
    pub fn unlock_fair(guard: Self) {
        let guard = ManuallyDrop::new(guard);
        // SAFETY: the guard is not dropped and not used again, so its `Arc` is read out once.
        let lock = unsafe { core::ptr::read(&raw const guard.lock) };
        let released = lock.raw.release_fair();
        debug_assert!(released.is_ok(), "a guard's lock is held");
    }
}

impl<T: ?Sized> Deref for ArcLockGuard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.lock.value.with(|value| {
            // SAFETY: I1 of `raw_lock` - we hold the lock as long as `self` lives.
            unsafe { &*value }
        })
    }
}

impl<T: ?Sized> DerefMut for ArcLockGuard<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.lock.value.with_mut(|value| {
            // SAFETY: I1 of `raw_lock` - we hold the lock as long as `self` lives.
            unsafe { &mut *value }
        })
    }
}

impl<T: ?Sized> Drop for ArcLockGuard<T> {
    fn drop(&mut self) {
        let released = self.lock.raw.release();
        debug_assert!(released.is_ok(), "the lock was released while its guard lived");
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for ArcLockGuard<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
