//! Getting item after item. There is no state but the queue: an iterator that is dropped early
//! leaves what it has not returned.

use core::fmt;
use core::iter::FusedIterator;

use super::Queue;
use crate::engine::Engine;

/// The items until the queue is shut down; made by [`Queue::iter`].
#[must_use = "an iterator does nothing until it is asked"]
pub struct Iter<'a, E: Engine>(&'a Queue<E>);

/// The items until the queue is shut down, with a handle of its own; made by `into_iter`.
#[must_use = "an iterator does nothing until it is asked"]
pub struct IntoIter<E: Engine>(Queue<E>);

/// The items until there is none at once; made by [`Queue::try_iter`].
#[must_use = "an iterator does nothing until it is asked"]
pub struct TryIter<'a, E: Engine>(&'a Queue<E>);

/// As many items as there were; made by [`Queue::drain`].
#[must_use = "an iterator does nothing until it is asked"]
pub struct Drain<'a, E: Engine> {
    queue: &'a Queue<E>,
    left: usize,
}

impl<E: Engine> Queue<E> {
    /// Gets item after item; blocks while there is none, and ends when the queue was shut down and
    /// nothing is left. `for item in &queue` is the same.
    ///
    /// Several may iterate at once: each item goes to one of them.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(2);
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| {
    ///         (1..=5).for_each(|item| queue.put(item).expect("it is open"));
    ///         queue.shutdown();
    ///     });
    ///     assert!(queue.iter().eq(1..=5));
    /// });
    /// ```
    pub const fn iter(&self) -> Iter<'_, E> {
        Iter(self)
    }

    /// Gets item after item; ends when there is none at once, and never blocks for want of one.
    /// Where others go on putting it may never end; [`drain`](Self::drain) does.
    ///
    /// ```
    /// let queue = threadbare_queue::Lifo::bounded(2);
    /// queue.put(1)?;
    /// queue.put(2)?;
    /// assert!(queue.try_iter().eq([2, 1]));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub const fn try_iter(&self) -> TryIter<'_, E> {
        TryIter(self)
    }

    /// Gets at most as many items as there are now; never blocks for want of one. Others may get
    /// some of them meanwhile, and then it ends sooner or returns some that came later. What it has
    /// not returned when it is dropped stays in the queue.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::unbounded();
    /// (1..=3).for_each(|item| queue.put(item).expect("it is open"));
    /// // One more for each: `try_iter` would not end.
    /// queue.drain().for_each(|item| queue.put(item * 10).expect("it is open"));
    /// assert!(queue.drain().eq([10, 20, 30]));
    /// ```
    pub fn drain(&self) -> Drain<'_, E> {
        Drain { queue: self, left: self.len() }
    }
}

impl<E: Engine> Iterator for Iter<'_, E> {
    type Item = E::Item;

    fn next(&mut self) -> Option<E::Item> {
        self.0.get().ok()
    }
}

impl<E: Engine> Iterator for IntoIter<E> {
    type Item = E::Item;

    fn next(&mut self) -> Option<E::Item> {
        self.0.get().ok()
    }
}

// What was shut down stays so, and nothing is put into it any more.
impl<E: Engine> FusedIterator for Iter<'_, E> {}
impl<E: Engine> FusedIterator for IntoIter<E> {}

impl<E: Engine> Iterator for TryIter<'_, E> {
    type Item = E::Item;

    fn next(&mut self) -> Option<E::Item> {
        self.0.try_get().ok()
    }
}

impl<E: Engine> Iterator for Drain<'_, E> {
    type Item = E::Item;

    fn next(&mut self) -> Option<E::Item> {
        self.left = self.left.checked_sub(1)?;
        let item = self.queue.try_get().ok();
        if item.is_none() {
            self.left = 0;
        }
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

impl<E: Engine> FusedIterator for Drain<'_, E> {}

impl<'a, E: Engine> IntoIterator for &'a Queue<E> {
    type Item = E::Item;
    type IntoIter = Iter<'a, E>;

    fn into_iter(self) -> Iter<'a, E> {
        self.iter()
    }
}

impl<E: Engine> IntoIterator for Queue<E> {
    type Item = E::Item;
    type IntoIter = IntoIter<E>;

    fn into_iter(self) -> IntoIter<E> {
        IntoIter(self)
    }
}

impl<E: Engine> fmt::Debug for Iter<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(self.0).finish()
    }
}

impl<E: Engine> fmt::Debug for IntoIter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IntoIter").field(&self.0).finish()
    }
}

impl<E: Engine> fmt::Debug for TryIter<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TryIter").field(self.0).finish()
    }
}

impl<E: Engine> fmt::Debug for Drain<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("left", &self.left).finish_non_exhaustive()
    }
}
