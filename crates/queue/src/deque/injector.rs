//! A queue that everybody pushes into and steals from: where work comes in from outside.
//!
//! # Words
//!
//! `items`, under a lock; `len`, how many there are, beside it on a line of its own, so that those
//! who look in vain leave the lock alone.
//!
//! # Invariants
//!
//! * I1: `len` is changed under the lock, and is the number of items when the lock is released.
//! * I2: under the lock items are moved, and memory is taken and given back; nothing is dropped.
//!
//! # Cost
//!
//! A push: the lock, and a store. A steal: a load, the lock, a store; when nothing is there two
//! loads and a fence. A batch takes the lock once.

use core::fmt;
use std::collections::VecDeque;

use threadbare_sync::{Lock, LockGuard};
use threadbare_sys::CachePadded;
use threadbare_sys::atomic::{
    AtomicUsize,
    Ordering::{Relaxed, SeqCst},
    fence,
};

use super::shared::Flavour;
use super::{BATCH_MAX, Steal, Worker, batch};

/// As long as there is room for no more than this, the memory is kept.
const KEPT: usize = 64;

/// A FIFO queue without an owner: all push, all steal.
///
/// Items are stolen in the order in which they were pushed, each once.
///
/// ```
/// use threadbare_queue::deque::{Injector, Steal, Worker};
///
/// let injector = Injector::new();
/// (1..=4).for_each(|item| injector.push(item));
/// assert_eq!(injector.steal(), Steal::Success(1));
///
/// let local = Worker::new_lifo();
/// assert_eq!(injector.steal_batch_and_pop(&local), Steal::Success(2));
/// assert_eq!((local.pop(), injector.len()), (Some(3), 1));
/// ```
///
/// # Memory
///
/// As [`Stealer`](super::Stealer): an item brings with it what was written before, and `Empty` is
/// said behind a `SeqCst` fence.
///
/// # Fork
///
/// In a forked child the injector has the items that it had. If another thread was just pushing or
/// stealing, its lock stays held there: steals say `Retry`, and a push waits for ever.
#[doc(alias = "crossbeam_deque::Injector")]
pub struct Injector<T> {
    items: CachePadded<Lock<VecDeque<T>>>,
    len: CachePadded<AtomicUsize>,
}

