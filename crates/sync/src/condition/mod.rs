//! `Condition`: wait until something is so.             Chapter: docs/sync/condition.md
//!
//! # State
//!
//! A [`WaitQueue`]: a list in order of arrival with a lock of its own, called the *gate* here. A
//! waiter is a node on its thread's stack or in its future; the node's key is the address of the
//! waiter's lock. A node is
//!
//! | state | meaning | who leaves it |
//! |---|---|---|
//! | waiting | in the list | a notifier, to chosen or granted; its owner, by a timeout or a drop |
//! | granted | in the list, notified; ahead of all that wait | a woken waiter, to chosen |
//! | chosen | out of the list; awake, or asleep on the lock's word | its owner |
//!
//! # Moves
//!
//! A waiter joins the list, releases its lock, sleeps, and takes the lock again. Before it sleeps
//! it looks again for a while, or gives way if it is not alone. `notify(n)` takes the first `n`:
//! tasks are chosen, of the threads two are chosen and woken (one where they would share a CPU),
//! and the others are granted. The first woken thread that has its lock again moves the granted
//! ones to the lock's word, asleep as they are; from there each release wakes the next.
//!
//! # Invariants
//!
//! * I1: a waiter is in the list before its lock is released, so whoever has changed the state
//!   under that lock after the waiter looked at it finds the list not empty.
//! * I2: of "notified" and "timed out" (or "dropped") exactly one happens to each waiter; both are
//!   decided inside the gate.
//! * I3: while a thread is granted, some chosen thread has not passed on yet. It passes on when it
//!   has its lock again, whichever way its wait ended.
//! * I4: all that wait at one time wait with one lock. So whoever passes on holds the very lock
//!   whose word it moves sleepers to: nobody can release it meanwhile, and it is alive.
//!
//! # Cost
//!
//! Nobody waits: a notification is one load. A wait allocates nothing; the node is 56 bytes of
//! stack. A notification of `n` sleepers makes two wakes, and a move for each of the others.
//!
//! Read next: `waiting.rs`, then `threadbare_sys::waitlist`.

mod wait_async;
mod wait_for_async;
mod waiting;

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;
use threadbare_sys::waitlist::WaitQueue;

use crate::{TimedOut, WaitGuard, WaitGuardAsync};
pub use wait_async::ConditionWait;
pub use wait_for_async::ConditionWaitFor;

/// Waits for a change of what a lock guards. Python's `threading.Condition`, std's `Condvar`.
///
/// A waiter gives its lock up, sleeps until it is notified, and has the lock again. 16 bytes, no
/// allocation, `const` construction. It works with every guard that is a [`WaitGuard`]; threads
/// and tasks wait side by side.
///
/// * Waiters are notified in the order in which they came. In which order they then have the lock
///   is the lock's matter.
/// * A wait returns because it was notified or because its time is over, never for no reason. By
///   then somebody else may have changed the state again, so look at it once more, or use
///   [`wait_for`](Self::wait_for), which does.
/// * A notification that nobody waits for is forgotten, and costs one load.
/// * Many that are notified together do not wake up together: each is woken when the lock is free
///   for it.
///
/// Change the state under the lock, or a waiter that has just looked at it may miss the
/// notification. Notify under the lock or after it, as you like. Unlike Python's, this condition
/// does not know its lock, so it cannot complain when it is notified by one who does not hold it.
/// There is no `try_wait`: a wait that may not wait is a look at the state.
///
/// # Fork
///
/// In a forked child nobody waits, and the condition works.
///
/// # Examples
///
/// ```
/// use std::collections::VecDeque;
/// use std::thread;
/// use threadbare_sync::{Condition, Lock};
///
/// static QUEUE: Lock<VecDeque<u32>> = Lock::new(VecDeque::new());
/// static FILLED: Condition = Condition::new();
///
/// let consumer = thread::spawn(|| {
///     let mut queue = QUEUE.lock();
///     FILLED.wait_for(&mut queue, |queue| !queue.is_empty());
///     queue.pop_front()
/// });
/// QUEUE.lock().push_back(7);
/// FILLED.notify_one();
/// assert_eq!(consumer.join().unwrap(), Some(7));
/// ```
#[doc(alias = "Condvar")]
#[doc(alias = "threading.Condition")]
#[derive(Default)]
pub struct Condition {
    queue: WaitQueue,
}

