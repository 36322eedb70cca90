//! Waiting for the fair lock as a task, in the same queue as the threads.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::RawFairLock;
use super::place::{Joined, Place};

/// The future of [`RawFairLock::acquire_async`], which has an example. Once it is ready, the lock
/// is the caller's to release.
#[must_use = "futures do nothing unless they are polled"]
pub struct AcquireFairAsync<'a> {
    place: Place<'a>,
    is_done: bool,
}

impl<'a> AcquireFairAsync<'a> {
    pub(super) fn new(lock: &'a RawFairLock) -> Self {
        Self { place: Place::new(lock), is_done: false }
    }
}

impl Future for AcquireFairAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `place`, the one field that is pinned, is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: the lock is yours, release it");
        // SAFETY: `this` was pinned, and `place` is a part of it that never moves.
        let mut place = unsafe { Pin::new_unchecked(&mut this.place) };
        let mut is_inside = false;
        if place.is_waiting() {
            match place.as_mut().look(task.waker().clone()) {
                Some(Poll::Pending) => return Poll::Pending,
                Some(Poll::Ready(())) => is_inside = true,
                // A forked child: its queue does not know us. We come anew.
                None => {}
            }
        }
        is_inside = is_inside
            || place.lock.try_acquire()
            || place.join(Some(task.waker().clone())) == Joined::Inside;
        this.is_done = is_inside;
        if is_inside { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl fmt::Debug for AcquireFairAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AcquireFairAsync")
            .field("lock", self.place.lock)
            .field("waiting", &self.place.is_waiting())
            .finish()
    }
}