impl<T> Injector<T> {
    /// An empty injector. Allocates nothing.
    ///
    /// ```
    /// let injector = threadbare_queue::deque::Injector::<u8>::new();
    /// assert!(injector.is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        let items = CachePadded::new(Lock::new(VecDeque::new()));
        Self { items, len: CachePadded::new(AtomicUsize::new(0)) }
    }

    /// Pushes an item at the end. Waits for its turn, among others who push or steal.
    ///
    /// Constant time, but for the moves to memory of twice the size.
    ///
    /// ```
    /// let injector = threadbare_queue::deque::Injector::new();
    /// injector.push(1);
    /// assert_eq!(injector.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// When there are more items than memory can hold; the injector stays as it was.
    pub fn push(&self, item: T) {
        let mut items = self.items.lock();
        items.push_back(item);
        self.say(items.len());
    }

    /// Steals the oldest item. `Retry` when somebody else is at it: never waits.
    ///
    /// ```
    /// use threadbare_queue::deque::{Injector, Steal};
    ///
    /// let injector = Injector::new();
    /// injector.push(1);
    /// assert_eq!(injector.steal(), Steal::Success(1));
    /// assert_eq!(injector.steal(), Steal::Empty);
    /// ```
    pub fn steal(&self) -> Steal<T> {
        self.with_items(|items| items.pop_front().map_or(Steal::Empty, Steal::Success))
    }

    /// Steals about half of the items, no more than 32, and pushes them into `dest`, whose owner
    /// pops them in the order in which they came.
    ///
    /// ```
    /// use threadbare_queue::deque::{Injector, Steal, Worker};
    ///
    /// let (injector, local) = (Injector::new(), Worker::new_fifo());
    /// (1..=4).for_each(|item| injector.push(item));
    /// assert_eq!(injector.steal_batch(&local), Steal::Success(()));
    /// assert_eq!((local.pop(), local.pop(), local.pop()), (Some(1), Some(2), None));
    /// ```
    pub fn steal_batch(&self, dest: &Worker<T>) -> Steal<()> {
        self.steal_batch_with_limit(dest, BATCH_MAX)
    }

    /// As [`steal_batch`](Self::steal_batch), with no more than `limit` items.
    ///
    /// ```
    /// use threadbare_queue::deque::{Injector, Steal, Worker};
    ///
    /// let (injector, local) = (Injector::new(), Worker::new_fifo());
    /// (1..=8).for_each(|item| injector.push(item));
    /// assert_eq!(injector.steal_batch_with_limit(&local, 2), Steal::Success(()));
    /// assert_eq!(local.len(), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// When the limit is zero.
    #[track_caller]
    pub fn steal_batch_with_limit(&self, dest: &Worker<T>, limit: usize) -> Steal<()> {
        assert!(limit > 0, "a batch of none: ask for one item at least");
        self.with_items(|items| {
            let count = batch(items.len(), limit);
            if count == 0 {
                return Steal::Empty;
            }
            dest.reserve(count);
            dest.fill(items.drain(..count), Flavour::Fifo);
            Steal::Success(())
        })
    }

    /// As [`steal_batch`](Self::steal_batch), and returns the oldest.
    ///
    /// ```
    /// use threadbare_queue::deque::{Injector, Steal, Worker};
    ///
    /// let (injector, local) = (Injector::new(), Worker::new_fifo());
    /// (1..=4).for_each(|item| injector.push(item));
    /// assert_eq!(injector.steal_batch_and_pop(&local), Steal::Success(1));
    /// assert_eq!((local.pop(), local.pop()), (Some(2), None));
    /// ```
    pub fn steal_batch_and_pop(&self, dest: &Worker<T>) -> Steal<T> {
        self.steal_batch_with_limit_and_pop(dest, BATCH_MAX)
    }

    /// As [`steal_batch_and_pop`](Self::steal_batch_and_pop), with no more than `limit` items, the
    /// returned one among them.
    ///
    /// ```
    /// use threadbare_queue::deque::{Injector, Steal, Worker};
    ///
    /// let (injector, local) = (Injector::new(), Worker::new_fifo());
    /// (1..=8).for_each(|item| injector.push(item));
    /// assert_eq!(injector.steal_batch_with_limit_and_pop(&local, 2), Steal::Success(1));
    /// assert_eq!(local.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// When the limit is zero.
    #[track_caller]
    pub fn steal_batch_with_limit_and_pop(&self, dest: &Worker<T>, limit: usize) -> Steal<T> {
        assert!(limit > 0, "a batch of none: ask for one item at least");
        self.with_items(|items| {
            let more = batch(items.len(), limit).saturating_sub(1);
            dest.reserve(more);
            let Some(first) = items.pop_front() else { return Steal::Empty };
            dest.fill(items.drain(..more), Flavour::Fifo);
            Steal::Success(first)
        })
    }

    /// How many items there are, or were a moment ago.
    ///
    /// ```
    /// let injector = threadbare_queue::deque::Injector::new();
    /// injector.push(1);
    /// assert_eq!(injector.len(), 1);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        // [DQ30] Relaxed: a number that may be old; whoever acts on it takes the lock.
        let seen = self.len.load(Relaxed);
        if seen > 0 {
            return seen;
        }
        // [DQ31] SeqCst: pairs with the fence of whoever pushed and looks for sleepers. If theirs
        // comes first, we see the item; if ours does, they see what we wrote before we came here.
        fence(SeqCst);
        // [DQ32] Relaxed: the fence before it orders it.
        self.len.load(Relaxed)
    }

    /// True when nothing is there, or was a moment ago.
    ///
    /// ```
    /// let injector = threadbare_queue::deque::Injector::new();
    /// assert!(injector.is_empty());
    /// injector.push(1);
    /// assert!(!injector.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Steals under the lock, if there seems to be something and nobody else has it.
    fn with_items<S>(&self, steal: impl FnOnce(&mut VecDeque<T>) -> Steal<S>) -> Steal<S> {
        if self.is_empty() {
            return Steal::Empty;
        }
        let Some(mut items) = self.items.try_lock() else { return Steal::Retry };
        let stolen = steal(&mut items);
        self.say(items.len());
        Self::give_back(&mut items);
        stolen
    }

    /// Says how many there are now.
    fn say(&self, len: usize) {
        // [DQ33] Relaxed: items are seen by the lock; for who looks without it, see [DQ31].
        self.len.store(len, Relaxed);
    }

    /// Gives memory back when three quarters of it are not used.
    fn give_back(items: &mut LockGuard<'_, VecDeque<T>>) {
        let room = items.capacity();
        if room > KEPT && items.len() < room / 4 {
            items.shrink_to(room / 2);
        }
    }
}

impl<T> Default for Injector<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Injector<T> {
    /// Shows how many items there are. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Injector").field("len", &self.len()).finish_non_exhaustive()
    }
}