// A panic happens in nobody's middle: the list is whole whenever the gate is open.
impl UnwindSafe for Condition {}
impl RefUnwindSafe for Condition {}

impl Condition {
    const_fn! {
        /// A condition that nobody waits for.
        #[must_use]
        pub const fn new() -> Self {
            Self { queue: WaitQueue::new() }
        }
    }

    /// Releases the guard's lock, blocks until notified, and has the lock again.
    ///
    /// # Panics
    ///
    /// When others wait with another lock at this moment. The guard holds its lock then.
    ///
    /// ```
    /// # use threadbare_sync::{Condition, Lock};
    /// let (turn, changed) = (Lock::new(0), Condition::new());
    /// std::thread::scope(|scope| {
    ///     let mut guard = turn.lock();
    ///     scope.spawn(|| {
    ///         *turn.lock() += 1;
    ///         changed.notify_all();
    ///     });
    ///     while *guard == 0 {
    ///         changed.wait(&mut guard);
    ///     }
    /// });
    /// ```
    #[track_caller]
    pub fn wait<G: WaitGuard>(&self, guard: &mut G) {
        let notified = self.wait_until(guard, Deadline::NEVER);
        debug_assert!(notified.is_ok(), "a wait without a deadline does not time out");
    }

    /// As [`wait`](Self::wait), for at most `timeout`; taking the lock again may take longer.
    /// Zero releases the lock for a moment; one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: nobody notified us. The guard holds its lock all the same.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// # use {std::time::Duration, threadbare_sync::{Condition, Lock}};
    /// let (lock, changed) = (Lock::new(0), Condition::new());
    /// let mut guard = lock.lock();
    /// assert!(changed.wait_timeout(&mut guard, Duration::from_millis(1)).is_err());
    /// ```
    #[track_caller]
    pub fn wait_timeout<G: WaitGuard>(
        &self,
        guard: &mut G,
        timeout: Duration,
    ) -> Result<(), TimedOut> {
        self.wait_until(guard, Deadline::after(timeout))
    }

    /// As [`wait`](Self::wait), at most until `deadline`; taking the lock again may take longer.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: nobody notified us. The guard holds its lock all the same.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// # use {std::time::Instant, threadbare_sync::{Condition, Lock}};
    /// let (lock, changed) = (Lock::new(0), Condition::new());
    /// assert!(changed.wait_deadline(&mut lock.lock(), Instant::now()).is_err());
    /// ```
    #[track_caller]
    pub fn wait_deadline<G: WaitGuard>(
        &self,
        guard: &mut G,
        deadline: Instant,
    ) -> Result<(), TimedOut> {
        self.wait_until(guard, Deadline::at(deadline))
    }

