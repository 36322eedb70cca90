//! What can go wrong, one type for each form of an operation. A put that failed gives its item
//! back.

use core::error::Error;
use core::fmt;

/// What a queue that was shut down says to all.
const SHUT_DOWN: &str = "the queue was shut down";
const TIMED_OUT: &str = "timed out before the wait was over";

/// The queue was shut down, and takes nothing any more; the item comes back. Python's
/// `queue.ShutDown`.
///
/// ```
/// let queue = threadbare_queue::Fifo::bounded(1);
/// queue.shutdown();
/// let error = queue.put(5).unwrap_err();
/// assert_eq!(error.to_string(), "the queue was shut down");
/// assert_eq!(error.into_inner(), 5);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[doc(alias = "ShutDown")]
#[doc(alias = "SendError")]
#[expect(clippy::exhaustive_structs, reason = "the item, and nothing else can be said")]
pub struct PutError<T>(pub T);

/// Why an item was not put at once; it comes back. Python's `queue.Full`.
///
/// ```
/// let queue = threadbare_queue::Fifo::bounded(1);
/// assert!(queue.try_put(1).is_ok());
/// let error = queue.try_put(2).unwrap_err();
/// assert!(error.is_full());
/// assert_eq!(error.into_inner(), 2);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[doc(alias = "Full")]
#[doc(alias = "TrySendError")]
#[expect(clippy::exhaustive_enums, reason = "whoever tries must know every reason")]
pub enum TryPutError<T> {
    /// There is no room.
    Full(T),
    /// The queue was shut down.
    ShutDown(T),
}

/// Why an item was not put in time; it comes back. Python's `queue.Full`.
///
/// ```
/// use std::time::Duration;
///
/// let queue = threadbare_queue::Fifo::bounded(1);
/// assert!(queue.put_timeout(1, Duration::ZERO).is_ok());
/// let error = queue.put_timeout(2, Duration::from_millis(1)).unwrap_err();
/// assert!(error.is_timeout());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[doc(alias = "Full")]
#[doc(alias = "SendTimeoutError")]
#[expect(clippy::exhaustive_enums, reason = "whoever waits must know every end of it")]
pub enum PutTimeoutError<T> {
    /// The deadline came before there was room.
    Timeout(T),
    /// The queue was shut down.
    ShutDown(T),
}

/// The queue was shut down, and nothing is left in it. Python's `queue.ShutDown`.
///
/// ```
/// let queue = threadbare_queue::Fifo::bounded(1);
/// queue.put(1)?;
/// queue.shutdown();
/// assert_eq!(queue.get(), Ok(1));
/// assert!(queue.get().is_err());
/// # Ok::<(), threadbare_queue::PutError<i32>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "ShutDown")]
#[doc(alias = "RecvError")]
#[non_exhaustive]
pub struct GetError;

/// Why no item was got at once. Python's `queue.Empty`.
///
/// ```
/// use threadbare_queue::{Fifo, TryGetError};
///
/// let queue = Fifo::<u8>::bounded(1);
/// assert_eq!(queue.try_get(), Err(TryGetError::Empty));
/// queue.shutdown();
/// assert_eq!(queue.try_get(), Err(TryGetError::ShutDown));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "Empty")]
#[doc(alias = "TryRecvError")]
#[expect(clippy::exhaustive_enums, reason = "whoever tries must know every reason")]
pub enum TryGetError {
    /// Nothing is there now.
    Empty,
    /// Nothing is there, and nothing will come: the queue was shut down.
    ShutDown,
}

/// Why no item was got in time. Python's `queue.Empty`.
///
/// ```
/// use std::time::Duration;
/// use threadbare_queue::{Fifo, GetTimeoutError};
///
/// let queue = Fifo::<u8>::bounded(1);
/// assert_eq!(queue.get_timeout(Duration::ZERO), Err(GetTimeoutError::Timeout));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "Empty")]
#[doc(alias = "RecvTimeoutError")]
#[expect(clippy::exhaustive_enums, reason = "whoever waits must know every end of it")]
pub enum GetTimeoutError {
    /// The deadline came before an item.
    Timeout,
    /// Nothing is there, and nothing will come: the queue was shut down.
    ShutDown,
}

impl<T> PutError<T> {
    /// The item that was not put.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> TryPutError<T> {
    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(item) | Self::ShutDown(item) => item,
        }
    }

    /// True when there was no room.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// True when the queue was shut down.
    pub const fn is_shut_down(&self) -> bool {
        matches!(self, Self::ShutDown(_))
    }
}

impl<T> PutTimeoutError<T> {
    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            Self::Timeout(item) | Self::ShutDown(item) => item,
        }
    }

    /// True when the deadline came first.
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// True when the queue was shut down.
    pub const fn is_shut_down(&self) -> bool {
        matches!(self, Self::ShutDown(_))
    }
}

impl TryGetError {
    /// True when nothing was there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// True when the queue was shut down.
    #[must_use]
    pub const fn is_shut_down(&self) -> bool {
        matches!(self, Self::ShutDown)
    }
}

impl GetTimeoutError {
    /// True when the deadline came first.
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout)
    }

    /// True when the queue was shut down.
    #[must_use]
    pub const fn is_shut_down(&self) -> bool {
        matches!(self, Self::ShutDown)
    }
}

impl<T> From<PutError<T>> for TryPutError<T> {
    fn from(error: PutError<T>) -> Self {
        Self::ShutDown(error.0)
    }
}

impl<T> From<PutError<T>> for PutTimeoutError<T> {
    fn from(error: PutError<T>) -> Self {
        Self::ShutDown(error.0)
    }
}

impl From<GetError> for TryGetError {
    fn from(_: GetError) -> Self {
        Self::ShutDown
    }
}

impl From<GetError> for GetTimeoutError {
    fn from(_: GetError) -> Self {
        Self::ShutDown
    }
}

/// Debug without the item, which need not have it; Display; Error.
macro_rules! error_with_item {
    ($name:ident, $($pattern:pat => $variant:literal, $text:expr;)+) => {
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $($pattern => $variant,)+ })
            }
        }

        impl<T> fmt::Display for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $($pattern => $text,)+ })
            }
        }

        impl<T> Error for $name<T> {}
    };
}

pub(crate) use error_with_item;

error_with_item!(PutError, Self(_) => "PutError(..)", SHUT_DOWN;);
error_with_item!(TryPutError,
    Self::Full(_) => "Full(..)", "the queue is full";
    Self::ShutDown(_) => "ShutDown(..)", SHUT_DOWN;
);
error_with_item!(PutTimeoutError,
    Self::Timeout(_) => "Timeout(..)", TIMED_OUT;
    Self::ShutDown(_) => "ShutDown(..)", SHUT_DOWN;
);

impl fmt::Display for GetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the queue was shut down, and nothing is left in it")
    }
}

impl fmt::Display for TryGetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the queue is empty"),
            Self::ShutDown => GetError.fmt(f),
        }
    }
}

impl fmt::Display for GetTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str(TIMED_OUT),
            Self::ShutDown => GetError.fmt(f),
        }
    }
}

impl Error for GetError {}
impl Error for TryGetError {}
impl Error for GetTimeoutError {}
