//! The side that waits and takes.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::sync::Arc;

use super::{
    Failure, Panic, Phase, Progress, ResultAsync, ResultCell, ResultError, WaitOver, Waitable,
};
use crate::TimedOut;

/// The side of a [`pair`](super::pair) that waits for the value and takes it, once. Python's
/// `concurrent.futures.Future`.
///
/// One pointer. Dropped, it lets the work go on, and the value is dropped when it comes. `.await`
/// on it is [`result_async`](Self::result_async).
#[doc(alias = "Future")]
#[doc(alias = "concurrent.futures.Future")]
#[must_use = "dropped, it lets the work go on and its result go"]
pub struct Completion<T> {
    pub(super) cell: Arc<ResultCell<T>>,
}

impl<T> Completion<T> {
    pub(super) const fn new(cell: Arc<ResultCell<T>>) -> Self {
        Self { cell }
    }

    /// Blocks until the work is over, and takes what came of it.
    ///
    /// # Errors
    ///
    /// The [`Failure`], when there is no value.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// let producer = std::thread::spawn(move || promise.set(1));
    /// assert_eq!(completion.result().unwrap(), 1);
    /// # producer.join().unwrap().unwrap();
    /// ```
    pub fn result(self) -> Result<T, Failure> {
        self.wait();
        self.take_result()
    }

    /// Takes what came of the work, if it is over; never blocks.
    ///
    /// # Errors
    ///
    /// [`ResultError`]: not yet, and here is the handle back; or the failure.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// let completion = completion.try_result().unwrap_err().into_handle().unwrap();
    /// promise.set(1).unwrap();
    /// assert_eq!(completion.try_result().unwrap(), 1);
    /// ```
    pub fn try_result(self) -> Result<T, ResultError<Self>> {
        self.result_until(Deadline::NOW)
    }

    /// As [`result`](Self::result), for at most `timeout`. Zero means try; one that does not fit
    /// into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`ResultError`]: not yet, and here is the handle back; or the failure.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_sync::completion::{ResultError, pair};
    ///
    /// let (promise, completion) = pair::<u32>();
    /// let late = completion.result_timeout(Duration::from_millis(1));
    /// assert!(matches!(late, Err(ResultError::NotYet(_))));
    /// ```
    pub fn result_timeout(self, timeout: Duration) -> Result<T, ResultError<Self>> {
        self.result_until(Deadline::after(timeout))
    }

    /// As [`result`](Self::result), at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`ResultError`]: not yet, and here is the handle back; or the failure.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// promise.set(1).unwrap();
    /// assert_eq!(completion.result_deadline(Instant::now()).unwrap(), 1);
    /// ```
    pub fn result_deadline(self, deadline: Instant) -> Result<T, ResultError<Self>> {
        self.result_until(Deadline::at(deadline))
    }

    /// Waits as a task until the work is over, and takes what came of it.
    ///
    /// # Cancel safety
    ///
    /// The future owns the completion: dropped, it lets the result go. To keep it, await
    /// [`wait_async`](Self::wait_async) and then [`try_result`](Self::try_result).
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut result = pin!(completion.result_async());
    /// assert!(result.as_mut().poll(&mut task).is_pending());
    /// promise.set(1).unwrap();
    /// assert!(matches!(result.poll(&mut task), Poll::Ready(Ok(1))));
    /// ```
    pub fn result_async(self) -> ResultAsync<T> {
        ResultAsync::new(self)
    }

    pub(crate) fn result_until(self, deadline: Deadline) -> Result<T, ResultError<Self>> {
        match self.cell.progress().wait_until(deadline) {
            Ok(_) => self.take_result().map_err(ResultError::Failed),
            Err(TimedOut) => Err(ResultError::NotYet(self)),
        }
    }

    /// Takes the result of work that is over.
    pub(super) fn take_result(self) -> Result<T, Failure> {
        // SAFETY: a completion is the only one that takes, and it goes with it; whoever looked at
        // the failure borrowed it.
        unsafe { self.cell.take() }.expect("it is over, and taken by value once")
    }

