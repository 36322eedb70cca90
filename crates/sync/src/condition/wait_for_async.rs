//! Waiting as a task until something is so: look, and wait while it is not.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::{Condition, ConditionWait};
use crate::WaitGuardAsync;

/// The future of [`Condition::wait_for_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct ConditionWaitFor<'a, G: WaitGuardAsync, P> {
    condition: &'a Condition,
    predicate: P,
    /// While we look, or have yet to.
    guard: Option<G>,
    /// While we wait.
    wait: Option<ConditionWait<'a, G>>,
}

impl<'a, G, P> ConditionWaitFor<'a, G, P>
where
    G: WaitGuardAsync,
    P: FnMut(&mut G::Value) -> bool,
{
    pub(super) const fn new(condition: &'a Condition, guard: G, predicate: P) -> Self {
        Self { condition, predicate, guard: Some(guard), wait: None }
    }
}

impl<G, P> Future for ConditionWaitFor<'_, G, P>
where
    G: WaitGuardAsync,
    P: FnMut(&mut G::Value) -> bool,
{
    type Output = G;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<G> {
        // SAFETY: `wait`, the one field that is pinned, is not moved: it is made in place, polled
        // in place and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        loop {
            if let Some(wait) = &mut this.wait {
                // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
                let wait = unsafe { Pin::new_unchecked(wait) };
                this.guard = Some(ready!(wait.poll(task)));
                this.wait = None;
            }
            // The guard stays in its place while the predicate runs: if that panics, the guard is
            // held until the future is dropped.
            let guard = this.guard.as_mut().expect("polled after it was ready: wait anew instead");
            let is_so = (this.predicate)(G::value(guard));
            let guard = this.guard.take().expect("it was there a moment ago");
            if is_so {
                return Poll::Ready(guard);
            }
            this.wait = Some(this.condition.wait_async(guard));
        }
    }
}

impl<G: WaitGuardAsync, P> fmt::Debug for ConditionWaitFor<'_, G, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConditionWaitFor").field("wait", &self.wait).finish_non_exhaustive()
    }
}
