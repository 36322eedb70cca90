//! Putting and getting many at a time.
//!
//! What is put is taken out of the user's iterator first, a chunk at a time, so that the iterator
//! never runs in the middle of a move; a chunk that was taken out goes into the queue before the
//! iterator is asked again. So nobody sleeps beside an item while the iterator takes its time.

use core::error::Error;
use core::fmt;
use core::iter::Chain;
use core::mem;
use core::time::Duration;
use std::collections::{VecDeque, vec_deque};
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::{GetMany, Queue};
use crate::engine::Engine;
use crate::{GetError, GetTimeoutError, PutError, TryGetError};

/// So many items at most are taken out of an iterator before they are put.
const CHUNK_MAX: usize = 64;

impl<E: Engine> Queue<E> {
    /// Gets at least one item and at most `max`, appends them to `into` and says how many: blocks
    /// for the first, and takes what else is there. With a `max` of zero it does nothing.
    ///
    /// What is there is taken at one moment, up to 64 items at a time in a bounded
    /// [`Fifo`](crate::Fifo), and after that those who wait for room are woken: for all of it, one
    /// thread in a bounded `Fifo`, which wakes the next itself; elsewhere each that got its item
    /// in. After a wait others may get some between the first item and the rest.
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
    ///
    /// Time in the number of items that it gets.
    #[doc(alias = "recv_many")]
    #[doc(alias = "drain")]
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
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let queue = threadbare_queue::Fifo::<u8>::bounded(4);
    /// let nothing = queue.get_many_timeout(&mut Vec::new(), 3, Duration::from_millis(1));
    /// assert!(nothing.unwrap_err().is_timeout());
    /// ```
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
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let queue = threadbare_queue::Lifo::bounded(4);
    /// queue.put_many([1, 2]).expect("it is open");
    /// let mut batch = Vec::new();
    /// assert_eq!(queue.get_many_deadline(&mut batch, 3, Instant::now()), Ok(2));
    /// assert_eq!(batch, [2, 1]);
    /// ```
    pub fn get_many_deadline(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, GetTimeoutError> {
        self.many(into, max, |queue| queue.get_until(Deadline::at(deadline)))
    }

    /// As [`get_many`](Self::get_many), as a task. The place in line is taken at the first poll.
    ///
    /// There is no such form of [`put_many`](Self::put_many): a future that is dropped in the
    /// middle would have put some and lost the iterator. Put them by
    /// [`put_async`](Self::put_async) one by one, which shows what was put.
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// # Cancel safety
    ///
    /// A future that was not ready has got nothing.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    ///
    /// let queue = threadbare_queue::Fifo::bounded(4);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut batch = Vec::new();
    /// {
    ///     let mut get = pin!(queue.get_many_async(&mut batch, 3));
    ///     assert!(get.as_mut().poll(&mut task).is_pending());
    ///     queue.put_many(1..=4).expect("it is open");
    ///     assert_eq!(get.poll(&mut task), Poll::Ready(Ok(3)));
    /// }
    /// assert_eq!(batch, [1, 2, 3]);
    /// ```
    pub fn get_many_async<'a>(&'a self, into: &'a mut Vec<E::Item>, max: usize) -> GetMany<'a, E> {
        GetMany::new(self.engine(), into, max)
    }

    /// `first` waits for an item where none is there.
    fn many<X>(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        first: impl FnOnce(&Self) -> Result<E::Item, X>,
    ) -> Result<usize, X> {
        let Some(more) = max.checked_sub(1) else { return Ok(0) };
        let got = self.engine().get_many_at_once(into, max);
        if got > 0 {
            return Ok(got);
        }
        // Before it is got: it may panic.
        into.reserve(1);
        into.push(first(self)?);
        Ok(1 + self.engine().get_many_at_once(into, more))
    }

    /// Puts item after item; blocks while there is no room, and says how many there were.
    ///
    /// As many as there is room for are put at one moment, up to 64, and after that those who wait
    /// for an item are woken, as in [`get_many`](Self::get_many); others may put some between one
    /// such moment and the next. For that, items are taken out of the iterator before the first of
    /// them is put: as many as its [`size_hint`](Iterator::size_hint) says that it surely has, 64
    /// at most. One that cannot say is asked for one at a time. An iterator that waits for its own
    /// items to be got belongs into a loop of [`put`](Self::put)s.
    ///
    /// # Errors
    ///
    /// [`PutManyError`]: the queue was shut down; what was not put comes back.
    ///
    /// # Panics
    ///
    /// When the iterator does: what it had given and was not put is dropped.
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
    #[doc(alias = "send_many")]
    pub fn put_many<I>(&self, items: I) -> Result<usize, PutManyError<I::IntoIter>>
    where
        I: IntoIterator<Item = E::Item>,
    {
        self.put_chunks(items.into_iter(), &())
    }

    /// Puts all, chunk by chunk, and lets `count` know of each.
    pub(crate) fn put_chunks<I>(
        &self,
        mut items: I,
        count: &impl Count,
    ) -> Result<usize, PutManyError<I>>
    where
        I: Iterator<Item = E::Item>,
    {
        let mut chunk = Chunk { items: VecDeque::new(), count };
        let mut put = 0;
        while chunk.fill(&mut items) {
            while !chunk.items.is_empty() {
                match self.put_some(&mut chunk.items) {
                    0 => return Err(PutManyError { put, chunk: chunk.give_up(), rest: items }),
                    more => put += more,
                }
            }
        }
        Ok(put)
    }

    /// Puts as many as there is room for, and waits for room where there is none. Zero: it was shut
    /// down.
    fn put_some(&self, items: &mut VecDeque<E::Item>) -> usize {
        let put = self.engine().put_many_at_once(items);
        if put > 0 {
            return put;
        }
        match items.pop_front().map(|item| self.put(item)) {
            Some(Err(PutError(item))) => {
                items.push_front(item);
                0
            }
            Some(Ok(())) => 1,
            None => 0,
        }
    }
}

/// What is to know how many items are on their way into a queue.
pub(crate) trait Count {
    /// So many are about to be put.
    fn more(&self, n: usize);
    /// So many were not put after all.
    fn less(&self, n: usize);
}

/// Nobody.
impl Count for () {
    fn more(&self, _: usize) {}
    fn less(&self, _: usize) {}
}

/// Items between their iterator and the queue. What is left in it when it is dropped, by a panic,
/// was not put.
struct Chunk<'a, T, K: Count> {
    items: VecDeque<T>,
    count: &'a K,
}

