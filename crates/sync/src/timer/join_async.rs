//! Waiting for a timer's end as a task.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::futex::{self, WaitAsync};

use super::end::Ended;
use super::handle::TimerHandle;

/// The future of [`TimerHandle::join_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct JoinTimerAsync<'a> {
    timer: &'a TimerHandle,
    wait: Option<WaitAsync<'a>>,
    is_done: bool,
}

impl<'a> JoinTimerAsync<'a> {
    pub(super) const fn new(timer: &'a TimerHandle) -> Self {
        Self { timer, wait: None, is_done: false }
    }
}

impl Future for JoinTimerAsync<'_> {
    type Output = Ended;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `wait`, the one field that is pinned, is not moved: it is made in place, polled
        // in place and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: make a new join instead");
        loop {
            if let Some(wait) = &mut this.wait {
                // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
                let wait = unsafe { Pin::new_unchecked(wait) };
                if wait.poll(task).is_pending() {
                    return Poll::Pending;
                }
                this.wait = None;
            }
            match this.timer.look_or_announce() {
                Ok(ended) => {
                    this.is_done = true;
                    return Poll::Ready(ended);
                }
                // [TM34] wait: on a word with WAITED; the first poll looks once more.
                Err(word) => this.wait = Some(futex::wait_async(&this.timer.head().word, word)),
            }
        }
    }
}

impl fmt::Debug for JoinTimerAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinTimerAsync")
            .field("timer", self.timer)
            .field("waiting", &self.wait.is_some())
            .finish()
    }
}