    /// Gives what comes of the work to `callback`: at once and here if it is over, else on the
    /// thread that ends it. Python's `add_done_callback`, with the result in hand.
    ///
    /// ```
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// completion.then(|result| assert_eq!(result.unwrap(), 1));
    /// promise.set(1).unwrap();
    /// ```
    #[doc(alias = "add_done_callback")]
    pub fn then(self, callback: impl FnOnce(Result<T, Failure>) + Send + 'static)
    where
        T: Send + 'static,
    {
        let cell = Arc::clone(&self.cell);
        cell.progress().on_over(move |_| callback(self.take_result()));
    }

    /// Runs `callback` with the way it ended, once it is over: at once and here if it is, else on
    /// the thread that ends it, outside every lock.
    ///
    /// Those that were added before the end run in the order in which they were added. A panic in
    /// one is reported by the panic hook and goes no further. Allocates one box each.
    ///
    /// ```
    /// use threadbare_sync::completion::{Phase, pair};
    ///
    /// let (promise, completion) = pair::<u32>();
    /// completion.add_done_callback(|end| assert_eq!(end, Phase::Abandoned));
    /// drop(promise);
    /// ```
    #[doc(alias = "addDoneCallback")]
    pub fn add_done_callback(&self, callback: impl FnOnce(Phase) + Send + 'static) {
        self.cell.progress().on_over(callback);
    }

    /// Cancels work that has not begun. True: it was cancelled, now or before. False: too late.
    ///
    /// Those who wait are woken, and the callbacks run here.
    ///
    /// ```
    /// use threadbare_sync::completion::{Failure, pair};
    ///
    /// let (promise, completion) = pair::<u32>();
    /// assert!(completion.cancel());
    /// assert!(promise.is_cancelled());
    /// assert!(matches!(completion.result(), Err(Failure::Cancelled)));
    /// ```
    #[expect(clippy::must_use_candidate, reason = "to cancel is an effect; many do not ask")]
    pub fn cancel(&self) -> bool {
        self.cell.progress().cancel()
    }

    /// How far the work has come.
    #[must_use]
    #[doc(alias = "running")]
    pub fn phase(&self) -> Phase {
        self.cell.progress().phase()
    }

    /// True when the work is over, with a value or without.
    #[must_use]
    #[doc(alias = "done")]
    pub fn is_done(&self) -> bool {
        self.phase().is_over()
    }

    /// True when the work was cancelled.
    #[must_use]
    #[doc(alias = "cancelled")]
    pub fn is_cancelled(&self) -> bool {
        self.phase() == Phase::Cancelled
    }

    /// Why there is no value; `None` while the work is not over, and when there is one.
    ///
    /// ```
    /// use threadbare_sync::completion::{Failure, pair};
    ///
    /// let (promise, completion) = pair();
    /// promise.run(|| if true { panic!("out of cheese") });
    /// let Some(Failure::Panicked(panic)) = completion.failure() else { panic!() };
    /// assert_eq!(panic.message(), Some("out of cheese"));
    /// ```
    #[must_use]
    #[doc(alias = "exception")]
    pub fn failure(&self) -> Option<Failure<&Panic>> {
        // SAFETY: to take the result consumes the completion, which is borrowed by the answer.
        unsafe { self.cell.failure() }
    }

    /// Blocks until the work is over, says how it ended, and leaves the result where it is.
    ///
    /// ```
    /// use threadbare_sync::completion::{Phase, pair};
    ///
    /// let (promise, completion) = pair();
    /// promise.set(1).unwrap();
    /// assert_eq!(completion.wait(), Phase::Done);
    /// ```
    #[expect(clippy::must_use_candidate, reason = "to wait is an effect")]
    pub fn wait(&self) -> Phase {
        self.cell.progress().wait()
    }

    /// As [`wait`](Self::wait), for at most `timeout`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the work was not over in time.
    pub fn wait_timeout(&self, timeout: Duration) -> Result<Phase, TimedOut> {
        self.cell.progress().wait_timeout(timeout)
    }

    /// As [`wait`](Self::wait), at most until `deadline`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the work was not over in time.
    pub fn wait_deadline(&self, deadline: Instant) -> Result<Phase, TimedOut> {
        self.cell.progress().wait_deadline(deadline)
    }

    /// Waits as a task until the work is over, and leaves the result where it is.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let (promise, completion) = threadbare_sync::completion::pair();
    /// promise.set(1).unwrap();
    /// {
    ///     let over = pin!(completion.wait_async());
    ///     assert!(over.poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// }
    /// assert_eq!(completion.try_result().unwrap(), 1);
    /// ```
    pub fn wait_async(&self) -> WaitOver<'_> {
        self.cell.progress().wait_async()
    }
}

// SAFETY: the progress lives in an allocation that the handle shares, and there is one.
unsafe impl<T> Waitable for Completion<T> {
    fn progress(&self) -> &Progress {
        self.cell.progress()
    }
}

impl<T> fmt::Debug for Completion<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion").field("progress", self.cell.progress()).finish()
    }
}
