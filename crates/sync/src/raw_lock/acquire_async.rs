//! Waiting for the lock as a task: the moves of `acquire_slow`, one poll at a time.
//!
//! A task does not spin, does not starve (nothing can be kept for one that may be polled much
//! later) and does not time out: a timer that drops the future does that.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::atomic::Ordering::Relaxed;
use threadbare_sys::futex::{self, Wait, WaitAsync};

use super::RawLock;
use super::word::may_take;

/// The future of [`RawLock::acquire_async`], which has an example. Once it is ready, the lock is
/// the caller's to release.
///
#[must_use = "futures do nothing unless they are polled"]
pub struct AcquireAsync<'a> {
    lock: &'a RawLock,
    wait: Option<WaitAsync<'a>>,
    has_slept: bool,
    is_done: bool,
}

impl<'a> AcquireAsync<'a> {
    pub(super) const fn new(lock: &'a RawLock) -> Self {
        Self { lock, wait: None, has_slept: false, is_done: false }
    }

    /// Tries to go in; otherwise announces a sleeper and returns the word to sleep on.
    fn enter_or_announce(&self) -> Result<(), u32> {
        // [L20] Relaxed: only a first guess for the CAS.
        let mut seen = self.lock.word.load(Relaxed);
        loop {
            if may_take(seen, self.has_slept) {
                match self.lock.take(seen, self.has_slept) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
            } else {
                match self.lock.announce(seen, false) {
                    Ok(asleep) => return Err(asleep),
                    Err(newer) => seen = newer,
                }
            }
        }
    }
}

impl Future for AcquireAsync<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        // SAFETY: `wait`, the one field that is pinned, is not moved: it is made in place, polled
        // in place and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: the lock is yours, release it");
        loop {
            if let Some(wait) = &mut this.wait {
                // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
                let wait = unsafe { Pin::new_unchecked(wait) };
                match wait.poll(task) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(outcome) => this.has_slept |= outcome == Wait::Woken,
                }
                this.wait = None;
            }
            match this.enter_or_announce() {
                Ok(()) => {
                    this.is_done = true;
                    return Poll::Ready(());
                }
                // [L21] wait: on a word with PARKED (I2); the first poll looks once more.
                Err(asleep) => this.wait = Some(futex::wait_async(&this.lock.word, asleep)),
            }
        }
    }
}

impl fmt::Debug for AcquireAsync<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AcquireAsync")
            .field("lock", self.lock)
            .field("waiting", &self.wait.is_some())
            .finish()
    }
}
