//! Tasks that find it not done. How they look stands in `slow.rs`.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use super::Once;
use super::slow::{DoneVisit, EnterVisit};
use super::turn::{Entry, some_task, this_thread};
use crate::visit::Polled;

/// Waits as a task until it is done or ours to do.
pub(crate) struct EnterAsync<'a> {
    wait: Polled<'a, EnterVisit<'a>>,
}

impl<'a> EnterAsync<'a> {
    /// For a turn that lasts over several polls: [`settle`](super::Turn::settle) it.
    pub(crate) fn by_task(once: &'a Once) -> Self {
        Self { wait: Polled::new(EnterVisit { once, token: some_task }) }
    }

    /// For a turn that ends in the poll in which it begins.
    pub(crate) fn by_thread(once: &'a Once) -> Self {
        Self { wait: Polled::new(EnterVisit { once, token: this_thread }) }
    }
}

impl<'a> Future for EnterAsync<'a> {
    type Output = Entry<'a>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Entry<'a>> {
        // SAFETY: `wait` is pinned whenever the whole is, and never moved out of it.
        unsafe { self.map_unchecked_mut(|this| &mut this.wait) }.poll(task)
    }
}

/// The future of [`Once::call_once_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct CallOnceAsync<'a, F> {
    once: &'a Once,
    enter: EnterAsync<'a>,
    f: Option<F>,
}

impl<'a, F> CallOnceAsync<'a, F> {
    pub(super) fn new(once: &'a Once, f: F) -> Self {
        Self { once, enter: EnterAsync::by_thread(once), f: Some(f) }
    }
}

impl<F: FnOnce()> Future for CallOnceAsync<'_, F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `enter` is polled in place; `f` is not pinned, and moves out to be called.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned, and `enter` is a part of it that never moves.
        let enter = unsafe { Pin::new_unchecked(&mut this.enter) };
        let entry = ready!(enter.poll(task));
        let f = this.f.take();
        if let (Entry::Ours(turn), Some(f)) = (entry, f) {
            f();
            turn.complete();
        }
        Poll::Ready(())
    }
}

impl<F> fmt::Debug for CallOnceAsync<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOnceAsync").field("once", self.once).finish_non_exhaustive()
    }
}

/// The future of [`Once::wait_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct OnceWaitAsync<'a> {
    once: &'a Once,
    wait: Polled<'a, DoneVisit<'a>>,
}

impl<'a> OnceWaitAsync<'a> {
    pub(super) fn new(once: &'a Once) -> Self {
        Self { once, wait: Polled::new(DoneVisit { once, is_running: false }) }
    }
}

impl Future for OnceWaitAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait` is pinned whenever the whole is, and never moved out of it.
        unsafe { self.map_unchecked_mut(|this| &mut this.wait) }.poll(task)
    }
}

impl fmt::Debug for OnceWaitAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceWaitAsync").field("once", self.once).finish_non_exhaustive()
    }
}