    /// Waits as a task: releases the guard's lock, waits until notified, and gives the guard back.
    ///
    /// The first poll joins the queue and releases the lock; before that the future holds it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves the lock released. A notification that had chosen it goes to the
    /// next waiter. One that is notified and leaked keeps its notification.
    ///
    /// # Panics
    ///
    /// The future: as [`wait`](Self::wait), at its first poll, and then the lock is released with
    /// the future; and when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// # use threadbare_sync::{Condition, Lock};
    /// let (lock, changed) = (Lock::new(0), Condition::new());
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut wait = pin!(changed.wait_async(lock.lock()));
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// *lock.lock() = 7;
    /// assert!(changed.notify_one());
    /// assert!(matches!(wait.poll(&mut task), Poll::Ready(guard) if *guard == 7));
    /// ```
    pub fn wait_async<G: WaitGuardAsync>(&self, guard: G) -> ConditionWait<'_, G> {
        ConditionWait::new(self, guard)
    }

    /// Waits until `predicate` is true of the value: looks, and waits while it is not.
    ///
    /// The guard holds its lock whenever `predicate` runs, and also if it panics.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait), and as `predicate` does.
    ///
    /// ```
    /// # use threadbare_sync::{Condition, Lock};
    /// let (lock, changed) = (Lock::new(7), Condition::new());
    /// changed.wait_for(&mut lock.lock(), |value| *value == 7);
    /// ```
    #[track_caller]
    #[doc(alias = "wait_while")]
    pub fn wait_for<G: WaitGuard>(
        &self,
        guard: &mut G,
        predicate: impl FnMut(&mut G::Value) -> bool,
    ) {
        let is_so = self.wait_for_until(guard, predicate, Deadline::NEVER);
        debug_assert!(is_so.is_ok(), "a wait without a deadline does not time out");
    }

    /// As [`wait_for`](Self::wait_for), for at most `timeout`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the time is over and `predicate`, asked once more, is false.
    ///
    /// # Panics
    ///
    /// As [`wait_for`](Self::wait_for).
    ///
    /// ```
    /// # use {std::time::Duration, threadbare_sync::{Condition, Lock}};
    /// let (lock, changed) = (Lock::new(7), Condition::new());
    /// let mut guard = lock.lock();
    /// assert!(changed.wait_for_timeout(&mut guard, |n| *n == 7, Duration::ZERO).is_ok());
    /// assert!(changed.wait_for_timeout(&mut guard, |n| *n == 8, Duration::ZERO).is_err());
    /// ```
    #[track_caller]
    pub fn wait_for_timeout<G: WaitGuard>(
        &self,
        guard: &mut G,
        predicate: impl FnMut(&mut G::Value) -> bool,
        timeout: Duration,
    ) -> Result<(), TimedOut> {
        self.wait_for_until(guard, predicate, Deadline::after(timeout))
    }

    /// As [`wait_for`](Self::wait_for), at most until `deadline`.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the time is over and `predicate`, asked once more, is false.
    ///
    /// # Panics
    ///
    /// As [`wait_for`](Self::wait_for).
    ///
    /// ```
    /// # use {std::time::Instant, threadbare_sync::{Condition, Lock}};
    /// let (lock, changed) = (Lock::new(7), Condition::new());
    /// let now = Instant::now();
    /// assert!(changed.wait_for_deadline(&mut lock.lock(), |n| *n == 8, now).is_err());
    /// ```
    #[track_caller]
    pub fn wait_for_deadline<G: WaitGuard>(
        &self,
        guard: &mut G,
        predicate: impl FnMut(&mut G::Value) -> bool,
        deadline: Instant,
    ) -> Result<(), TimedOut> {
        self.wait_for_until(guard, predicate, Deadline::at(deadline))
    }

    /// As [`wait_for`](Self::wait_for), as a task; gives the guard back.
    ///
    /// # Cancel safety
    ///
    /// As [`wait_async`](Self::wait_async).
    ///
    /// # Panics
    ///
    /// The future: as that of [`wait_async`](Self::wait_async), and as `predicate` does.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// # use threadbare_sync::{Condition, Lock};
    /// let (lock, changed) = (Lock::new(7), Condition::new());
    /// let wait = pin!(changed.wait_for_async(lock.lock(), |value| *value == 7));
    /// assert!(wait.poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// ```
    pub fn wait_for_async<G, P>(&self, guard: G, predicate: P) -> ConditionWaitFor<'_, G, P>
    where
        G: WaitGuardAsync,
        P: FnMut(&mut G::Value) -> bool,
    {
        ConditionWaitFor::new(self, guard, predicate)
    }

    /// Notifies the one that has waited longest; true if there was one.
    ///
    /// ```
    /// assert!(!threadbare_sync::Condition::new().notify_one());
    /// ```
    #[inline]
    pub fn notify_one(&self) -> bool {
        self.notify(1) == 1
    }

    /// Notifies all that wait at this moment; returns how many.
    ///
    /// ```
    /// assert_eq!(threadbare_sync::Condition::new().notify_all(), 0);
    /// ```
    #[inline]
    #[doc(alias = "notifyAll")]
    pub fn notify_all(&self) -> usize {
        self.notify(usize::MAX)
    }

    /// Notifies the `n` that have waited longest; returns how many there were, at most `n`.
    ///
    /// Wakers of tasks are called by this thread, outside every lock of the condition.
    ///
    /// ```
    /// assert_eq!(threadbare_sync::Condition::new().notify(2), 0);
    /// ```
    #[inline]
    pub fn notify(&self, n: usize) -> usize {
        if self.queue.is_empty() { 0 } else { self.notify_slow(n) }
    }
}

impl fmt::Debug for Condition {
    /// Shows whether somebody waits. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condition").field("awaited", &!self.queue.is_empty()).finish()
    }
}
