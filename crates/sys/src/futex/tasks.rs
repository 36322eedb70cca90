//! How a task waits on a word: a node in a table hashed by the word's address.
//!
//! # The protocol
//!
//! The kernel looks at the word and enqueues the thread in one step, under its bucket's lock. We
//! do the same under ours, but the waker looks first whether there is anybody at all, without
//! the lock. So two words are in play, the user's word and the bucket's count, and each side
//! writes one and then reads the other:
//!
//! ```text
//!   task:  count += 1;  fence;  word still as expected? -> link      (all under the lock)
//!   waker: word = new;  fence;  count == 0? -> nobody to wake
//! ```
//!
//! The two fences stand in one total order. If the task's comes first, the waker reads a count of
//! at least one, takes the lock, and finds the node. If the waker's comes first, the task reads
//! the new word and does not sleep. Either way no wake is lost.
//!
//! # Invariants
//!
//! * I1: `count` is the number of linked nodes, plus at most one whose task is between its
//!   announcement and its link; both happen under the lock, so under the lock it is exact.
//! * I2: a node is linked while its future is in `Linked` and was not chosen; the future's drop
//!   unlinks it, so a node never outlives its future.
//! * I3: no waker is cloned, woken or dropped under the lock: it is user code.
//!
//! # Fork
//!
//! The child has a copy of the table in which the parent's tasks do not wait (they are not in the
//! child); a count that is left behind makes wakers look in vain, and no more.
//!
//! # Cost
//!
//! For a word that no task waits on: a fence and a load a wake. Otherwise the walk of a bucket,
//! which holds the waiting tasks of 1/64 of all words.

use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::{Address, Wait, kernel, table};
use crate::atomic::{AtomicU32, Ordering::Relaxed, Ordering::SeqCst, fence};
use crate::const_fn;
use crate::waitlist::{Batch, Key, WaitQueue, Waiter};

/// The waiting tasks of the words that hash here.
pub(super) struct Bucket {
    count: AtomicU32,
    waiters: WaitQueue,
}

impl Bucket {
    const_fn! {
        pub(super) const fn new() -> Self {
            Self { count: AtomicU32::new(0), waiters: WaitQueue::new() }
        }
    }

    fn announce(&self) {
        // [FT1] Relaxed: the fence [FT2] behind it orders it.
        self.count.fetch_add(1, Relaxed);
    }

    fn retract(&self) {
        // [FT3] Relaxed: under the lock; a waker that reads the old count takes the lock in vain.
        self.count.fetch_sub(1, Relaxed);
    }

    /// How many have announced themselves, for a waker that has changed its word.
    fn announced(&self) -> u32 {
        // [FT4] SeqCst: pairs with [FT2]; the two cases stand at the head of this file.
        fence(SeqCst);
        // [FT6] Relaxed: the fence before it orders it.
        self.count.load(Relaxed)
    }

    /// Announces the waiter, looks at the word once more, and links the node if it is as before.
    fn link(
        &self,
        word: &AtomicU32,
        expected: u32,
        node: &Waiter,
        waker: Waker,
    ) -> Result<(), Waker> {
        let address = Address::of(word);
        self.waiters.with(|list| {
            self.announce();
            // [FT2] SeqCst: pairs with [FT4]; the two cases stand at the head of this file.
            fence(SeqCst);
            // [FT5] wait: the look that the waker's fence [FT4] answers for.
            if !kernel::still(word, expected) {
                self.retract();
                return Err(waker);
            }
            // SAFETY: I2 - the node is idle, pinned in its future, and named only under this lock.
            unsafe { list.push_back(node, Key::number(address.number()), Some(waker)) };
            Ok(())
        })
    }
}

/// Wakes up to `n` tasks that wait on the word at `address`, first come first; returns how many.
///
/// When a waker panics, the others are woken all the same.
#[cfg_attr(threadbare_loom, track_caller)]
#[expect(clippy::must_use_candidate, reason = "a wake is done for its effect")]
pub fn wake_tasks(address: Address, n: u32) -> u32 {
    if n == 0 || kernel::wake_is_dropped() {
        return 0;
    }
    let bucket = table::bucket(address.number());
    let waiting = bucket.announced();
    if waiting == 0 { 0 } else { wake_tasks_slow(bucket, address, n.min(waiting)) }
}

