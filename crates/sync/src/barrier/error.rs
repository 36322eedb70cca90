//! What can go wrong at a barrier.

use core::error::Error;
use core::fmt;

/// The barrier was broken: a party timed out, the action panicked, or somebody called
/// [`abort`](crate::Barrier::abort) or [`reset`](crate::Barrier::reset). Python's
/// `BrokenBarrierError`.
///
/// It stays broken until it is reset.
///
/// ```
/// let barrier = threadbare_sync::Barrier::new(2);
/// barrier.abort();
/// let error = barrier.wait().unwrap_err();
/// assert_eq!(error.to_string(), "the barrier is broken; reset it, or make a new one");
/// ```
#[doc(alias = "BrokenBarrierError")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BrokenBarrier;

impl fmt::Display for BrokenBarrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the barrier is broken; reset it, or make a new one")
    }
}

impl Error for BrokenBarrier {}

/// Why a wait to a deadline did not end with all parties there. Either way the barrier is broken
/// now.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sync::{Barrier, BarrierError};
///
/// let barrier = Barrier::new(2);
/// let error = barrier.wait_timeout(Duration::from_millis(1)).unwrap_err();
/// assert_eq!(error, BarrierError::TimedOut);
/// assert!(barrier.is_broken());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BarrierError {
    /// The deadline came before the others, and this party has broken the barrier.
    TimedOut,
    /// Somebody else has.
    Broken,
}

impl fmt::Display for BarrierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => {
                f.write_str("timed out before all had arrived; the barrier is broken")
            }
            Self::Broken => BrokenBarrier.fmt(f),
        }
    }
}

impl Error for BarrierError {}

impl From<BrokenBarrier> for BarrierError {
    fn from(_: BrokenBarrier) -> Self {
        Self::Broken
    }
}
