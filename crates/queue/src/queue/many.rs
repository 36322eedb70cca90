//! Putting and getting many at a time.
//!
//! A batch is a row of single moves: others may come between, and each move may have to wake
//! somebody. An engine that can do better has `Engine::get_many_at_once` for it.

use core::error::Error;
use core::fmt;
use core::iter::{Chain, Once, once};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::Queue;
use crate::engine::Engine;
use crate::{GetError, GetTimeoutError, PutError, TryGetError};

impl<E: Engine> Queue<E> {
    /// Gets at least one item and at most `max`, appends them to `into` and says how many: blocks
    /// for the first, and takes what else is there. With a `max` of zero it does nothing.
    ///
    /// Each item is got by a move of its own; others may get some in between.
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(4);
    /// queue.put_many(1..=4).expect("it is open");
    /// let mut batch = Vec::new();
    /// assert_eq!(queue.get_many(&mut batch, 3), Ok(3));
    /// assert_eq!(queue.get_many(&mut batch, 3), Ok(1));
    /// assert_eq!(batch, [1, 2, 3, 4]);
    /// ```
    #[doc(alias = "recv_many")]
    pub fn get_many(&self, into: &mut Vec<E::Item>, max: usize) -> Result<usize, GetError> {
        self.many(into, max, Self::get)
    }

    /// As [`get_many`](Self::get_many), and never blocks for want of an item.
    ///
    /// # Errors
    ///
    /// [`TryGetError`], which says why there is not one.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::<u8>::bounded(4);
    /// assert!(queue.try_get_many(&mut Vec::new(), 3).unwrap_err().is_empty());
    /// ```
    pub fn try_get_many(&self, into: &mut Vec<E::Item>, max: usize) -> Result<usize, TryGetError> {
        self.many(into, max, Self::try_get)
    }

    /// As [`get_many`](Self::get_many); blocks for the first for at most `timeout`. Zero means try;
    /// one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    pub fn get_many_timeout(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        timeout: Duration,
    ) -> Result<usize, GetTimeoutError> {
        self.many(into, max, |queue| queue.get_until(Deadline::after(timeout)))
    }

    /// As [`get_many`](Self::get_many); blocks for the first at most until `deadline`. One that has
    /// passed means try.
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    pub fn get_many_deadline(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, GetTimeoutError> {
        self.many(into, max, |queue| queue.get_until(Deadline::at(deadline)))
    }

    fn many<X>(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        first: impl FnOnce(&Self) -> Result<E::Item, X>,
    ) -> Result<usize, X> {
        let Some(more) = max.checked_sub(1) else { return Ok(0) };
        into.push(first(self)?);
        Ok(1 + self.engine().get_many_at_once(into, more))
    }

    /// Puts item after item; blocks while there is no room, and says how many there were.
    ///
    /// Each item is put by a move of its own; others may put some in between.
    ///
    /// # Errors
    ///
    /// [`PutManyError`]: the queue was shut down; what was not put comes back.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(4);
    /// assert_eq!(queue.put_many([1, 2, 3]).ok(), Some(3));
    /// queue.shutdown();
    /// let error = queue.put_many([4, 5]).unwrap_err();
    /// assert_eq!(error.count(), 0);
    /// assert!(error.into_rest().eq([4, 5]));
    /// ```
    #[doc(alias = "extend")]
    pub fn put_many<I>(&self, items: I) -> Result<usize, PutManyError<I::IntoIter>>
    where
        I: IntoIterator<Item = E::Item>,
    {
        put_each(items.into_iter(), |item| self.put(item))
    }
}

/// Puts each, up to the first that fails.
pub(crate) fn put_each<I: Iterator>(
    mut items: I,
    mut put: impl FnMut(I::Item) -> Result<(), PutError<I::Item>>,
) -> Result<usize, PutManyError<I>> {
    let mut count = 0;
    while let Some(item) = items.next() {
        if let Err(PutError(item)) = put(item) {
            return Err(PutManyError { count, item, rest: items });
        }
        count += 1;
    }
    Ok(count)
}

/// The queue was shut down before all was put; the rest comes back.
///
/// ```
/// let queue = threadbare_queue::Fifo::unbounded();
/// let items = [1, 2, 3].into_iter().inspect(|item| {
///     if *item == 2 {
///         queue.shutdown();
///     }
/// });
/// let error = queue.put_many(items).unwrap_err();
/// assert_eq!(error.to_string(), "the queue was shut down after 1 of the items");
/// assert!(error.into_rest().eq([2, 3]));
/// ```
pub struct PutManyError<I: Iterator> {
    count: usize,
    item: I::Item,
    rest: I,
}

impl<I: Iterator> PutManyError<I> {
    /// How many were put.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The item that was refused, and all that come after it.
    pub fn into_rest(self) -> Chain<Once<I::Item>, I> {
        once(self.item).chain(self.rest)
    }

    /// The item that was refused, and the iterator behind it.
    pub fn into_parts(self) -> (I::Item, I) {
        (self.item, self.rest)
    }
}

impl<I: Iterator> fmt::Debug for PutManyError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PutManyError").field("count", &self.count).finish_non_exhaustive()
    }
}

impl<I: Iterator> fmt::Display for PutManyError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the queue was shut down after {} of the items", self.count)
    }
}

impl<I: Iterator> Error for PutManyError<I> {}
