//! The thieves' end of a deque. I1 to I6 stand at the head of `mod.rs`.

use core::fmt;

use threadbare_sys::sync::Arc;

use super::shared::{Flavour, Look, Shared};
use super::{BATCH_MAX, Steal, Worker, batch, top};

/// A thief of a deque: takes the oldest item, from any thread. Made by
/// [`Worker::stealer`](Worker::stealer), and cloned.
///
/// ```
/// use std::thread;
/// use threadbare_queue::deque::{Steal, Worker};
///
/// let worker = Worker::new_fifo();
/// (1..=4).for_each(|item| worker.push(item));
/// let stealer = worker.stealer();
/// let stolen = thread::spawn(move || stealer.steal());
/// let ours = worker.pop();
/// let theirs = stolen.join().expect("a steal does not panic").success();
/// // Each item is taken once; a thief that was late tries again.
/// assert!(ours == Some(1) || theirs == Some(1));
/// assert_ne!(ours, theirs);
/// ```
///
/// # Memory
///
/// What was written before an item was pushed is seen by whoever takes it. `Empty` is said behind
/// a `SeqCst` fence: whoever announces that it will sleep and then finds nothing is noticed by
/// whoever pushes, fences, and looks for sleepers.
#[doc(alias = "crossbeam_deque::Stealer")]
pub struct Stealer<T> {
    pub(super) shared: Arc<Shared<T>>,
}

impl<T> Stealer<T> {
    /// Steals the oldest item. Constant time, never waits.
    ///
    /// ```
    /// use threadbare_queue::deque::{Steal, Worker};
    ///
    /// let worker = Worker::new_lifo();
    /// worker.push(1);
    /// worker.push(2);
    /// let stealer = worker.stealer();
    /// assert_eq!(stealer.steal(), Steal::Success(1));
    /// assert_eq!(stealer.steal(), Steal::Success(2));
    /// assert_eq!(stealer.steal(), Steal::Empty);
    /// ```
    #[inline]
    pub fn steal(&self) -> Steal<T> {
        self.claim_one().map(|top| self.take(top))
    }

    /// Steals about half of the items, no more than 32, and pushes them into `dest`, whose owner
    /// pops them in the order in which the owner of this deque would have.
    ///
    /// From the worker's own deque nothing is stolen: the answer says whether something is there.
    ///
    /// ```
    /// use threadbare_queue::deque::{Steal, Worker};
    ///
    /// let (from, to) = (Worker::new_fifo(), Worker::new_fifo());
    /// (1..=4).for_each(|item| from.push(item));
    /// assert_eq!(from.stealer().steal_batch(&to), Steal::Success(()));
    /// assert_eq!((to.pop(), to.pop(), to.pop()), (Some(1), Some(2), None));
    /// ```
    pub fn steal_batch(&self, dest: &Worker<T>) -> Steal<()> {
        self.steal_batch_with_limit(dest, BATCH_MAX)
    }

    /// As [`steal_batch`](Self::steal_batch), with no more than `limit` items.
    ///
    /// ```
    /// use threadbare_queue::deque::{Steal, Worker};
    ///
    /// let (from, to) = (Worker::new_fifo(), Worker::new_fifo());
    /// (1..=8).for_each(|item| from.push(item));
    /// assert_eq!(from.stealer().steal_batch_with_limit(&to, 2), Steal::Success(()));
    /// assert_eq!(to.len(), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// When the limit is zero.
    #[track_caller]
    pub fn steal_batch_with_limit(&self, dest: &Worker<T>, limit: usize) -> Steal<()> {
        assert!(limit > 0, "a batch of none: ask for one item at least");
        if dest.is_of(&self.shared) {
            return if dest.is_empty() { Steal::Empty } else { Steal::Success(()) };
        }
        self.steal_many(dest, limit, false).map(|_| ())
    }

    /// As [`steal_batch`](Self::steal_batch), and returns the one that would be popped first.
    ///
    /// From the worker's own deque it is a [`pop`](Worker::pop).
    ///
    /// ```
    /// use threadbare_queue::deque::{Steal, Worker};
    ///
    /// let (from, to) = (Worker::new_fifo(), Worker::new_fifo());
    /// (1..=4).for_each(|item| from.push(item));
    /// assert_eq!(from.stealer().steal_batch_and_pop(&to), Steal::Success(1));
    /// assert_eq!((to.pop(), to.pop()), (Some(2), None));
    /// ```
    pub fn steal_batch_and_pop(&self, dest: &Worker<T>) -> Steal<T> {
        self.steal_batch_with_limit_and_pop(dest, BATCH_MAX)
    }

