//! Many at a time, each counted.

use core::time::Duration;
use std::time::Instant;

use super::Joinable;
use super::tally::Tally;
use crate::engine::Engine;
use crate::queue::Count;
use crate::{GetError, GetMany, GetTimeoutError, PutManyError, TryGetError};

/// The forms for many at a time. Each item that is got so is to be followed by a
/// [`task_done`](Self::task_done).
impl<E: Engine> Joinable<E> {
    /// As [`Queue::put_many`](crate::Queue::put_many). As many items as are taken out of the
    /// iterator at a time are counted at once, before the first of them is put, so a join may end
    /// between two such chunks.
    ///
    /// # Errors
    ///
    /// [`PutManyError`]: the queue was shut down; what was not put comes back, and is not counted.
    ///
    /// # Panics
    ///
    /// When the iterator does: what it had given and was not put is dropped, and not counted.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(4));
    /// assert_eq!(jobs.put_many(1..=3).ok(), Some(3));
    /// assert_eq!(jobs.unfinished(), 3);
    /// ```
    pub fn put_many<I>(&self, items: I) -> Result<usize, PutManyError<I::IntoIter>>
    where
        I: IntoIterator<Item = E::Item>,
    {
        self.queue.put_chunks(items.into_iter(), &*self.tally)
    }

    /// As [`Queue::get_many`](crate::Queue::get_many).
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(4));
    /// jobs.put_many(1..=3).expect("it is open");
    /// let mut batch = Vec::new();
    /// assert_eq!(jobs.get_many(&mut batch, 8), Ok(3));
    /// assert_eq!(jobs.unfinished(), 3);
    /// assert!(batch.into_iter().all(|_| jobs.task_done().is_ok()));
    /// ```
    pub fn get_many(&self, into: &mut Vec<E::Item>, max: usize) -> Result<usize, GetError> {
        self.queue.get_many(into, max)
    }

    /// As [`Queue::try_get_many`](crate::Queue::try_get_many).
    ///
    /// # Errors
    ///
    /// [`TryGetError`], which says why there is not one.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::<u8>::bounded(4));
    /// assert!(jobs.try_get_many(&mut Vec::new(), 8).unwrap_err().is_empty());
    /// ```
    pub fn try_get_many(&self, into: &mut Vec<E::Item>, max: usize) -> Result<usize, TryGetError> {
        self.queue.try_get_many(into, max)
    }

    /// As [`Queue::get_many_timeout`](crate::Queue::get_many_timeout).
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::<u8>::bounded(4));
    /// let nothing = jobs.get_many_timeout(&mut Vec::new(), 8, Duration::from_millis(1));
    /// assert!(nothing.unwrap_err().is_timeout());
    /// ```
    pub fn get_many_timeout(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        timeout: Duration,
    ) -> Result<usize, GetTimeoutError> {
        self.queue.get_many_timeout(into, max, timeout)
    }

    /// As [`Queue::get_many_deadline`](crate::Queue::get_many_deadline).
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(4));
    /// jobs.put(5)?;
    /// assert_eq!(jobs.get_many_deadline(&mut Vec::new(), 8, Instant::now()), Ok(1));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_many_deadline(
        &self,
        into: &mut Vec<E::Item>,
        max: usize,
        deadline: Instant,
    ) -> Result<usize, GetTimeoutError> {
        self.queue.get_many_deadline(into, max, deadline)
    }

    /// As [`Queue::get_many_async`](crate::Queue::get_many_async).
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
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(4));
    /// jobs.put(5)?;
    /// let mut batch = Vec::new();
    /// let get = pin!(jobs.get_many_async(&mut batch, 3));
    /// assert_eq!(get.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(1)));
    /// assert!(jobs.task_done().is_ok());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_many_async<'a>(&'a self, into: &'a mut Vec<E::Item>, max: usize) -> GetMany<'a, E> {
        self.queue.get_many_async(into, max)
    }
}

/// J1: counts a chunk before any of it can be got.
impl Count for Tally {
    fn more(&self, n: usize) {
        Self::more(self, n as u64);
    }

    fn less(&self, n: usize) {
        if n > 0 {
            self.less_at_most(n as u64);
        }
    }
}