impl<T, K: Count> Chunk<'_, T, K> {
    /// Takes the next items out of the iterator; false: there are none.
    fn fill(&mut self, items: &mut impl Iterator<Item = T>) -> bool {
        let known = items.size_hint().0.clamp(1, CHUNK_MAX);
        // Not counted yet, so not in the chunk, while the iterator may panic.
        let mut next = mem::take(&mut self.items);
        next.extend(items.take(known));
        self.count.more(next.len());
        self.items = next;
        !self.items.is_empty()
    }

    /// Takes out what was not put.
    fn give_up(&mut self) -> VecDeque<T> {
        let items = mem::take(&mut self.items);
        self.count.less(items.len());
        items
    }
}

impl<T, K: Count> Drop for Chunk<'_, T, K> {
    fn drop(&mut self) {
        drop(self.give_up());
    }
}

/// The queue was shut down before all was put; the rest comes back.
///
/// ```
/// let queue = threadbare_queue::Fifo::unbounded();
/// let items = [1, 2, 3].into_iter().filter(|item| {
///     if *item == 2 {
///         queue.shutdown();
///     }
///     true
/// });
/// // A filter does not know how many it has, so it is asked for one after the other.
/// let error = queue.put_many(items).unwrap_err();
/// assert_eq!(error.to_string(), "the queue was shut down after 1 of the items");
/// assert!(error.into_rest().eq([2, 3]));
/// ```
pub struct PutManyError<I: Iterator> {
    put: usize,
    chunk: VecDeque<I::Item>,
    rest: I,
}

impl<I: Iterator> PutManyError<I> {
    /// How many were put.
    pub const fn count(&self) -> usize {
        self.put
    }

    /// The items that were not put: those that had been taken out of the iterator, and all that
    /// come after them.
    pub fn into_rest(self) -> Chain<vec_deque::IntoIter<I::Item>, I> {
        self.chunk.into_iter().chain(self.rest)
    }

    /// The items that had been taken out of the iterator and were not put, of which there is at
    /// least one, and the iterator behind them.
    pub fn into_parts(self) -> (VecDeque<I::Item>, I) {
        (self.chunk, self.rest)
    }
}

impl<I: Iterator> fmt::Debug for PutManyError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PutManyError").field("count", &self.put).finish_non_exhaustive()
    }
}

impl<I: Iterator> fmt::Display for PutManyError<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the queue was shut down after {} of the items", self.put)
    }
}

impl<I: Iterator> Error for PutManyError<I> {}