    /// As [`steal_batch_and_pop`](Self::steal_batch_and_pop), with no more than `limit` items, the
    /// returned one among them.
    ///
    /// ```
    /// use threadbare_queue::deque::{Steal, Worker};
    ///
    /// let (from, to) = (Worker::new_fifo(), Worker::new_fifo());
    /// (1..=8).for_each(|item| from.push(item));
    /// assert_eq!(from.stealer().steal_batch_with_limit_and_pop(&to, 2), Steal::Success(1));
    /// assert_eq!(to.len(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// When the limit is zero.
    #[track_caller]
    pub fn steal_batch_with_limit_and_pop(&self, dest: &Worker<T>, limit: usize) -> Steal<T> {
        assert!(limit > 0, "a batch of none: ask for one item at least");
        if dest.is_of(&self.shared) {
            return dest.pop().map_or(Steal::Empty, Steal::Success);
        }
        self.steal_many(dest, limit, true).map(|kept| kept.expect("one was to be kept"))
    }

    /// How many items there are, or were a moment ago.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// worker.push(1);
    /// assert_eq!(worker.stealer().len(), 1);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.look().len
    }

    /// True when nothing is there, or was a moment ago.
    ///
    /// ```
    /// let worker = threadbare_queue::deque::Worker::new_lifo();
    /// assert!(worker.stealer().is_empty());
    /// worker.push(1);
    /// assert!(!worker.stealer().is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Claims the oldest item; the top that it had.
    #[inline]
    fn claim_one(&self) -> Steal<u64> {
        let Look { top, len } = self.shared.look();
        if len == 0 {
            Steal::Empty
        } else if self.shared.claim(top, 1) {
            Steal::Success(top)
        } else {
            Steal::Retry
        }
    }

    /// Takes out the item at the top that the caller has claimed.
    #[inline]
    fn take(&self, top: u64) -> T {
        // SAFETY: I4 - the callers have claimed it, and not taken it.
        let buffer = unsafe { self.shared.buffer(top) };
        // SAFETY: I1 - the callers have claimed it, from the buffer that the top named.
        unsafe { buffer.take_as_thief(top::index(top)) }
    }

    /// Steals a batch; if `keeps_one`, the first to be popped comes back.
    fn steal_many(&self, dest: &Worker<T>, limit: usize, keeps_one: bool) -> Steal<Option<T>> {
        let look = self.shared.look();
        if look.len == 0 {
            return Steal::Empty;
        }
        let count = batch(look.len, limit);
        // Before the claim, since it may panic.
        dest.reserve(count);
        match self.shared.flavour {
            Flavour::Fifo => self.steal_at_once(dest, look.top, count, keeps_one),
            Flavour::Lifo => self.steal_one_by_one(dest, count, keeps_one),
        }
    }

    /// From a FIFO deque: all by one claim.
    fn steal_at_once(
        &self,
        dest: &Worker<T>,
        top: u64,
        count: usize,
        keeps_one: bool,
    ) -> Steal<Option<T>> {
        if !self.shared.claim(top, count) {
            return Steal::Retry;
        }
        // SAFETY: I4 - we have claimed them, and taken none.
        let buffer = unsafe { self.shared.buffer(top) };
        let mut items = (top..top + count as u64).map(|top| {
            // SAFETY: I1 - we have claimed it, from the buffer that the top named.
            unsafe { buffer.take_as_thief(top::index(top)) }
        });
        let kept = if keeps_one { items.next() } else { None };
        dest.fill(items, Flavour::Fifo);
        Steal::Success(kept)
    }

    /// From a LIFO deque: one claim an item, because its owner may have the next without a claim.
    fn steal_one_by_one(
        &self,
        dest: &Worker<T>,
        count: usize,
        keeps_one: bool,
    ) -> Steal<Option<T>> {
        let first = match self.claim_one() {
            Steal::Success(top) => self.take(top),
            Steal::Retry => return Steal::Retry,
            Steal::Empty => return Steal::Empty,
        };
        let more = (1..count).map_while(|_| self.claim_one().success()).map(|top| self.take(top));
        if !keeps_one {
            dest.fill(core::iter::once(first).chain(more), Flavour::Lifo);
            return Steal::Success(None);
        }
        // The youngest is kept, so each one is held back until the next has come.
        let mut kept = first;
        let others = more.map(|item| core::mem::replace(&mut kept, item));
        dest.fill(others, Flavour::Lifo);
        Steal::Success(Some(kept))
    }
}

impl<T> Clone for Stealer<T> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<T> fmt::Debug for Stealer<T> {
    /// Shows how many items there are. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stealer")
            .field("flavour", &self.shared.flavour)
            .field("len", &self.len())
            .finish()
    }
}
