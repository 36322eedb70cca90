//! Waiting for permits as a task: the same line and the same turnstile, one poll at a time.
//!
//! A task does not spin and does not time out: a timer that drops the future does that. As the
//! head it has starved when it was woken and finds too few permits all the same.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::fork;
use threadbare_sys::futex::{self, Wait, WaitAsync};

use super::CountingSemaphore;
use super::core::Core;
use super::error::SemaphoreClosed;
use super::head::{Head, Look};
use super::limit::Limit;
use super::permit::SemaphorePermit;
use super::word::is_closed;
use crate::AcquireFairAsync;

/// The future of [`CountingSemaphore::acquire_raw_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct SemaphoreAcquireRaw<'a> {
    core: &'a Core,
    n: u32,
    stage: Stage<'a>,
    /// The process in which the stage was reached.
    generation: u32,
}

enum Stage<'a> {
    /// Never polled, or in a process that forked ours.
    Fresh,
    /// In line.
    Turnstile(AcquireFairAsync<'a>),
    /// At its head (I1), asleep on the word or about to look.
    Head(Option<WaitAsync<'a>>, Head<'a>, bool),
    /// Ready was returned.
    Done,
}

impl<'a> SemaphoreAcquireRaw<'a> {
    pub(super) fn new(core: &'a Core, n: u32) -> Self {
        Self { core, n, stage: Stage::Fresh, generation: 0 }
    }

    /// In a forked child: the place in the parent's line means nothing here. It is left as it is,
    /// without its destructors, which would leave a line that they were never in.
    fn forget_the_parent(&mut self) {
        let now = fork::generation();
        let was_in_line = matches!(self.stage, Stage::Turnstile(_) | Stage::Head(..));
        if was_in_line && self.generation != now {
            // SAFETY: the place is ours and valid. What stood in it is pinned and not dropped; its
            // nodes are linked in the parent's queues, which nobody in this process follows (I4 of
            // `threadbare_sys::waitlist`).
            unsafe { core::ptr::write(&raw mut self.stage, Stage::Fresh) };
        }
        self.generation = now;
    }

    /// The first look, as any newcomer's; `None`: there are too few permits.
    fn come(&mut self) -> Option<Result<(), SemaphoreClosed>> {
        match self.core.take_from(self.core.look(), self.n) {
            Ok(()) => Some(Ok(())),
            Err(seen) if is_closed(seen) => Some(Err(self.core.see_closed())),
            Err(_) => {
                self.stage = Stage::Turnstile(self.core.turnstile.acquire_async());
                None
            }
        }
    }
}

impl Future for SemaphoreAcquireRaw<'_> {
    type Output = Result<(), SemaphoreClosed>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the futures in `stage`, which alone are pinned, are made in place, polled in
        // place and dropped in place, or left where they are (`forget_the_parent`).
        let this = unsafe { self.get_unchecked_mut() };
        this.forget_the_parent();
        loop {
            let outcome = match &mut this.stage {
                Stage::Done => panic!("polled after it was ready: the permits are yours"),
                Stage::Fresh => this.come(),
                Stage::Turnstile(acquire) => {
                    // SAFETY: `this` was pinned, and the future is a part of it that never moves.
                    if unsafe { Pin::new_unchecked(acquire) }.poll(task).is_pending() {
                        return Poll::Pending;
                    }
                    this.stage = Stage::Head(None, Head::new(this.core), false);
                    None
                }
                Stage::Head(wait, head, is_starving) => {
                    if let Some(sleeping) = wait {
                        // SAFETY: as above, a part of `this` that never moves.
                        match unsafe { Pin::new_unchecked(sleeping) }.poll(task) {
                            Poll::Pending => return Poll::Pending,
                            Poll::Ready(ended) => *is_starving |= ended == Wait::Woken,
                        }
                    }
                    *wait = None;
                    match head.look(this.n, *is_starving) {
                        Look::Taken => Some(Ok(())),
                        Look::Closed => Some(Err(SemaphoreClosed)),
                        Look::Asleep(word) => {
                            // [SM21] wait: on a word with HEAD (I2); the first poll looks again.
                            *wait = Some(futex::wait_async(&this.core.permits, word));
                            None
                        }
                    }
                }
            };
            if let Some(outcome) = outcome {
                // As the head, it leaves the turnstile by this.
                this.stage = Stage::Done;
                return Poll::Ready(outcome);
            }
        }
    }
}

impl Drop for SemaphoreAcquireRaw<'_> {
    fn drop(&mut self) {
        // What is left is dropped after this: a place in line, or the head's (I3).
        self.forget_the_parent();
    }
}

impl fmt::Debug for SemaphoreAcquireRaw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = match self.stage {
            Stage::Fresh => "fresh",
            Stage::Turnstile(_) => "in line",
            Stage::Head(..) => "at the head",
            Stage::Done => "done",
        };
        f.debug_struct("SemaphoreAcquireRaw")
            .field("permits", &self.n)
            .field("stage", &format_args!("{stage}"))
            .finish()
    }
}

/// The future of [`CountingSemaphore::acquire_async`] and
/// [`acquire_many_async`](CountingSemaphore::acquire_many_async), which have examples.
#[must_use = "futures do nothing unless they are polled"]
pub struct SemaphoreAcquire<'a, L: Limit> {
    semaphore: &'a CountingSemaphore<L>,
    acquire: SemaphoreAcquireRaw<'a>,
}

impl<'a, L: Limit> SemaphoreAcquire<'a, L> {
    pub(super) fn new(semaphore: &'a CountingSemaphore<L>, n: u32) -> Self {
        Self { semaphore, acquire: SemaphoreAcquireRaw::new(&semaphore.core, n) }
    }
}

impl<'a, L: Limit> Future for SemaphoreAcquire<'a, L> {
    type Output = Result<SemaphorePermit<'a, L>, SemaphoreClosed>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let (semaphore, n) = (self.semaphore, self.acquire.n);
        // SAFETY: `acquire` is pinned whenever the whole is, and never moved out of it.
        let acquire = unsafe { self.map_unchecked_mut(|this| &mut this.acquire) };
        acquire.poll(task).map_ok(|()| SemaphorePermit::new(semaphore, n))
    }
}

impl<L: Limit> fmt::Debug for SemaphoreAcquire<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SemaphoreAcquire").field("acquire", &self.acquire).finish()
    }
}
