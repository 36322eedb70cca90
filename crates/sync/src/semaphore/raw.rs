//! Permits as numbers, as Python has them: acquired here, released there, nothing that drops.

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::{
    AcquireError, CountingSemaphore, Limit, OverRelease, SemaphoreAcquireRaw, SemaphoreClosed,
    TryAcquireError, word,
};

impl<L: Limit> CountingSemaphore<L> {
    /// Blocks until `n` permits are ours, to be [released](Self::release) by hand.
    ///
    /// # Errors
    ///
    /// [`SemaphoreClosed`]: nobody gets any more.
    ///
    /// # Panics
    ///
    /// When `n` is more than the semaphore ever has. So do all the other ways to acquire.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(2);
    /// semaphore.acquire_raw(2)?;
    /// assert_eq!(semaphore.available(), 0);
    /// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
    /// ```
    #[inline]
    #[track_caller]
    pub fn acquire_raw(&self, n: u32) -> Result<(), SemaphoreClosed> {
        self.check(n);
        self.core.acquire(n)
    }

    /// Takes `n` permits if they are there; never blocks.
    ///
    /// While the head of the line starves, permits that are there are kept for it.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError`], which says why not.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// assert!(semaphore.try_acquire_raw(2).is_err());
    /// assert!(semaphore.try_acquire_raw(1).is_ok());
    /// ```
    #[inline]
    #[track_caller]
    pub fn try_acquire_raw(&self, n: u32) -> Result<(), TryAcquireError> {
        self.check(n);
        if self.core.take_at_once(n) { Ok(()) } else { self.core.try_take(n) }
    }

    /// Blocks until `n` permits are ours, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: nothing was taken, and those behind us have moved up.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// assert!(semaphore.acquire_raw_timeout(1, Duration::MAX).is_ok());
    /// assert!(semaphore.acquire_raw_timeout(1, Duration::from_millis(1)).is_err());
    /// ```
    #[track_caller]
    pub fn acquire_raw_timeout(&self, n: u32, timeout: Duration) -> Result<(), AcquireError> {
        self.check(n);
        if self.core.take_at_once(n) {
            return Ok(());
        }
        self.core.acquire_by(n, Deadline::after(timeout))
    }

    /// Blocks until `n` permits are ours, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`AcquireError`]: nothing was taken, and those behind us have moved up.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// let soon = Instant::now() + Duration::from_millis(1);
    /// assert!(semaphore.acquire_raw_deadline(1, soon).is_ok());
    /// assert!(semaphore.acquire_raw_deadline(1, soon).is_err());
    /// ```
    #[track_caller]
    pub fn acquire_raw_deadline(&self, n: u32, deadline: Instant) -> Result<(), AcquireError> {
        self.check(n);
        if self.core.take_at_once(n) {
            return Ok(());
        }
        self.core.acquire_by(n, Deadline::at(deadline))
    }

    /// Acquires `n` permits as a task. The place in line is taken at the first poll.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind: those behind it move up.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let semaphore = threadbare_sync::Semaphore::new(3);
    /// let mut acquire = pin!(semaphore.acquire_raw_async(2));
    /// assert!(acquire.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert_eq!(semaphore.available(), 1);
    /// ```
    #[track_caller]
    pub fn acquire_raw_async(&self, n: u32) -> SemaphoreAcquireRaw<'_> {
        self.check(n);
        SemaphoreAcquireRaw::new(&self.core, n)
    }

    /// Adds `n` permits, whoever acquired them, if anybody did.
    ///
    /// Touches the semaphore no more once they are there: whoever takes them may destroy it.
    ///
    /// # Errors
    ///
    /// [`OverRelease`]: there would be more than there may be; nothing was added.
    ///
    /// ```
    /// use threadbare_sync::Semaphore;
    ///
    /// let semaphore = Semaphore::new(0);
    /// semaphore.release(2)?;
    /// assert_eq!(semaphore.available(), 2);
    /// assert_eq!(semaphore.release(Semaphore::MAX_PERMITS).unwrap_err().count(), 67_108_863);
    /// # Ok::<(), threadbare_sync::OverRelease>(())
    /// ```
    #[inline]
    #[doc(alias = "add_permits")]
    pub fn release(&self, n: u32) -> Result<(), OverRelease> {
        self.core.release(n, self.limit.most())
    }

    /// How many permits are there. By the time the caller looks at the answer it may be wrong.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(2);
    /// let permit = semaphore.acquire()?;
    /// assert_eq!(semaphore.available(), 1);
    /// # drop(permit);
    /// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
    /// ```
    #[must_use]
    #[doc(alias = "available_permits")]
    pub fn available(&self) -> u32 {
        self.core.available()
    }

    /// Closes the semaphore: from now on nobody gets a permit, and whoever waits stops waiting.
    ///
    /// Those in line learn of it in their order: the head first, and each lets the next one know.
    /// Permits that are out come back as before.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(0);
    /// std::thread::scope(|scope| {
    ///     let waiter = scope.spawn(|| semaphore.acquire().is_err());
    ///     semaphore.close();
    ///     assert!(waiter.join().unwrap());
    /// });
    /// ```
    pub fn close(&self) {
        self.core.close();
    }

    /// True once it was closed.
    ///
    /// ```
    /// let semaphore = threadbare_sync::Semaphore::new(1);
    /// assert!(!semaphore.is_closed());
    /// semaphore.close();
    /// assert!(semaphore.is_closed());
    /// ```
    #[must_use]
    pub fn is_closed(&self) -> bool {
        word::is_closed(self.core.glance())
    }
}
