//! What a selection says when nothing is ready.

use core::error::Error;
use core::fmt;

/// None of the operations is ready.
///
/// ```
/// let error = threadbare_queue::select::Select::new().try_ready().unwrap_err();
/// assert_eq!(error.to_string(), "none of the operations is ready");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "as crossbeam's, which is matched by its name")]
pub struct TryReadyError;

/// None of the operations was ready in time.
///
/// ```
/// use std::time::Duration;
///
/// let error = threadbare_queue::select::Select::new().ready_timeout(Duration::ZERO).unwrap_err();
/// assert_eq!(error.to_string(), "timed out before an operation was ready");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "as crossbeam's, which is matched by its name")]
pub struct ReadyTimeoutError;

impl fmt::Display for TryReadyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("none of the operations is ready")
    }
}

impl fmt::Display for ReadyTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out before an operation was ready")
    }
}

impl Error for TryReadyError {}
impl Error for ReadyTimeoutError {}
