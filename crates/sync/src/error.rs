//! What can go wrong, one type for each.

use core::error::Error;
use core::fmt;

/// The deadline came before what was waited for. Nothing was taken, nothing is left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out before the wait was over")
    }
}

impl Error for TimedOut {}

/// A lock was released that nobody held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NotLocked;

impl fmt::Display for NotLocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the lock is not locked; acquire it before you release it")
    }
}

impl Error for NotLocked {}