#[cold]
fn wake_tasks_slow(bucket: &Bucket, address: Address, n: u32) -> u32 {
    let key = Key::number(address.number());
    let mut woken = 0;
    while woken < n {
        let batch = bucket.waiters.with(|list| {
            let mut batch = Batch::new();
            while woken < n && batch.room() > 0 {
                let Some(wakeup) = list.choose_key(key) else { break };
                bucket.retract();
                batch.push(wakeup);
                woken += 1;
            }
            batch
        });
        if batch.is_empty() {
            break;
        }
        drop(batch);
    }
    woken
}

/// Waits on `word` as a task, if the word still holds `expected` when it is first polled.
///
/// # Cancel safety
///
/// Dropping the future leaves nothing behind. If a wake had chosen it, the drop passes that wake
/// on to another waiter of the word. A future that is leaked after a wake chose it keeps the wake.
///
/// ```
/// use std::future::Future;
/// use std::pin::pin;
/// use std::task::{Context, Poll, Waker};
/// use threadbare_sys::{atomic::AtomicU32, futex};
///
/// let word = AtomicU32::new(1);
/// let mut task = Context::from_waker(Waker::noop());
///
/// let mut wait = pin!(futex::wait_async(&word, 1));
/// assert_eq!(wait.as_mut().poll(&mut task), Poll::Pending);
/// assert_eq!(futex::wake(futex::address(&word), 1), 1);
/// assert_eq!(wait.as_mut().poll(&mut task), Poll::Ready(futex::Wait::Woken));
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
pub fn wait_async(word: &AtomicU32, expected: u32) -> WaitAsync<'_> {
    WaitAsync { word, expected, state: State::Fresh, node: Waiter::new() }
}

/// The future of [`wait_async`]. It never returns [`Wait::TimedOut`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are polled"]
pub struct WaitAsync<'a> {
    word: &'a AtomicU32,
    expected: u32,
    state: State,
    node: Waiter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Not polled yet.
    Fresh,
    /// Its node was linked; perhaps it was chosen since.
    Linked,
    /// Ready was returned.
    Done,
}

impl WaitAsync<'_> {
    fn bucket(&self) -> &'static Bucket {
        table::bucket(Address::of(self.word).number())
    }

    fn first_poll(&mut self, waker: Waker) -> Poll<Wait> {
        match self.bucket().link(self.word, self.expected, &self.node, waker) {
            Ok(()) => {
                self.state = State::Linked;
                Poll::Pending
            }
            Err(waker) => {
                drop(waker);
                self.state = State::Done;
                Poll::Ready(Wait::Mismatch)
            }
        }
    }

    fn later_poll(&mut self, waker: Waker) -> Poll<Wait> {
        // SAFETY: I2 - the node is in this bucket's list or in none, whose lock we hold.
        let replaced =
            self.bucket().waiters.with(|list| unsafe { list.replace_waker(&self.node, waker) });
        // The wakers in `replaced` are dropped at its end, outside the lock (I3).
        if replaced.is_ok() {
            return Poll::Pending;
        }
        self.state = State::Done;
        Poll::Ready(Wait::Woken)
    }
}

impl Future for WaitAsync<'_> {
    type Output = Wait;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Wait> {
        // SAFETY: the node, the one field that is pinned, is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        let waker = task.waker().clone();
        match this.state {
            State::Fresh => this.first_poll(waker),
            State::Linked => this.later_poll(waker),
            State::Done => panic!("polled after it was ready: make a new wait instead"),
        }
    }
}

impl Drop for WaitAsync<'_> {
    fn drop(&mut self) {
        if self.state != State::Linked {
            return;
        }
        let bucket = self.bucket();
        let removed = bucket.waiters.with(|list| {
            // SAFETY: I2 - the node is in this bucket's list or in none, whose lock we hold.
            let removed = unsafe { list.remove(&self.node) };
            if removed.is_some() {
                bucket.retract();
            }
            removed
        });
        if removed.is_none() {
            // [FT7] wake: we were chosen and go away; whoever is next gets the wake.
            super::wake(Address::of(self.word), 1);
        }
    }
}
