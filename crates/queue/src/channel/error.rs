//! What can go wrong, with crossbeam's names. A send that failed gives its item back.

use core::error::Error;
use core::fmt;

use crate::error::error_with_item;
use crate::{GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};

const NO_RECEIVERS: &str = "sending on a channel that was shut down";
const NO_SENDERS: &str = "receiving on a channel that is empty and was shut down";
const TIMED_OUT: &str = "timed out before the wait was over";

/// Nobody receives any more; the item comes back.
///
/// ```
/// let (sender, receiver) = threadbare_queue::channel::bounded(1);
/// drop(receiver);
/// let error = sender.send(5).unwrap_err();
/// assert_eq!(error.to_string(), "sending on a channel that was shut down");
/// assert_eq!(error.into_inner(), 5);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "the item, and nothing else can be said")]
pub struct SendError<T>(pub T);

/// Why an item was not sent at once; it comes back.
///
/// ```
/// let (sender, receiver) = threadbare_queue::channel::bounded(1);
/// assert!(sender.try_send(1).is_ok());
/// assert!(sender.try_send(2).unwrap_err().is_full());
/// drop(receiver);
/// assert!(sender.try_send(3).unwrap_err().is_disconnected());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever tries must know every reason")]
pub enum TrySendError<T> {
    /// There is no room.
    Full(T),
    /// Nobody receives any more.
    Disconnected(T),
}

/// Why an item was not sent in time; it comes back.
///
/// ```
/// use std::time::Duration;
///
/// let (sender, _receiver) = threadbare_queue::channel::bounded(0);
/// let error = sender.send_timeout(5, Duration::from_millis(1)).unwrap_err();
/// assert!(error.is_timeout());
/// assert_eq!(error.into_inner(), 5);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever waits must know every end of it")]
pub enum SendTimeoutError<T> {
    /// The deadline came before there was room.
    Timeout(T),
    /// Nobody receives any more.
    Disconnected(T),
}

/// Nothing is there, and nobody sends any more.
///
/// ```
/// use threadbare_queue::channel::{RecvError, bounded};
///
/// let (sender, receiver) = bounded::<u8>(1);
/// drop(sender);
/// assert_eq!(receiver.recv(), Err(RecvError));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "as crossbeam's, which is matched by its name")]
pub struct RecvError;

/// Why no item was received at once.
///
/// ```
/// use threadbare_queue::channel::{TryRecvError, bounded};
///
/// let (sender, receiver) = bounded::<u8>(1);
/// assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
/// drop(sender);
/// assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever tries must know every reason")]
pub enum TryRecvError {
    /// Nothing is there now.
    Empty,
    /// Nothing is there, and nobody sends any more.
    Disconnected,
}

/// Why no item was received in time.
///
/// ```
/// use std::time::Duration;
/// use threadbare_queue::channel::{RecvTimeoutError, bounded};
///
/// let (_sender, receiver) = bounded::<u8>(1);
/// assert_eq!(receiver.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever waits must know every end of it")]
pub enum RecvTimeoutError {
    /// The deadline came before an item.
    Timeout,
    /// Nothing is there, and nobody sends any more.
    Disconnected,
}

impl<T> SendError<T> {
    /// The item that was not sent.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> TrySendError<T> {
    /// The item that was not sent.
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(item) | Self::Disconnected(item) => item,
        }
    }

    /// True when there was no room.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// True when nobody receives any more.
    pub const fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected(_))
    }
}

impl<T> SendTimeoutError<T> {
    /// The item that was not sent.
    pub fn into_inner(self) -> T {
        match self {
            Self::Timeout(item) | Self::Disconnected(item) => item,
        }
    }

    /// True when the deadline came first.
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// True when nobody receives any more.
    pub const fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected(_))
    }
}

impl TryRecvError {
    /// True when nothing was there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// True when nobody sends any more.
    #[must_use]
    pub const fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl RecvTimeoutError {
    /// True when the deadline came first.
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout)
    }

    /// True when nobody sends any more.
    #[must_use]
    pub const fn is_disconnected(&self) -> bool {
        matches!(self, Self::Disconnected)
    }
}

impl<T> From<PutError<T>> for SendError<T> {
    fn from(error: PutError<T>) -> Self {
        Self(error.0)
    }
}

impl<T> From<TryPutError<T>> for TrySendError<T> {
    fn from(error: TryPutError<T>) -> Self {
        match error {
            TryPutError::Full(item) => Self::Full(item),
            TryPutError::ShutDown(item) => Self::Disconnected(item),
        }
    }
}

impl<T> From<PutTimeoutError<T>> for SendTimeoutError<T> {
    fn from(error: PutTimeoutError<T>) -> Self {
        match error {
            PutTimeoutError::Timeout(item) => Self::Timeout(item),
            PutTimeoutError::ShutDown(item) => Self::Disconnected(item),
        }
    }
}

impl From<TryGetError> for TryRecvError {
    fn from(error: TryGetError) -> Self {
        match error {
            TryGetError::Empty => Self::Empty,
            TryGetError::ShutDown => Self::Disconnected,
        }
    }
}

impl From<GetTimeoutError> for RecvTimeoutError {
    fn from(error: GetTimeoutError) -> Self {
        match error {
            GetTimeoutError::Timeout => Self::Timeout,
            GetTimeoutError::ShutDown => Self::Disconnected,
        }
    }
}

impl<T> From<SendError<T>> for TrySendError<T> {
    fn from(error: SendError<T>) -> Self {
        Self::Disconnected(error.0)
    }
}

impl<T> From<SendError<T>> for SendTimeoutError<T> {
    fn from(error: SendError<T>) -> Self {
        Self::Disconnected(error.0)
    }
}

impl From<RecvError> for TryRecvError {
    fn from(_: RecvError) -> Self {
        Self::Disconnected
    }
}

impl From<RecvError> for RecvTimeoutError {
    fn from(_: RecvError) -> Self {
        Self::Disconnected
    }
}

error_with_item!(SendError, Self(_) => "SendError(..)", NO_RECEIVERS;);
error_with_item!(TrySendError,
    Self::Full(_) => "Full(..)", "sending on a full channel";
    Self::Disconnected(_) => "Disconnected(..)", NO_RECEIVERS;
);
error_with_item!(SendTimeoutError,
    Self::Timeout(_) => "Timeout(..)", TIMED_OUT;
    Self::Disconnected(_) => "Disconnected(..)", NO_RECEIVERS;
);

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NO_SENDERS)
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "receiving on an empty channel",
            Self::Disconnected => NO_SENDERS,
        })
    }
}

impl fmt::Display for RecvTimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout => TIMED_OUT,
            Self::Disconnected => NO_SENDERS,
        })
    }
}

impl Error for RecvError {}
impl Error for TryRecvError {}
impl Error for RecvTimeoutError {}
