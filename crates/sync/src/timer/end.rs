//! How a timer ends, and what it tells who waits for that.

use core::any::Any;
use core::error::Error;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use super::entry::Payload;

/// How a timer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimerEnd {
    /// It was called and has returned.
    Ran,
    /// It was cancelled. A repeating timer ends in no other way but by a panic.
    Cancelled,
}

/// A timer's call has panicked: what [`join`](crate::TimerHandle::join) says then. The panic's
/// message was on stderr when it happened, as that of any thread, unless a hook says otherwise.
pub struct TimerPanic {
    payload: Option<Payload>,
}

// SAFETY: through a shared reference the payload is read only if it is a text, which is `Sync`.
unsafe impl Sync for TimerPanic {}
impl UnwindSafe for TimerPanic {}
impl RefUnwindSafe for TimerPanic {}

impl TimerPanic {
    pub(super) const fn new(payload: Option<Payload>) -> Self {
        Self { payload }
    }

    /// What the panic was raised with. Whoever asks first gets it; `None` for the others.
    #[must_use]
    pub fn into_payload(self) -> Option<Box<dyn Any + Send>> {
        self.payload
    }

    fn message(&self) -> Option<&str> {
        let payload = self.payload.as_ref()?;
        let text = payload.downcast_ref::<&str>().copied();
        text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
    }
}

impl fmt::Debug for TimerPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimerPanic").field("message", &self.message()).finish_non_exhaustive()
    }
}

impl fmt::Display for TimerPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "the timer's call panicked: {message}"),
            None => f.write_str("the timer's call panicked"),
        }
    }
}

impl Error for TimerPanic {}

/// What a wait for a timer's end says.
pub(super) type Ended = Result<TimerEnd, TimerPanic>;
