//! Waiting at a barrier as a task.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::action::BarrierAction;
use super::party::Party;
use super::{Barrier, BarrierWait, BrokenBarrier};
use crate::visit::Polled;

/// The future of [`Barrier::wait_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct BarrierAsync<'a, A = ()> {
    wait: Polled<'a, Party<'a, A>>,
}

impl<'a, A: BarrierAction> BarrierAsync<'a, A> {
    pub(super) const fn new(barrier: &'a Barrier<A>) -> Self {
        Self { wait: Polled::new(barrier.party()) }
    }
}

impl<A: BarrierAction> Future for BarrierAsync<'_, A> {
    type Output = Result<BarrierWait, BrokenBarrier>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `wait` is pinned whenever the whole is, and never moved out of it.
        unsafe { self.map_unchecked_mut(|this| &mut this.wait) }.poll(task)
    }
}

impl<A> fmt::Debug for BarrierAsync<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.wait.fmt(f)
    }
}
