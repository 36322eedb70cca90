//! Waiting as a task until all is finished.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::futex::{self, WaitAsync};

use super::tally::{Look, Tally};

/// Waits until all is finished; made by [`Joinable::join_async`](super::Joinable::join_async).
#[must_use = "a future does nothing until it is polled"]
pub struct Join<'a> {
    // Goes first, for its node lies in a table until it is dropped.
    wait: Option<WaitAsync<'a>>,
    tally: &'a Tally,
    look: Option<Look<'a>>,
    is_done: bool,
}

impl<'a> Join<'a> {
    pub(super) const fn new(tally: &'a Tally) -> Self {
        Self { wait: None, tally, look: None, is_done: false }
    }
}

impl Future for Join<'_> {
    type Output = ();

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait`, the one field that is pinned, is not moved: it is made in place, polled
        // in place and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: the wait is over, make a new one");
        let tally = this.tally;
        let look = this.look.get_or_insert_with(|| tally.look());
        loop {
            if let Some(wait) = &mut this.wait {
                // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
                let wait = unsafe { Pin::new_unchecked(wait) };
                if wait.poll(task).is_pending() {
                    return Poll::Pending;
                }
                this.wait = None;
            }
            match look.announce() {
                Ok(()) => {
                    this.is_done = true;
                    return Poll::Ready(());
                }
                // [JA1] wait: as [JT11]; the first poll looks once more.
                Err(ended) => this.wait = Some(futex::wait_async(look.ended(), ended)),
            }
        }
    }
}

impl fmt::Debug for Join<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join").field("is_done", &self.is_done).finish_non_exhaustive()
    }
}
