//! Locking with guards that own a share of their lock.

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::sync::Arc;

use super::{ArcFairLockGuard, FairLock};
use crate::TimedOut;

impl<T: ?Sized> FairLock<T> {
    /// As [`lock`](Self::lock), with a guard that keeps the lock alive.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use threadbare_sync::FairLock;
    ///
    /// let guard = {
    ///     let lock = Arc::new(FairLock::new(1));
    ///     FairLock::lock_arc(&lock)
    /// };
    /// assert_eq!(*guard, 1);
    /// ```
    pub fn lock_arc(this: &Arc<Self>) -> ArcFairLockGuard<T> {
        ArcFairLockGuard::new(this, this.lock())
    }

    /// As [`try_lock`](Self::try_lock), with a guard that keeps the lock alive.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use threadbare_sync::FairLock;
    ///
    /// let lock = Arc::new(FairLock::new(1));
    /// let held = FairLock::lock_arc(&lock);
    /// assert!(FairLock::try_lock_arc(&lock).is_none());
    /// ```
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_lock_arc(this: &Arc<Self>) -> Option<ArcFairLockGuard<T>> {
        this.try_lock().map(|guard| ArcFairLockGuard::new(this, guard))
    }

    /// As [`lock_timeout`](Self::lock_timeout), with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else had it all the time.
    ///
    /// ```
    /// use std::{sync::Arc, time::Duration};
    /// use threadbare_sync::FairLock;
    ///
    /// let lock = Arc::new(FairLock::new(1));
    /// let held = FairLock::lock_arc(&lock);
    /// assert!(FairLock::lock_arc_timeout(&lock, Duration::from_millis(1)).is_err());
    /// ```
    pub fn lock_arc_timeout(
        this: &Arc<Self>,
        timeout: Duration,
    ) -> Result<ArcFairLockGuard<T>, TimedOut> {
        this.lock_timeout(timeout).map(|guard| ArcFairLockGuard::new(this, guard))
    }

    /// As [`lock_deadline`](Self::lock_deadline), with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else had it all the time.
    ///
    /// ```
    /// use std::{sync::Arc, time::Instant};
    /// use threadbare_sync::FairLock;
    ///
    /// let lock = Arc::new(FairLock::new(1));
    /// assert!(FairLock::lock_arc_deadline(&lock, Instant::now()).is_ok());
    /// ```
    pub fn lock_arc_deadline(
        this: &Arc<Self>,
        deadline: Instant,
    ) -> Result<ArcFairLockGuard<T>, TimedOut> {
        this.lock_deadline(deadline).map(|guard| ArcFairLockGuard::new(this, guard))
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
    /// use threadbare_sync::FairLock;
    ///
    /// let lock = Arc::new(FairLock::new(1));
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut later = pin!(FairLock::lock_arc_async(lock));
    /// assert!(matches!(later.as_mut().poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub async fn lock_arc_async(this: Arc<Self>) -> ArcFairLockGuard<T> {
        let guard = this.lock_async().await;
        ArcFairLockGuard::new(&this, guard)
    }
}
