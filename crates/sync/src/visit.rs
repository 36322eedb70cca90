//! One wait, from the first look to the last sleep: the loop that several primitives share.
//!
//! A primitive says how to look at its state and how to announce a sleeper; when to spin, when to
//! sleep and when to give up is said here, once for threads ([`wait`]) and once for tasks
//! ([`Polled`]).
//!
//! # What a visit owes
//!
//! * V1: `announce` returns a value to sleep on only if whoever ends the wait changes the word
//!   away from that value, and wakes those who sleep on it after the change.
//! * V2: what `look` and `announce` find is true however late they come: a waiter that was woken
//!   may run long after. They may be called again at any time until one says that it is over.
//!
//! Nothing else is needed: a wake for no reason leads to another look, and a deadline that comes
//! to one more look, so a wait that is over is never told that it timed out.
//!
//! Read next: `event/mod.rs`, the shortest primitive that uses it.

use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait, WaitAsync};
use threadbare_sys::spin::Spin;

use crate::TimedOut;
use crate::patience::SPIN_NS;

/// One wait of one thread or task. `'a` is how long the word lives.
pub(crate) trait Visit<'a> {
    type Output;

    /// The word to sleep on.
    fn word(&self) -> &'a AtomicU32;

    /// Looks whether the wait is over. Announces nobody.
    fn look(&mut self) -> Option<Self::Output>;

    /// Looks, and announces a sleeper if the wait is not over; the error is the value to sleep
    /// on (V1).
    fn announce(&mut self) -> Result<Self::Output, u32>;

    /// How to look again before sleeping, asked after a first look.
    fn spin(&self) -> Spin {
        Spin::on_trial(SPIN_NS)
    }
}

/// Waits as a thread.
#[cold]
#[inline(never)]
pub(crate) fn wait<'a, V: Visit<'a>>(
    visit: &mut V,
    deadline: Deadline,
) -> Result<V::Output, TimedOut> {
    if let Some(output) = visit.look() {
        return Ok(output);
    }
    if deadline.is_now() {
        return Err(TimedOut);
    }
    let mut spin = visit.spin();
    while spin.turn() {
        if let Some(output) = visit.look() {
            spin.learn(true);
            return Ok(output);
        }
    }
    spin.learn(false);
    loop {
        // Here the wait was not over a moment ago.
        let asleep = match visit.announce() {
            Ok(output) => return Ok(output),
            Err(asleep) => asleep,
        };
        // [EV1] wait: on what `announce` left (V1); the kernel looks once more under its lock.
        if futex::wait(visit.word(), asleep, deadline) == Wait::TimedOut {
            return visit.look().ok_or(TimedOut);
        }
    }
}

/// A wait that is never given up.
pub(crate) fn wait_for_ever<'a, V: Visit<'a>>(visit: &mut V) -> V::Output {
    loop {
        if let Ok(output) = wait(visit, Deadline::NEVER) {
            return output;
        }
    }
}

/// Waits as a task: the moves of [`wait`], one poll at a time. A task does not spin, and does not
/// time out: a timer that drops the future does that.
#[derive(Debug)]
pub(crate) struct Polled<'a, V> {
    // Goes first, for its node lies in a table until it is dropped.
    wait: Option<WaitAsync<'a>>,
    visit: V,
    is_done: bool,
}

impl<'a, V: Visit<'a>> Polled<'a, V> {
    pub(crate) const fn new(visit: V) -> Self {
        Self { wait: None, visit, is_done: false }
    }

    /// Polls the wait. What is pinned is only the node in `wait`; the visit moves as it likes.
    pub(crate) fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<V::Output> {
        // SAFETY: `wait`, the one field that is pinned, is not moved: it is made in place, polled
        // in place and dropped in place.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: the wait is over, make a new one");
        loop {
            if let Some(wait) = &mut this.wait {
                // SAFETY: `this` was pinned, and `wait` is a part of it that never moves.
                let wait = unsafe { Pin::new_unchecked(wait) };
                if wait.poll(task).is_pending() {
                    return Poll::Pending;
                }
                this.wait = None;
            }
            match this.visit.announce() {
                Ok(output) => {
                    this.is_done = true;
                    return Poll::Ready(output);
                }
                // [EV2] wait: on what `announce` left (V1); the first poll looks once more.
                Err(asleep) => this.wait = Some(futex::wait_async(this.visit.word(), asleep)),
            }
        }
    }
}
