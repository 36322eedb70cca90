//! The least first.                                               Chapter: docs/queue/priority.md
//!
//! A heap behind the engine with a lock. Items of equal priority come out in the order in which
//! they entered: each carries the number that it was given under the lock.
//!
//! Read next: `heap.rs`, then `locked`.

mod heap;

use crate::Queue;
use crate::locked::Locked;
use heap::Heap;

/// A queue whose item of least priority comes out first, and of equal ones the oldest: Python's
/// `queue.PriorityQueue`. Items are pairs of a priority and a value, which need not be compared.
///
/// A clone is another handle of the same queue.
///
/// ```
/// use threadbare_queue::Priority;
///
/// let queue = Priority::unbounded();
/// queue.put((2, "sleep"))?;
/// queue.put((1, "wash"))?;
/// queue.put((1, "brush"))?;
/// assert_eq!(queue.get(), Ok((1, "wash")));
/// assert_eq!(queue.get(), Ok((1, "brush")));
/// assert_eq!(queue.get(), Ok((2, "sleep")));
/// # Ok::<(), threadbare_queue::PutError<(i32, &str)>>(())
/// ```
///
/// Greatest first by [`Reverse`](core::cmp::Reverse):
///
/// ```
/// use std::cmp::Reverse;
///
/// let queue = threadbare_queue::Priority::unbounded();
/// queue.put((Reverse(1), 'a'))?;
/// queue.put((Reverse(2), 'b'))?;
/// assert_eq!(queue.get().map(|(_, value)| value), Ok('b'));
/// # Ok::<(), threadbare_queue::PutError<(Reverse<i32>, char)>>(())
/// ```
///
/// Putting and getting take time in the logarithm of the number of items. The comparisons run
/// while the queue is locked: let them be short, and not use the queue. One that panics leaves all
/// items in the queue, in some order. One that is not a total order (floats with NaN have none)
/// makes the order a matter of chance, and [`shutdown_now`](Queue::shutdown_now) may panic by it.
///
/// A putter that waits for room has put nothing yet: its item counts when it enters, which is in
/// the order of arrival, whatever its priority.
#[doc(alias = "PriorityQueue")]
#[doc(alias = "heapq")]
pub type Priority<P, T> = Queue<Locked<Heap<P, T>>>;

impl<P: Ord + Send, T: Send> Priority<P, T> {
    /// A queue for at most `capacity` items. The first thousand or so have their memory at once,
    /// more get it when it is needed.
    ///
    /// # Panics
    ///
    /// When the capacity is zero, or more than memory could hold.
    ///
    /// ```
    /// let queue = threadbare_queue::Priority::<u32, &str>::bounded(16);
    /// assert_eq!(queue.capacity(), Some(16));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        Self::of(Locked::bounded(capacity))
    }

    /// A queue for any number of items: a put never waits.
    ///
    /// ```
    /// let queue = threadbare_queue::Priority::<u32, &str>::unbounded();
    /// assert_eq!(queue.capacity(), None);
    /// ```
    #[must_use]
    pub fn unbounded() -> Self {
        Self::of(Locked::unbounded())
    }
}
