//! Handles in the order in which their work ends.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::Waitable;
use super::gathering::{BellWait, Gathering};
use crate::TimedOut;

/// Yields each handle when its work is over, first over first, with its place in `those`. Python's
/// `concurrent.futures.as_completed`.
///
/// What is over already comes first, in the order in which it was given. As an iterator it blocks
/// for each; [`next_timeout`](AsCompleted::next_timeout) and its kin give up in time, and can be
/// called again. Each end costs the same, however many are watched. Dropped, it drops the handles
/// that are left, and leaves nothing behind in their work.
///
/// ```
/// use threadbare_sync::completion::{as_completed, pair};
///
/// let (slow, first) = pair();
/// let (fast, second) = pair();
/// fast.set("fast").unwrap();
/// let mut ended = as_completed([first, second]);
/// let (place, completion) = ended.next().unwrap();
/// assert_eq!((place, completion.result().unwrap()), (1, "fast"));
/// slow.set("slow").unwrap();
/// assert_eq!(ended.next().map(|(place, _)| place), Some(0));
/// assert!(ended.next().is_none());
/// ```
#[doc(alias = "concurrent.futures.as_completed")]
pub fn as_completed<W: Waitable>(those: impl IntoIterator<Item = W>) -> AsCompleted<W> {
    let handles: Vec<Option<W>> = those.into_iter().map(Some).collect();
    let progresses = handles.iter().flatten().map(|one| core::ptr::from_ref(one.progress()));
    // SAFETY: the handles are kept until they are yielded or the gathering is gone, and a
    // `Waitable` keeps its progress in place, wherever the handle is moved.
    let gathering = unsafe { Gathering::observe(progresses) };
    AsCompleted { gathering, left: handles.len(), handles }
}

/// The iterator of [`as_completed`], which has an example.
#[must_use = "iterators do nothing unless they are asked"]
pub struct AsCompleted<W> {
    // Dropped before the handles, whose work it observes.
    gathering: Gathering,
    handles: Vec<Option<W>>,
    left: usize,
}

impl<W: Waitable> AsCompleted<W> {
    /// The next that is over already; `Ok(None)` when all were yielded. Never blocks.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: none is over that was not yielded.
    ///
    /// ```
    /// use threadbare_sync::completion::{as_completed, pair};
    ///
    /// let (promise, completion) = pair::<u32>();
    /// let mut ended = as_completed([completion]);
    /// assert!(ended.try_next().is_err());
    /// drop(promise);
    /// assert!(ended.try_next().unwrap().is_some());
    /// assert!(ended.try_next().unwrap().is_none());
    /// ```
    pub fn try_next(&mut self) -> Result<Option<(usize, W)>, TimedOut> {
        self.next_until(Deadline::NOW)
    }

    /// The next, for at most `timeout`; `Ok(None)` when all were yielded.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: none was over in time. Nothing is lost.
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<(usize, W)>, TimedOut> {
        self.next_until(Deadline::after(timeout))
    }

    /// The next, at most until `deadline`; `Ok(None)` when all were yielded. With one deadline for
    /// all, this is Python's `as_completed(fs, timeout)`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: none was over in time. Nothing is lost.
    pub fn next_deadline(&mut self, deadline: Instant) -> Result<Option<(usize, W)>, TimedOut> {
        self.next_until(Deadline::at(deadline))
    }

    /// The next, as a task; `None` when all were yielded.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// use threadbare_sync::completion::{as_completed, pair};
    ///
    /// let (promise, completion) = pair();
    /// let mut ended = as_completed([completion]);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut next = pin!(ended.next_async());
    /// assert!(next.as_mut().poll(&mut task).is_pending());
    /// promise.set(1).unwrap();
    /// assert!(matches!(next.poll(&mut task), Poll::Ready(Some((0, _)))));
    /// ```
    pub fn next_async(&mut self) -> NextAsync<'_, W> {
        NextAsync { ended: self, wait: BellWait::new(), is_done: false }
    }

    fn next_until(&mut self, deadline: Deadline) -> Result<Option<(usize, W)>, TimedOut> {
        if self.left == 0 {
            return Ok(None);
        }
        let number = self.gathering.next(deadline)?;
        Ok(self.take(number))
    }

    fn take(&mut self, number: usize) -> Option<(usize, W)> {
        self.left -= 1;
        self.handles[number].take().map(|handle| (number, handle))
    }
}

impl<W: Waitable> Iterator for AsCompleted<W> {
    type Item = (usize, W);

    fn next(&mut self) -> Option<(usize, W)> {
        self.next_until(Deadline::NEVER).unwrap_or(None)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<W: Waitable> ExactSizeIterator for AsCompleted<W> {}
impl<W: Waitable> core::iter::FusedIterator for AsCompleted<W> {}

impl<W> fmt::Debug for AsCompleted<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsCompleted").field("left", &self.left).finish_non_exhaustive()
    }
}

/// The future of [`AsCompleted::next_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct NextAsync<'a, W> {
    ended: &'a mut AsCompleted<W>,
    wait: BellWait,
    is_done: bool,
}

impl<W: Waitable> Future for NextAsync<'_, W> {
    type Output = Option<(usize, W)>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `wait`, the one field that is pinned, is not moved out of it.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: call `next_async` again instead");
        let next = if this.ended.left == 0 {
            Poll::Ready(None)
        } else {
            // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
            let wait = unsafe { Pin::new_unchecked(&mut this.wait) };
            let number = this.ended.gathering.poll_next(wait, task);
            number.map(|number| this.ended.take(number))
        };
        this.is_done = next.is_ready();
        next
    }
}

impl<W> fmt::Debug for NextAsync<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NextAsync").field("ended", &self.ended).finish_non_exhaustive()
    }
}
