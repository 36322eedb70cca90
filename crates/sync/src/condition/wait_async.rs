//! Waiting as a task: join, release, wait for the waker, acquire; one poll at a time.
//!
//! A task is chosen and woken by its notifier, never granted for long and never moved: it may be
//! polled much later, and nobody should wait for that.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker, ready};

use threadbare_sys::waitlist::Waiter;

use super::Condition;
use crate::WaitGuardAsync;

/// The future of [`Condition::wait_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct ConditionWait<'a, G: WaitGuardAsync> {
    condition: &'a Condition,
    stage: Stage<G>,
    /// The address of the lock that was released.
    lock: usize,
    node: Waiter,
}

enum Stage<G: WaitGuardAsync> {
    /// Not polled yet: the lock is held.
    Fresh(G),
    /// The node is in the list, or was chosen since; the lock is released. `None` only on the way
    /// to the next stage.
    Waiting(Option<G::Released>),
    /// Notified.
    Notified(G::TakeAgain),
    /// Ready was returned.
    Done,
}

impl<'a, G: WaitGuardAsync> ConditionWait<'a, G> {
    pub(super) fn new(condition: &'a Condition, guard: G) -> Self {
        let lock = G::lock_address(&guard);
        Self { condition, stage: Stage::Fresh(guard), lock, node: Waiter::new() }
    }

    #[track_caller]
    fn join(&self, waker: Waker) {
        // SAFETY: the node is idle, pinned in this future, and named by this condition alone; the
        // future's drop takes it out.
        unsafe { self.condition.join(&self.node, self.lock, Some(waker)) };
    }

    /// Gives the lock up: the node is in the list (I1).
    fn release(&mut self) {
        let fresh = core::mem::replace(&mut self.stage, Stage::Waiting(None));
        if let Stage::Fresh(guard) = fresh {
            self.stage = Stage::Waiting(Some(G::release(guard)));
        }
    }

    /// Leaves the new waker with the node; true when the node was chosen.
    fn is_chosen(&self, waker: Waker) -> bool {
        // SAFETY: the node is in this list or in none.
        let replaced =
            self.condition.queue.with(|list| unsafe { list.replace_waker(&self.node, waker) });
        // The wakers in `replaced` are dropped outside the gate: they are user code.
        match replaced {
            Ok(_old) => false,
            Err(_new) if self.node.is_chosen() => true,
            Err(new) => {
                // A forked child, where nobody waits: this copy of the future does so from now on.
                self.join(new);
                false
            }
        }
    }
}

impl<G: WaitGuardAsync> Future for ConditionWait<'_, G> {
    type Output = G;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<G> {
        // SAFETY: the node and the future in `Notified` are pinned: they are not moved from here.
        let this = unsafe { self.get_unchecked_mut() };
        let is_waiting = matches!(this.stage, Stage::Waiting(_));
        if is_waiting && !this.is_chosen(task.waker().clone()) {
            return Poll::Pending;
        }
        if let Stage::Waiting(released) = &mut this.stage {
            let released = released.take().expect("it was put there with the stage");
            this.stage = Stage::Notified(G::acquire(released));
        }
        match &mut this.stage {
            Stage::Fresh(_) => {
                this.join(task.waker().clone());
                this.release();
                Poll::Pending
            }
            Stage::Notified(acquire) => {
                // SAFETY: as above; it was made in its place and is dropped there.
                let acquire = unsafe { Pin::new_unchecked(acquire) };
                let guard = ready!(acquire.poll(task));
                this.stage = Stage::Done;
                Poll::Ready(guard)
            }
            Stage::Waiting(_) | Stage::Done => {
                panic!("polled after it was ready: wait anew instead")
            }
        }
    }
}

impl<G: WaitGuardAsync> Drop for ConditionWait<'_, G> {
    fn drop(&mut self) {
        let is_notified = match &self.stage {
            Stage::Fresh(_) | Stage::Done => false,
            Stage::Notified(_) => true,
            Stage::Waiting(_) => {
                // SAFETY: the node is in this list or in none.
                let removed = self.condition.queue.with(|list| unsafe { list.remove(&self.node) });
                removed.is_none_or(|removed| removed.was_granted())
            }
        };
        if is_notified {
            self.condition.notify(1);
        }
    }
}

impl<G: WaitGuardAsync> fmt::Debug for ConditionWait<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match &self.stage {
            Stage::Fresh(_) => "fresh",
            Stage::Waiting(_) => "waiting",
            Stage::Notified(_) => "notified",
            Stage::Done => "done",
        };
        f.debug_struct("ConditionWait").field("stage", &stage).finish_non_exhaustive()
    }
}
