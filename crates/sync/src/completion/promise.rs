//! The side that produces.

use core::any::Any;
use core::fmt;

use threadbare_sys::sync::Arc;

use super::{Panic, Phase, Progress, ResultCell};

/// The side of a [`pair`](super::pair) that produces the value, once.
///
/// Dropped without a value, it ends the work as abandoned: whoever waits is told. Python's
/// `concurrent.futures.Future` as an executor sees it: `set_result`, `set_exception`,
/// `set_running_or_notify_cancel`.
#[must_use = "dropped, it ends the work as abandoned"]
pub struct Promise<T> {
    cell: Arc<ResultCell<T>>,
}

impl<T> Promise<T> {
    pub(super) const fn new(cell: Arc<ResultCell<T>>) -> Self {
        Self { cell }
    }

    /// Says that the work begins; false when it was cancelled and must not begin. Said again, it
    /// changes nothing.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair::<u32>();
    /// assert!(promise.start());
    /// assert!(!completion.cancel(), "it has begun");
    /// ```
    #[doc(alias = "set_running_or_notify_cancel")]
    #[must_use = "false means that nobody wants the result any more"]
    pub fn start(&self) -> bool {
        self.cell.progress().start()
    }

    /// Ends the work with its value.
    ///
    /// Whoever waits is woken, and the callbacks run here, before this returns. A completion that
    /// was dropped does not matter: the value is dropped here, then.
    ///
    /// # Errors
    ///
    /// The value, when the work was cancelled.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// promise.set(1).unwrap();
    /// assert_eq!(completion.result().unwrap(), 1);
    ///
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// completion.cancel();
    /// assert_eq!(promise.set(1), Err(1));
    /// ```
    #[doc(alias = "set_result")]
    pub fn set(self, value: T) -> Result<(), T> {
        // SAFETY: a promise is the only one that sets, it does so by value, once, and keeps the
        // cell alive meanwhile.
        unsafe { self.cell.set(value) }
    }

    /// Ends the work with the payload of its panic.
    ///
    /// # Errors
    ///
    /// The panic, when the work was cancelled.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair::<u32>();
    /// promise.fail(Box::new("out of cheese")).unwrap();
    /// let failure = completion.result().unwrap_err();
    /// assert_eq!(failure.to_string(), "the work panicked: out of cheese");
    /// ```
    #[doc(alias = "set_exception")]
    pub fn fail(self, payload: Box<dyn Any + Send>) -> Result<(), Panic> {
        // SAFETY: by value, once, with the cell alive, as in `set`.
        unsafe { self.cell.fail(Panic::new(payload)) }
    }

    /// Starts, runs `work`, and ends with its value or its panic; does not run it when it was
    /// cancelled. The panic goes to whoever waits, and not further.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// promise.run(|| 6 * 7);
    /// assert_eq!(completion.result().unwrap(), 42);
    /// ```
    pub fn run(self, work: impl FnOnce() -> T) {
        self.run_reporting(work, |_| ());
    }

    /// As [`run`](Self::run), and shows the panic to `report` before anybody who waits has it.
    pub(crate) fn run_reporting(self, work: impl FnOnce() -> T, report: impl FnOnce(&Panic)) {
        if !self.start() {
            return;
        }
        let outcome = Panic::catch(work);
        if let Err(panic) = &outcome {
            report(panic);
        }
        match outcome {
            // SAFETY: as in `set`. It has begun, so it was not cancelled.
            Ok(value) => drop(unsafe { self.cell.set(value) }),
            // SAFETY: as above, a promise that has begun ends once.
            Err(panic) => drop(unsafe { self.cell.fail(panic) }),
        }
    }

    /// True when nobody wants the value any more, so that the work need not begin.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cell.progress().phase() == Phase::Cancelled
    }

    /// How far the work has come, and who waits.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        self.cell.progress()
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        // SAFETY: the promise keeps the cell alive until after this.
        unsafe { self.cell.abandon() };
    }
}

impl<T> fmt::Debug for Promise<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Promise").field("progress", self.cell.progress()).finish()
    }
}
