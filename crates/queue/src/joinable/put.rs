//! Putting as a task an item that is counted.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::tally::Tally;
use crate::engine::Engine;
use crate::{Put, PutError};

/// Puts an item as a task, and counts it; made by
/// [`Joinable::put_async`](super::Joinable::put_async).
#[must_use = "a future does nothing until it is polled"]
pub struct PutCounted<'a, E: Engine> {
    put: Put<'a, E>,
    tally: &'a Tally,
    /// J4: it was counted, and whether it was put is not known yet.
    is_open: bool,
}

impl<'a, E: Engine> PutCounted<'a, E> {
    pub(super) const fn new(put: Put<'a, E>, tally: &'a Tally) -> Self {
        Self { put, tally, is_open: false }
    }

    /// Gives up; the item comes back, and is not counted, unless it was put.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(1)?;
    /// let mut put = pin!(jobs.put_async(2));
    /// assert!(put.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    /// assert_eq!(put.cancel(), Some(2));
    /// assert_eq!(jobs.unfinished(), 1);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[must_use = "the item that was not put; drop it by `drop`"]
    pub fn cancel(self: Pin<&mut Self>) -> Option<E::Item> {
        // SAFETY: `put` is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `put` is pinned whenever the whole is, and never moved out of it.
        let item = unsafe { Pin::new_unchecked(&mut this.put) }.cancel();
        if item.is_some() && this.is_open {
            this.tally.less_at_most(1);
        }
        this.is_open = false;
        item
    }
}

impl<E: Engine> Future for PutCounted<'_, E> {
    type Output = Result<(), PutError<E::Item>>;

    /// # Panics
    ///
    /// When it is polled again after it was ready, or was cancelled.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `put` is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `put` is pinned whenever the whole is, and never moved out of it.
        let put = unsafe { Pin::new_unchecked(&mut this.put) };
        if !this.is_open && !put.is_done() {
            this.tally.more(1);
            this.is_open = true;
        }
        let answer = put.poll(task);
        match &answer {
            Poll::Pending => return answer,
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => this.tally.less_at_most(1),
        }
        this.is_open = false;
        answer
    }
}

impl<E: Engine> Drop for PutCounted<'_, E> {
    fn drop(&mut self) {
        // SAFETY: what is dropped is not moved any more.
        drop(unsafe { Pin::new_unchecked(self) }.cancel());
    }
}

impl<E: Engine> fmt::Debug for PutCounted<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.put.fmt(f)
    }
}
