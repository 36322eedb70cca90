//! Waiting for a signal as a task.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{AutoResetEvent, SignalVisit};
use crate::visit::Polled;

/// The future of [`AutoResetEvent::wait_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct AutoResetEventAsync<'a> {
    wait: Polled<'a, SignalVisit<'a>>,
}

impl<'a> AutoResetEventAsync<'a> {
    pub(super) fn new(event: &'a AutoResetEvent) -> Self {
        Self { wait: Polled::new(event.visit()) }
    }
}

impl Future for AutoResetEventAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait` is pinned whenever the whole is, and never moved out of it.
        unsafe { self.map_unchecked_mut(|this| &mut this.wait) }.poll(task)
    }
}

impl fmt::Debug for AutoResetEventAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wait.fmt(f)
    }
}
