//! What can go wrong, one type for each.

use core::error::Error;
use core::fmt;

/// The deadline came before what was waited for. Nothing was taken, nothing is left behind.
///
/// ```
/// use std::time::Duration;
///
/// let lock = threadbare_sync::Lock::new(1);
/// let held = lock.lock();
/// let error = lock.lock_timeout(Duration::ZERO).unwrap_err();
/// assert_eq!(error.to_string(), "timed out before the wait was over");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out before the wait was over")
    }
}

impl Error for TimedOut {}

/// A lock was released that nobody held. Python's `RuntimeError: release unlocked lock`.
///
/// ```
/// assert!(threadbare_sync::RawLock::new().release().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NotLocked;

impl fmt::Display for NotLocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the lock is not locked; acquire it before you release it")
    }
}

impl Error for NotLocked {}
