//! First in, first out.

use crate::Queue;
use crate::ring::Ring;

/// A FIFO queue. Python's `queue.Queue`.
///
/// ```
/// use std::thread;
/// use threadbare_queue::Fifo;
///
/// let queue = Fifo::bounded(2);
/// thread::scope(|scope| {
///     scope.spawn(|| (1..=3).for_each(|item| queue.put(item).expect("nobody shuts it down")));
///     let got: Vec<_> = (0..3).filter_map(|_| queue.get().ok()).collect();
///     assert_eq!(got, [1, 2, 3]);
/// });
/// ```
#[doc(alias = "ArrayQueue")]
pub type Fifo<T> = Queue<Ring<T>>;

impl<T: Send> Fifo<T> {
    /// A queue with room for so many items. All of it is allocated now: 8 bytes and the item each.
    ///
    /// # Panics
    ///
    /// With no capacity, or with more than 2 to the 40.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::<u8>::bounded(3);
    /// assert_eq!(queue.capacity(), Some(3));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        assert!(
            (1..=Ring::<T>::CAPACITY_MAX).contains(&capacity),
            "a capacity of {capacity}: it must be at least 1, and at most 2 to the 40"
        );
        Self::of(Ring::new(capacity))
    }
}
