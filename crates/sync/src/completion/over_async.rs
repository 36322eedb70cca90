//! Waiting for the end as a task: for anybody, and for the one who takes the result.

use core::fmt;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::futex::{self, WaitAsync};

use super::word::{Phase, is_over, phase};
use super::{Completion, Failure, Progress};

/// The future of [`Progress::wait_async`] and of [`Completion::wait_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct WaitOver<'a> {
    progress: &'a Progress,
    wait: Option<WaitAsync<'a>>,
    is_done: bool,
}

impl<'a> WaitOver<'a> {
    pub(super) const fn new(progress: &'a Progress) -> Self {
        Self { progress, wait: None, is_done: false }
    }
}

impl Future for WaitOver<'_> {
    type Output = Phase;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Phase> {
        // SAFETY: `wait`, the one field that is pinned, is not moved: it is made in place, polled
        // in place and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: look at the phase instead");
        loop {
            if let Some(wait) = &mut this.wait {
                // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
                let wait = unsafe { Pin::new_unchecked(wait) };
                if wait.poll(task).is_pending() {
                    return Poll::Pending;
                }
                this.wait = None;
            }
            let seen = this.progress.announce();
            if is_over(seen) {
                this.is_done = true;
                return Poll::Ready(phase(seen));
            }
            // [CO18] wait: on a word with SLEEPERS (I2); the first poll looks once more.
            this.wait = Some(futex::wait_async(&this.progress.word, seen));
        }
    }
}

impl fmt::Debug for WaitOver<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitOver")
            .field("progress", self.progress)
            .field("waiting", &self.wait.is_some())
            .finish()
    }
}

/// The future of [`Completion::result_async`], which has an example. It owns the completion.
#[must_use = "futures do nothing unless they are polled"]
pub struct ResultAsync<T> {
    // Dropped before the completion, in which it waits.
    wait: WaitOver<'static>,
    completion: Option<Completion<T>>,
}

impl<T> ResultAsync<T> {
    pub(super) fn new(completion: Completion<T>) -> Self {
        // SAFETY: the progress lives in the completion's allocation, which this future keeps
        // until after `wait` is dropped; a future that is leaked leaks it too.
        let progress = unsafe { &*core::ptr::from_ref(completion.cell.progress()) };
        Self { wait: WaitOver::new(progress), completion: Some(completion) }
    }
}

impl<T> Future for ResultAsync<T> {
    type Output = Result<T, Failure>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `wait`, the one field that is pinned, is not moved out of it.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
        let wait = unsafe { Pin::new_unchecked(&mut this.wait) };
        match wait.poll(task) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(_) => {
                let completion = this.completion.take();
                Poll::Ready(completion.expect("taken when ready, once").take_result())
            }
        }
    }
}

impl<T> fmt::Debug for ResultAsync<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultAsync").field("wait", &self.wait).finish_non_exhaustive()
    }
}

impl<T> IntoFuture for Completion<T> {
    type Output = Result<T, Failure>;
    type IntoFuture = ResultAsync<T>;

    fn into_future(self) -> ResultAsync<T> {
        self.result_async()
    }
}
