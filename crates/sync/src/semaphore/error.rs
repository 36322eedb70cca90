//! What a semaphore may answer instead of a permit.

use core::error::Error;
use core::fmt;

/// The semaphore was closed: nobody gets a permit from it any more.
///
/// ```
/// let semaphore = threadbare_sync::Semaphore::new(1);
/// semaphore.close();
/// let error = semaphore.acquire().unwrap_err();
/// assert_eq!(error.to_string(), "the semaphore was closed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SemaphoreClosed;

impl fmt::Display for SemaphoreClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the semaphore was closed")
    }
}

impl Error for SemaphoreClosed {}

/// Why a wait for permits ended without them. Nothing was taken, nothing is left behind.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sync::{AcquireError, Semaphore};
///
/// let semaphore = Semaphore::new(0);
/// let error = semaphore.acquire_timeout(Duration::from_millis(1)).unwrap_err();
/// assert_eq!(error, AcquireError::TimedOut);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AcquireError {
    /// The semaphore was closed.
    Closed,
    /// The deadline came before the permits.
    TimedOut,
}

impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => SemaphoreClosed.fmt(f),
            Self::TimedOut => crate::TimedOut.fmt(f),
        }
    }
}

impl Error for AcquireError {}

impl From<SemaphoreClosed> for AcquireError {
    fn from(_: SemaphoreClosed) -> Self {
        Self::Closed
    }
}

/// Why there are no permits at this moment.
///
/// ```
/// use threadbare_sync::{Semaphore, TryAcquireError};
///
/// let semaphore = Semaphore::new(0);
/// assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::NoPermits);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TryAcquireError {
    /// The semaphore was closed.
    Closed,
    /// Too few permits are there, or they are kept for one that has starved.
    NoPermits,
}

impl fmt::Display for TryAcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => SemaphoreClosed.fmt(f),
            Self::NoPermits => f.write_str("too few permits are there at this moment"),
        }
    }
}

impl Error for TryAcquireError {}

/// More permits were released than the semaphore may have; it has as many as before. Python's
/// `ValueError: Semaphore released too many times`.
///
/// ```
/// use threadbare_sync::BoundedSemaphore;
///
/// let semaphore = BoundedSemaphore::new(2);
/// let error = semaphore.release(1).unwrap_err();
/// assert_eq!(error.count(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OverRelease {
    pub(super) count: u32,
}

impl OverRelease {
    /// The permits that were not added.
    #[must_use]
    pub fn count(self) -> u32 {
        self.count
    }
}

impl fmt::Display for OverRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.count;
        write!(f, "the semaphore cannot have {count} more: release what was acquired, and once")
    }
}

impl Error for OverRelease {}
