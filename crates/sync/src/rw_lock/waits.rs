//! The other forms of `read`, `write` and `upgradable`: to a deadline, and as a task.

use core::time::Duration;
use std::time::Instant;

use super::{
    ReadAsync, RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard, UpgradableAsync,
    WriteAsync,
};
use crate::TimedOut;

impl<T: ?Sized> RwLock<T> {
    /// Blocks until the value may be read, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody wrote, or waited to, all the time.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let writer = lock.write();
    /// assert!(lock.read_timeout(Duration::from_millis(1)).is_err());
    /// # drop(writer);
    /// assert!(lock.read_timeout(Duration::MAX).is_ok());
    /// ```
    pub fn read_timeout(&self, timeout: Duration) -> Result<RwLockReadGuard<'_, T>, TimedOut> {
        self.raw.acquire_read_timeout(timeout).map(|()| RwLockReadGuard::new(self))
    }

    /// Blocks until the value may be read, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody wrote, or waited to, all the time.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// assert!(lock.read_deadline(Instant::now()).is_ok());
    /// ```
    pub fn read_deadline(&self, deadline: Instant) -> Result<RwLockReadGuard<'_, T>, TimedOut> {
        self.raw.acquire_read_deadline(deadline).map(|()| RwLockReadGuard::new(self))
    }

    /// Waits as a task until the value may be read.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind. It loses its place among those who wait.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let mut task = Context::from_waker(Waker::noop());
    ///
    /// let writer = lock.write();
    /// let mut later = pin!(lock.read_async());
    /// assert!(later.as_mut().poll(&mut task).is_pending());
    /// drop(writer);
    /// assert!(matches!(later.poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub fn read_async(&self) -> ReadAsync<'_, T> {
        ReadAsync::new(self)
    }

    /// Blocks until the value may be written by us alone, for at most `timeout`. Zero means try;
    /// one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: others were inside all the time. Readers that waited behind us go on.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let reader = lock.read();
    /// assert!(lock.write_timeout(Duration::from_millis(1)).is_err());
    /// # drop(reader);
    /// assert!(lock.write_timeout(Duration::MAX).is_ok());
    /// ```
    pub fn write_timeout(&self, timeout: Duration) -> Result<RwLockWriteGuard<'_, T>, TimedOut> {
        self.raw.acquire_write_timeout(timeout).map(|()| RwLockWriteGuard::new(self))
    }

    /// Blocks until the value may be written by us alone, at most until `deadline`. One that has
    /// passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: others were inside all the time. Readers that waited behind us go on.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// assert!(lock.write_deadline(Instant::now()).is_ok());
    /// ```
    pub fn write_deadline(&self, deadline: Instant) -> Result<RwLockWriteGuard<'_, T>, TimedOut> {
        self.raw.acquire_write_deadline(deadline).map(|()| RwLockWriteGuard::new(self))
    }

    /// Waits as a task until the value may be written by us alone.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; a wake that had chosen it goes to the next, and
    /// readers that it held back go on. It loses its place in the queue. A future that is not
    /// polled for long, or leaked, holds new readers back until those inside have left, once.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Waker};
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let mut task = Context::from_waker(Waker::noop());
    ///
    /// let reader = lock.read();
    /// let mut later = pin!(lock.write_async());
    /// assert!(later.as_mut().poll(&mut task).is_pending());
    /// drop(reader);
    /// assert!(later.poll(&mut task).is_ready());
    /// ```
    pub fn write_async(&self) -> WriteAsync<'_, T> {
        WriteAsync::new(self)
    }

    /// As [`upgradable`](Self::upgradable), for at most `timeout`. Zero means try; one that does
    /// not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else was upgradable, or wrote, or waited to, all the time.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let first = lock.upgradable();
    /// assert!(lock.upgradable_timeout(Duration::from_millis(1)).is_err());
    /// # drop(first);
    /// assert!(lock.upgradable_timeout(Duration::MAX).is_ok());
    /// ```
    pub fn upgradable_timeout(
        &self,
        timeout: Duration,
    ) -> Result<RwLockUpgradableGuard<'_, T>, TimedOut> {
        self.raw.acquire_upgradable_timeout(timeout).map(|()| RwLockUpgradableGuard::new(self))
    }

    /// As [`upgradable`](Self::upgradable), at most until `deadline`. One that has passed means
    /// try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else was upgradable, or wrote, or waited to, all the time.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// assert!(lock.upgradable_deadline(Instant::now()).is_ok());
    /// ```
    pub fn upgradable_deadline(
        &self,
        deadline: Instant,
    ) -> Result<RwLockUpgradableGuard<'_, T>, TimedOut> {
        self.raw.acquire_upgradable_deadline(deadline).map(|()| RwLockUpgradableGuard::new(self))
    }

    /// As [`upgradable`](Self::upgradable), as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; a wake that had chosen it goes to the next. It
    /// loses its place in the queue.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    ///
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut later = pin!(lock.upgradable_async());
    /// assert!(matches!(later.as_mut().poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub fn upgradable_async(&self) -> UpgradableAsync<'_, T> {
        UpgradableAsync::new(self)
    }
}
