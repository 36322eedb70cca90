//! Permits that own a share of their semaphore, for when no scope outlives both.

use core::fmt;
use core::mem::ManuallyDrop;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::sync::Arc;

use super::permit::sum;
use super::{
    AcquireError, CountingSemaphore, Limit, SemaphoreClosed, SemaphorePermit, TryAcquireError,
    Unbounded,
};

impl<L: Limit> CountingSemaphore<L> {
    /// As [`acquire_many`](Self::acquire_many), with a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// [`SemaphoreClosed`]: nobody gets any more.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use threadbare_sync::Semaphore;
    ///
    /// let permit = {
    ///     let semaphore = Arc::new(Semaphore::new(3));
    ///     Semaphore::acquire_arc(&semaphore, 1)?
    /// };
    /// assert_eq!(permit.semaphore().available(), 2);
    /// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
    /// ```
    #[track_caller]
    pub fn acquire_arc(this: &Arc<Self>, n: u32) -> Result<ArcSemaphorePermit<L>, SemaphoreClosed> {
        this.acquire_many(n).map(|permit| ArcSemaphorePermit::new(this, permit))
    }

    /// As [`try_acquire_many`](Self::try_acquire_many), with a permit that keeps the semaphore
    /// alive.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError`], which says why not.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use threadbare_sync::Semaphore;
    ///
    /// let semaphore = Arc::new(Semaphore::new(1));
    /// let permit = Semaphore::try_acquire_arc(&semaphore, 1)?;
    /// assert!(Semaphore::try_acquire_arc(&semaphore, 1).is_err());
    /// # drop(permit);
    /// # Ok::<(), threadbare_sync::TryAcquireError>(())
    /// ```
    #[track_caller]
    pub fn try_acquire_arc(
        this: &Arc<Self>,
        n: u32,
    ) -> Result<ArcSemaphorePermit<L>, TryAcquireError> {
        this.try_acquire_many(n).map(|permit| ArcSemaphorePermit::new(this, permit))
    }

    /// As [`acquire_many_timeout`](Self::acquire_many_timeout), with a permit that keeps the
    /// semaphore alive.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: closed, or too late.
    ///
    /// ```
    /// use std::{sync::Arc, time::Duration};
    /// use threadbare_sync::Semaphore;
    ///
    /// let semaphore = Arc::new(Semaphore::new(0));
    /// assert!(Semaphore::acquire_arc_timeout(&semaphore, 1, Duration::from_millis(1)).is_err());
    /// ```
    #[track_caller]
    pub fn acquire_arc_timeout(
        this: &Arc<Self>,
        n: u32,
        timeout: Duration,
    ) -> Result<ArcSemaphorePermit<L>, AcquireError> {
        this.acquire_many_timeout(n, timeout).map(|permit| ArcSemaphorePermit::new(this, permit))
    }

    /// As [`acquire_many_deadline`](Self::acquire_many_deadline), with a permit that keeps the
    /// semaphore alive.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: closed, or too late.
    ///
    /// ```
    /// use std::{sync::Arc, time::Instant};
    /// use threadbare_sync::Semaphore;
    ///
    /// let semaphore = Arc::new(Semaphore::new(1));
    /// assert!(Semaphore::acquire_arc_deadline(&semaphore, 1, Instant::now()).is_ok());
    /// ```
    #[track_caller]
    pub fn acquire_arc_deadline(
        this: &Arc<Self>,
        n: u32,
        deadline: Instant,
    ) -> Result<ArcSemaphorePermit<L>, AcquireError> {
        this.acquire_many_deadline(n, deadline).map(|permit| ArcSemaphorePermit::new(this, permit))
    }

    /// As [`acquire_many_async`](Self::acquire_many_async), with a permit that keeps the semaphore
    /// alive.
    ///
    /// # Errors
    ///
    /// [`SemaphoreClosed`]: nobody gets any more.
    ///
    /// # Cancel safety
    ///
    /// As [`acquire_many_async`](Self::acquire_many_async).
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::sync::Arc;
    /// use std::task::{Context, Poll, Waker};
    /// use threadbare_sync::Semaphore;
    ///
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut later = pin!(Semaphore::acquire_arc_async(Arc::new(Semaphore::new(3)), 2));
    /// assert!(matches!(later.as_mut().poll(&mut task), Poll::Ready(Ok(_permit))));
    /// ```
    pub async fn acquire_arc_async(
        this: Arc<Self>,
        n: u32,
    ) -> Result<ArcSemaphorePermit<L>, SemaphoreClosed> {
        let permit = this.acquire_many_async(n).await?;
        Ok(ArcSemaphorePermit::new(&this, permit))
    }
}

/// Permits of a semaphore in an [`Arc`], until it is dropped; keeps the semaphore alive. Made by
/// [`CountingSemaphore::acquire_arc`], which has an example.
#[must_use = "the permits go back as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct ArcSemaphorePermit<L: Limit = Unbounded> {
    semaphore: Arc<CountingSemaphore<L>>,
    count: u32,
}

impl<L: Limit> ArcSemaphorePermit<L> {
    fn new(semaphore: &Arc<CountingSemaphore<L>>, permit: SemaphorePermit<'_, L>) -> Self {
        // The permits stay out; from here on it is this value that brings them back.
        let permit = ManuallyDrop::new(permit);
        Self { semaphore: Arc::clone(semaphore), count: permit.count() }
    }

    /// How many permits it stands for.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The semaphore that they are of.
    #[must_use]
    pub fn semaphore(&self) -> &Arc<CountingSemaphore<L>> {
        &self.semaphore
    }

    /// Keeps the permits from coming back; see [`SemaphorePermit::forget`].
    pub fn forget(mut self) {
        self.count = 0;
    }

    /// Takes `n` of its permits out; `None`, and it keeps all, when there are fewer.
    pub fn split(&mut self, n: u32) -> Option<Self> {
        self.count = self.count.checked_sub(n)?;
        Some(Self { semaphore: Arc::clone(&self.semaphore), count: n })
    }

    /// Adds the permits of another.
    ///
    /// # Panics
    ///
    /// When the other is of another semaphore.
    #[track_caller]
    pub fn merge(&mut self, mut other: Self) {
        assert!(
            Arc::ptr_eq(&self.semaphore, &other.semaphore),
            "permits of two semaphores: merge those of one, and keep the others apart"
        );
        self.count = sum(self.count, core::mem::take(&mut other.count));
    }
}

impl<L: Limit> Drop for ArcSemaphorePermit<L> {
    #[inline]
    fn drop(&mut self) {
        self.semaphore.put_back(self.count);
    }
}

impl<L: Limit> fmt::Debug for ArcSemaphorePermit<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArcSemaphorePermit").field("count", &self.count).finish()
    }
}
