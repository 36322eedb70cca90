//! The other forms of reading and writing: to a deadline, and as a task.

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::word::Kind;
use super::{AcquireReadAsync, AcquireSlotAsync, RawRwLock};
use crate::TimedOut;

impl RawRwLock {
    /// Blocks until the caller may read, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: we do not read, and the wait has left no trace.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// assert!(lock.acquire_read_timeout(Duration::MAX).is_ok());
    /// assert!(lock.acquire_read_timeout(Duration::ZERO).is_ok());
    /// ```
    pub fn acquire_read_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.acquire_read_by(timeout)
    }

    /// Blocks until the caller may read, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: we do not read, and the wait has left no trace.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_write();
    /// assert!(lock.acquire_read_deadline(Instant::now()).is_err());
    /// ```
    pub fn acquire_read_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        self.acquire_read_by(deadline)
    }

    fn acquire_read_by(&self, deadline: impl Into<Deadline>) -> Result<(), TimedOut> {
        if self.enter_plain() { Ok(()) } else { self.acquire_read_slow(deadline.into()) }
    }

    /// Waits as a task until the caller may read.
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
    /// let lock = threadbare_sync::RawRwLock::new();
    /// let mut task = Context::from_waker(Waker::noop());
    /// assert!(pin!(lock.acquire_read_async()).poll(&mut task).is_ready());
    /// assert_eq!(lock.reader_count(), 1);
    /// ```
    pub fn acquire_read_async(&self) -> AcquireReadAsync<'_> {
        AcquireReadAsync::new(self)
    }

    /// Reads once more, for a caller that reads already; never waits, not even for a writer that
    /// waits for the caller to leave.
    ///
    /// # Safety
    ///
    /// A read of this lock was acquired and is not released before this returns.
    ///
    /// # Panics
    ///
    /// With more than 16 million readers at once.
    ///
    /// ```
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_read();
    /// // SAFETY: the read was acquired above.
    /// unsafe { lock.acquire_read_again() };
    /// assert_eq!(lock.reader_count(), 2);
    /// ```
    pub unsafe fn acquire_read_again(&self) {
        self.read_again();
    }

    /// Blocks until the caller writes, for at most `timeout`. Zero means try; one that does not fit
    /// into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: we do not write; readers that were held back on our account go on.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// lock.acquire_read();
    /// assert!(lock.acquire_write_timeout(Duration::from_millis(1)).is_err());
    /// assert!(lock.try_acquire_read());
    /// ```
    pub fn acquire_write_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        self.acquire_write_by(timeout)
    }

    /// Blocks until the caller writes, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: we do not write; readers that were held back on our account go on.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// assert!(lock.acquire_write_deadline(Instant::now()).is_ok());
    /// ```
    pub fn acquire_write_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        self.acquire_write_by(deadline)
    }

    fn acquire_write_by(&self, deadline: impl Into<Deadline>) -> Result<(), TimedOut> {
        if self.write_free() {
            Ok(())
        } else {
            self.acquire_slot_slow(Kind::Write, deadline.into())
        }
    }

    /// Waits as a task until the caller writes.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; a wake that had chosen it goes to the next, and
    /// readers that were held back on its account go on. It loses its place in the queue. One that
    /// is leaked holds newcomers back until those who read have left, and not again.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    ///
    /// let lock = threadbare_sync::RawRwLock::new();
    /// let mut task = Context::from_waker(Waker::noop());
    ///
    /// lock.acquire_read();
    /// let mut later = pin!(lock.acquire_write_async());
    /// assert!(later.as_mut().poll(&mut task).is_pending());
    /// // SAFETY: the read was acquired above.
    /// unsafe { lock.release_read() };
    /// assert!(later.poll(&mut task).is_ready());
    /// ```
    pub fn acquire_write_async(&self) -> AcquireSlotAsync<'_> {
        AcquireSlotAsync::new(self, Kind::Write)
    }
}
