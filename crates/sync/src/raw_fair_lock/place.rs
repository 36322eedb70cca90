//! A place in the queue of a fair lock: what a waiter, thread or task, has while it waits. The
//! word, its moves and the invariants I1 to I5 stand at the head of `mod.rs`.

use core::pin::Pin;
use core::task::{Poll, Waker};

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::Spin;
use threadbare_sys::waitlist::Waiter;

use super::RawFairLock;
use super::word::{FREE, LOCKED, QUEUED, is_queued};
use crate::TimedOut;
use crate::patience::SPIN_NS;

/// How a waiter has joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// The lock was free: we are inside, and stand in no queue.
    Inside,
    /// We stand in the queue, before all others of this lock.
    First,
    /// We stand in the queue behind others.
    Behind,
}

/// A place in the queue, or the readiness to take one.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) lock: &'a RawFairLock,
    node: Waiter,
    /// True from the joining until we know that we were chosen, or have left. The node is in the
    /// queue meanwhile, or was chosen (I5), or is in the queue of a parent process.
    is_waiting: bool,
}

impl<'a> Place<'a> {
    /// Waits for nothing yet.
    pub(super) fn new(lock: &'a RawFairLock) -> Self {
        Self { lock, node: Waiter::new(), is_waiting: false }
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.is_waiting
    }

    /// Takes a free lock, or the last place of the queue. A task brings its waker.
    ///
    /// Not to be called while it waits, nor when it was chosen.
    pub(super) fn join(self: Pin<&mut Self>, waker: Option<Waker>) -> Joined {
        // SAFETY: the pinned node is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        debug_assert!(!this.is_waiting, "one place a waiter");
        let lock = this.lock;
        // Moved out of the closure, so that a waker that is not needed is dropped outside.
        let mut waker = waker;
        let joined = lock.queue().with(|list| {
            // [FL3] Acquire: pairs with [FL2] and [FL5], when the lock is free after all. QUEUED
            // carries no data: it is set and cleared in here alone (I2).
            let seen = lock.word.fetch_or(LOCKED | QUEUED, Acquire);
            if seen == FREE {
                // [FL4] Relaxed: nobody waits, and the lock is ours to release.
                lock.word.swap(LOCKED, Relaxed);
                return Joined::Inside;
            }
            if !is_queued(seen) {
                // Nobody waits (I2), so who stands here waited for something that is gone.
                list.forget_key(lock.key());
            }
            // SAFETY: the node is in no list and was not chosen (`join`'s contract). It stays
            // until `is_waiting` is false: `drop` sees to that, and it is pinned.
            unsafe { list.push_back(&this.node, lock.key(), waker.take()) };
            if is_queued(seen) { Joined::Behind } else { Joined::First }
        });
        this.is_waiting = joined != Joined::Inside;
        joined
    }

    /// Blocks until we are chosen, or the deadline comes and we have left the queue.
    pub(super) fn wait(
        self: Pin<&mut Self>,
        joined: Joined,
        deadline: Deadline,
    ) -> Result<(), TimedOut> {
        // SAFETY: the pinned node is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        // Who stands behind another will not be next: it lets them run.
        let is_first = joined == Joined::First;
        let mut spin = if is_first { Spin::for_ns(SPIN_NS) } else { Spin::giving_way() };
        while !this.node.is_chosen() && spin.turn() {}
        spin.learn(this.node.is_chosen());
        // Of a deadline and a choice that come together, the queue says which was first.
        if this.node.wait(deadline) || !this.leave() {
            this.is_waiting = false;
            return Ok(());
        }
        Err(TimedOut)
    }

    /// Looks, as a task, whether we were chosen; `None`: the queue is that of a parent process.
    pub(super) fn look(self: Pin<&mut Self>, waker: Waker) -> Option<Poll<()>> {
        // SAFETY: the pinned node is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        let replaced = this.lock.queue().with(|list| {
            // SAFETY: the node is in this list or in none, and this is the list's lock.
            unsafe { list.replace_waker(&this.node, waker) }
        });
        if replaced.is_ok() {
            return Some(Poll::Pending);
        }
        if this.node.is_chosen() {
            this.is_waiting = false;
            return Some(Poll::Ready(()));
        }
        this.leave();
        None
    }

    /// Leaves the queue; false when we were chosen before, and so are inside.
    fn leave(&mut self) -> bool {
        let removed = self.lock.queue().with(|list| {
            // SAFETY: the node is in this list or in none, and this is the list's lock.
            unsafe { list.remove(&self.node) }
        });
        // A waker in `removed` is dropped at the end of this function, outside the queue's lock.
        self.is_waiting &= removed.is_none();
        removed.is_some()
    }
}

impl Drop for Place<'_> {
    /// Leaves the queue. Who was chosen passes the lock on (I5).
    fn drop(&mut self) {
        if self.is_waiting && !self.leave() {
            let released = self.lock.release();
            debug_assert!(released.is_ok(), "who was chosen is inside");
        }
    }
}
