//! What can go wrong with the count.

use core::error::Error;
use core::fmt;

/// `task_done` was called for more items than were put. Nothing was changed. Python's
/// `ValueError: task_done() called too many times`.
///
/// ```
/// use threadbare_queue::{Fifo, Joinable};
///
/// let jobs = Joinable::new(Fifo::<u8>::bounded(1));
/// let error = jobs.task_done().unwrap_err();
/// assert_eq!(error.to_string(), "task_done was called for more items than were put");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TooManyDone;

impl fmt::Display for TooManyDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("task_done was called for more items than were put")
    }
}

impl Error for TooManyDone {}

/// The deadline came, and something was unfinished all the time.
///
/// ```
/// use std::time::Duration;
/// use threadbare_queue::{Fifo, Joinable};
///
/// let jobs = Joinable::new(Fifo::bounded(1));
/// jobs.put(5)?;
/// let error = jobs.join_timeout(Duration::ZERO).unwrap_err();
/// assert_eq!(error.to_string(), "timed out before all was finished");
/// # Ok::<(), threadbare_queue::PutError<i32>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct JoinTimeoutError;

impl fmt::Display for JoinTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out before all was finished")
    }
}

impl Error for JoinTimeoutError {}
