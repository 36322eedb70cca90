//! Waiting for a latch as a task.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Latch;
use super::tally::TallyVisit;
use crate::visit::Polled;

/// The future of [`Latch::wait_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct LatchAsync<'a> {
    wait: Polled<'a, TallyVisit<'a>>,
}

impl<'a> LatchAsync<'a> {
    pub(super) fn new(latch: &'a Latch) -> Self {
        Self { wait: Polled::new(latch.tally.visit()) }
    }
}

impl Future for LatchAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait` is pinned whenever the whole is, and never moved out of it.
        unsafe { self.map_unchecked_mut(|this| &mut this.wait) }.poll(task)
    }
}

impl fmt::Debug for LatchAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wait.fmt(f)
    }
}
