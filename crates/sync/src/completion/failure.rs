//! What there is instead of a value.

use core::any::Any;
use core::error::Error;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use std::panic::resume_unwind;

use threadbare_sys::unwind;

/// A panic that was caught: its payload, for whoever waits for the result.
///
/// A payload need not be `Sync`; this is, because by reference it shows nothing but its message.
/// A payload whose destructor panics is dropped all the same, and that panic goes no further.
///
/// ```
/// use threadbare_sync::completion::Panic;
///
/// let panic = Panic::new(Box::new("out of cheese"));
/// assert_eq!(panic.message(), Some("out of cheese"));
/// ```
pub struct Panic {
    /// `None` once it was taken out.
    payload: Option<Box<dyn Any + Send>>,
}

// SAFETY: a shared reference gives a `&str` to read, or nothing; the payload itself is reached by
// value alone.
unsafe impl Sync for Panic {}

// What it shows does not change.
impl UnwindSafe for Panic {}
impl RefUnwindSafe for Panic {}

impl Panic {
    /// Wraps what `catch_unwind` or `JoinHandle::join` of std gave.
    #[must_use]
    pub fn new(payload: Box<dyn Any + Send>) -> Self {
        Self { payload: Some(payload) }
    }

    /// Runs `body`, and catches its panic.
    ///
    /// What `body` leaves half done by a panic is its caller's to know, as with every lock here:
    /// nothing poisons.
    ///
    /// # Errors
    ///
    /// The panic of `body`.
    ///
    /// ```
    /// use threadbare_sync::completion::Panic;
    ///
    /// assert_eq!(Panic::catch(|| 1).unwrap(), 1);
    /// # std::panic::set_hook(Box::new(|_| {}));
    /// assert!(Panic::catch(|| panic!("no")).is_err());
    /// ```
    pub fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Self> {
        unwind::catch(body).map_err(Self::new)
    }

    /// The message, of a panic that has one: `panic!` and `assert!` give it, `panic_any` may not.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        let payload = self.payload.as_ref()?;
        match payload.downcast_ref::<&'static str>() {
            Some(message) => Some(message),
            None => payload.downcast_ref::<String>().map(String::as_str),
        }
    }

    /// The payload.
    #[must_use]
    pub fn into_payload(mut self) -> Box<dyn Any + Send> {
        self.payload.take().unwrap_or_else(|| Box::new(()))
    }

    /// Goes on with the panic on this thread. The panic hook, which has reported it already, is
    /// not called again.
    pub fn resume(self) -> ! {
        resume_unwind(self.into_payload())
    }
}

impl Drop for Panic {
    fn drop(&mut self) {
        let payload = self.payload.take();
        // What a destructor panics with may panic in its own: it is leaked, and that is the end.
        if let Err(again) = unwind::catch(|| drop(payload)) {
            let _leaked = Box::leak(again);
        }
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panic").field(&self.message().unwrap_or("no message")).finish()
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().unwrap_or("panic with a payload that is no message"))
    }
}

impl Error for Panic {}

/// Why there is no value.
///
/// ```
/// use threadbare_sync::completion::{Failure, pair};
///
/// let (promise, completion) = pair::<u32>();
/// drop(promise);
/// assert!(matches!(completion.result(), Err(Failure::Abandoned)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure<P = Panic> {
    /// The work panicked.
    Panicked(P),
    /// It was cancelled before it began.
    #[doc(alias = "CancelledError")]
    Cancelled,
    /// Whoever was to produce the value went away without one.
    #[doc(alias = "BrokenExecutor")]
    Abandoned,
}

impl Failure {
    /// The panic, if it was one.
    ///
    /// # Errors
    ///
    /// The failure itself, when it was no panic.
    pub fn into_panic(self) -> Result<Panic, Self> {
        match self {
            Self::Panicked(panic) => Ok(panic),
            other => Err(other),
        }
    }

    /// Goes on with the work's panic on this thread.
    ///
    /// # Panics
    ///
    /// Always: with the payload of the work, or with a message that says that there was none.
    ///
    /// ```should_panic
    /// use threadbare_sync::completion::pair;
    ///
    /// let (promise, completion) = pair::<u32>();
    /// promise.run(|| panic!("out of cheese"));
    /// completion.result().unwrap_or_else(|failure| failure.resume_unwind());
    /// ```
    #[track_caller]
    pub fn resume_unwind(self) -> ! {
        match self {
            Self::Panicked(panic) => panic.resume(),
            other => panic!("no value: {other}; look at the result instead of resuming it"),
        }
    }
}

impl<P: fmt::Display> fmt::Display for Failure<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(panic) => write!(f, "the work panicked: {panic}"),
            Self::Cancelled => f.write_str("the work was cancelled before it began"),
            Self::Abandoned => f.write_str("whoever was to produce the value went away"),
        }
    }
}

impl<P: fmt::Debug + fmt::Display> Error for Failure<P> {}

/// Why a try, or a wait with a deadline, has no value.
///
/// ```
/// use threadbare_sync::completion::{ResultError, pair};
///
/// let (promise, completion) = pair();
/// let Err(ResultError::NotYet(completion)) = completion.try_result() else { panic!() };
/// promise.set(1).unwrap();
/// assert_eq!(completion.try_result().unwrap(), 1);
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ResultError<H> {
    /// It is not over. Nothing is lost: here is the handle back.
    #[doc(alias = "TimeoutError")]
    #[doc(alias = "InvalidStateError")]
    NotYet(H),
    /// It is over, without a value.
    Failed(Failure),
}

impl<H> ResultError<H> {
    /// The handle, to wait again.
    ///
    /// # Errors
    ///
    /// The failure, when there is nothing to wait for.
    pub fn into_handle(self) -> Result<H, Failure> {
        match self {
            Self::NotYet(handle) => Ok(handle),
            Self::Failed(failure) => Err(failure),
        }
    }
}

impl<H> fmt::Display for ResultError<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYet(_) => f.write_str("there is no result yet"),
            Self::Failed(failure) => failure.fmt(f),
        }
    }
}

impl<H: fmt::Debug> Error for ResultError<H> {}
