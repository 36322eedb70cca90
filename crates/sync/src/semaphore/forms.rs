//! Permits as values: one or many, in the five forms of a wait.

use core::time::Duration;
use std::time::Instant;

use super::{
    AcquireError, CountingSemaphore, Limit, SemaphoreAcquire, SemaphoreClosed, SemaphorePermit,
    TryAcquireError,
};

impl<L: Limit> CountingSemaphore<L> {
    /// Blocks until a permit is ours. It goes back when it is dropped.
    ///
    /// # Errors
    ///
    /// [`SemaphoreClosed`]: nobody gets any more.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// let permit = semaphore.acquire()?;
    /// assert_eq!(semaphore.available(), 0);
    /// drop(permit);
    /// assert_eq!(semaphore.available(), 1);
    /// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
    /// ```
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Result<SemaphorePermit<'_, L>, SemaphoreClosed> {
        self.acquire_many(1)
    }

    /// A permit, if one is there; never blocks.
    ///
    /// While the head of the line starves, permits that are there are kept for it.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError`], which says why not.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// let permit = semaphore.try_acquire()?;
    /// assert!(semaphore.try_acquire().is_err());
    /// # drop(permit);
    /// # Ok::<(), threadbare_sync::TryAcquireError>(())
    /// ```
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Result<SemaphorePermit<'_, L>, TryAcquireError> {
        self.try_acquire_many(1)
    }

    /// Blocks until a permit is ours, for at most `timeout`. Zero means try; one that does not fit
    /// into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: closed, or too late.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// let permit = semaphore.acquire_timeout(Duration::MAX)?;
    /// assert!(semaphore.acquire_timeout(Duration::from_millis(1)).is_err());
    /// # drop(permit);
    /// # Ok::<(), threadbare_sync::AcquireError>(())
    /// ```
    #[track_caller]
    pub fn acquire_timeout(
        &self,
        timeout: Duration,
    ) -> Result<SemaphorePermit<'_, L>, AcquireError> {
        self.acquire_many_timeout(1, timeout)
    }

    /// Blocks until a permit is ours, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: closed, or too late.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// assert!(semaphore.acquire_deadline(Instant::now()).is_ok());
    /// ```
    #[track_caller]
    pub fn acquire_deadline(
        &self,
        deadline: Instant,
    ) -> Result<SemaphorePermit<'_, L>, AcquireError> {
        self.acquire_many_deadline(1, deadline)
    }

    /// Waits as a task until a permit is ours. The place in line is taken at the first poll.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind: those behind it move up.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(0);
    /// let mut task = Context::from_waker(Waker::noop());
    ///
    /// let mut later = pin!(semaphore.acquire_async());
    /// assert!(later.as_mut().poll(&mut task).is_pending());
    /// semaphore.release(1).expect("there is room");
    /// assert!(matches!(later.poll(&mut task), Poll::Ready(Ok(permit)) if permit.count() == 1));
    /// ```
    #[track_caller]
    pub fn acquire_async(&self) -> SemaphoreAcquire<'_, L> {
        self.acquire_many_async(1)
    }

    /// Blocks until `n` permits are ours, all together: nobody has a part of them meanwhile.
    ///
    /// Who asks for none gets it at once, of a semaphore that is not closed.
    ///
    /// # Errors
    ///
    /// [`SemaphoreClosed`]: nobody gets any more.
    ///
    /// # Panics
    ///
    /// When `n` is more than the semaphore ever has.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(3);
    /// let two = semaphore.acquire_many(2)?;
    /// assert_eq!((two.count(), semaphore.available()), (2, 1));
    /// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
    /// ```
    #[inline]
    #[track_caller]
    pub fn acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_, L>, SemaphoreClosed> {
        self.acquire_raw(n).map(|()| SemaphorePermit::new(self, n))
    }

    /// `n` permits, if they are there; never blocks.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError`], which says why not.
    ///
    /// # Panics
    ///
    /// When `n` is more than the semaphore ever has.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(3);
    /// assert!(semaphore.try_acquire_many(4).is_err());
    /// assert!(semaphore.try_acquire_many(3).is_ok());
    /// ```
    #[inline]
    #[track_caller]
    pub fn try_acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_, L>, TryAcquireError> {
        self.try_acquire_raw(n).map(|()| SemaphorePermit::new(self, n))
    }

    /// Blocks until `n` permits are ours, for at most `timeout`.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: closed, or too late. Nothing was taken.
    ///
    /// # Panics
    ///
    /// When `n` is more than the semaphore ever has.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(3);
    /// assert!(semaphore.acquire_many_timeout(4, Duration::from_millis(1)).is_err());
    /// assert_eq!(semaphore.available(), 3);
    /// ```
    #[track_caller]
    pub fn acquire_many_timeout(
        &self,
        n: u32,
        timeout: Duration,
    ) -> Result<SemaphorePermit<'_, L>, AcquireError> {
        self.acquire_raw_timeout(n, timeout).map(|()| SemaphorePermit::new(self, n))
    }

    /// Blocks until `n` permits are ours, at most until `deadline`.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: closed, or too late. Nothing was taken.
    ///
    /// # Panics
    ///
    /// When `n` is more than the semaphore ever has.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(3);
    /// assert!(semaphore.acquire_many_deadline(3, Instant::now()).is_ok());
    /// ```
    #[track_caller]
    pub fn acquire_many_deadline(
        &self,
        n: u32,
        deadline: Instant,
    ) -> Result<SemaphorePermit<'_, L>, AcquireError> {
        self.acquire_raw_deadline(n, deadline).map(|()| SemaphorePermit::new(self, n))
    }

    /// Waits as a task until `n` permits are ours.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind: those behind it move up.
    ///
    /// # Panics
    ///
    /// When `n` is more than the semaphore ever has.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let semaphore = threadbare_sync::Semaphore::new(3);
    /// let mut acquire = pin!(semaphore.acquire_many_async(2));
    /// assert!(acquire.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// ```
    #[track_caller]
    pub fn acquire_many_async(&self, n: u32) -> SemaphoreAcquire<'_, L> {
        self.check(n);
        SemaphoreAcquire::new(self, n)
    }
}
