//! The face of every queue: the forms of putting and getting. How it is done is the engine's
//! matter (`engine.rs`, then `ring` or `locked`).

mod asked;
mod iter;
mod many;
mod tasks;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::sync::Arc;

use crate::engine::Engine;
use crate::{GetError, GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};
pub use iter::{Drain, IntoIter, Iter, TryIter};
pub(crate) use many::Count;
pub use many::PutManyError;
pub use tasks::{Get, GetMany, Put};

/// A queue that is shared: a clone is another handle of the same queue, as in Python.
///
/// The kinds are [`Fifo`](crate::Fifo), [`Lifo`](crate::Lifo) and [`Priority`](crate::Priority);
/// what stands here is common to all.
///
/// Threads and tasks wait in the same lines, in the order in which they came. Who comes when there
/// is an item, or room, takes it without standing in line.
///
/// Each operation is linearizable: it takes effect at one moment between its call and its return,
/// for all threads in the same order. What was written before a put is seen after its get.
///
/// Putting and getting take constant time, without a bound but for the moves to memory of twice the
/// size; in a `Priority`, time in the logarithm of the number of items. With a bound they allocate
/// nothing, and waiting never does.
///
/// ```
/// use std::thread;
/// use threadbare_queue::Fifo;
///
/// let jobs = Fifo::bounded(8);
/// let workers: Vec<_> = (0..2)
///     .map(|_| {
///         let jobs = jobs.clone();
///         thread::spawn(move || jobs.iter().sum::<u32>())
///     })
///     .collect();
/// (1..=10).for_each(|job| jobs.put(job).expect("it is open"));
/// jobs.shutdown();
/// let sums = workers.into_iter().map(|worker| worker.join().expect("no panic"));
/// assert_eq!(sums.sum::<u32>(), 55);
/// ```
///
/// # Fork
///
/// In a forked child the queue has the items that it had, and nobody waits. If another thread was
/// in the middle of a move, the child may wait for its end for ever: fork while nobody is, or make
/// the child's queues in the child.
#[doc(alias = "SimpleQueue")]
pub struct Queue<E: Engine>(Arc<E>);

impl<E: Engine> Queue<E> {
    pub(crate) fn of(engine: E) -> Self {
        Self(Arc::new(engine))
    }

    pub(crate) fn engine(&self) -> &E {
        &self.0
    }

    /// Puts the item; blocks while there is no room.
    ///
    /// # Errors
    ///
    /// [`PutError`]: the queue was shut down; the item comes back.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(2);
    /// queue.put("first")?;
    /// assert_eq!(queue.len(), 1);
    /// # Ok::<(), threadbare_queue::PutError<&str>>(())
    /// ```
    #[inline]
    #[doc(alias = "send")]
    pub fn put(&self, item: E::Item) -> Result<(), PutError<E::Item>> {
        match self.0.put_at_once(item) {
            Ok(()) => Ok(()),
            Err(item) => self.put_for_ever(item),
        }
    }

    #[cold]
    #[inline(never)]
    fn put_for_ever(&self, mut item: E::Item) -> Result<(), PutError<E::Item>> {
        loop {
            item = match self.0.put_until(item, Deadline::NEVER) {
                Ok(()) => return Ok(()),
                Err(PutTimeoutError::ShutDown(item)) => return Err(PutError(item)),
                Err(PutTimeoutError::Timeout(item)) => item,
            }
        }
    }

    /// Puts the item if there is room; never blocks. Python's `put_nowait`.
    ///
    /// # Errors
    ///
    /// [`TryPutError`], which says why not and gives the item back.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// assert!(queue.try_put(1).is_ok());
    /// assert_eq!(queue.try_put(2).unwrap_err().into_inner(), 2);
    /// ```
    #[inline]
    #[doc(alias = "put_nowait")]
    #[doc(alias = "try_send")]
    #[doc(alias = "push")]
    pub fn try_put(&self, item: E::Item) -> Result<(), TryPutError<E::Item>> {
        self.0.try_put(item)
    }

    /// Puts the item; blocks while there is no room, for at most `timeout`. Zero means try; one
    /// that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`PutTimeoutError`]: too late, or shut down; the item comes back.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// assert!(queue.put_timeout(1, Duration::MAX).is_ok());
    /// assert!(queue.put_timeout(2, Duration::from_millis(1)).is_err());
    /// ```
    #[doc(alias = "send_timeout")]
    pub fn put_timeout(
        &self,
        item: E::Item,
        timeout: Duration,
    ) -> Result<(), PutTimeoutError<E::Item>> {
        self.put_until(item, Deadline::after(timeout))
    }

    /// Puts the item; blocks while there is no room, at most until `deadline`. One that has passed
    /// means try.
    ///
    /// # Errors
    ///
    /// [`PutTimeoutError`]: too late, or shut down; the item comes back.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// assert!(queue.put_deadline(1, Instant::now()).is_ok());
    /// assert!(queue.put_deadline(2, Instant::now()).is_err());
    /// ```
    #[doc(alias = "send_deadline")]
    pub fn put_deadline(
        &self,
        item: E::Item,
        deadline: Instant,
    ) -> Result<(), PutTimeoutError<E::Item>> {
        self.put_until(item, Deadline::at(deadline))
    }

    fn put_until(&self, item: E::Item, deadline: Deadline) -> Result<(), PutTimeoutError<E::Item>> {
        match self.0.put_at_once(item) {
            Ok(()) => Ok(()),
            Err(item) => self.0.put_until(item, deadline),
        }
    }

    /// Puts the item as a task. The place in line is taken at the first poll.
    ///
    /// When the tasks of a thread have found 128 items, or rooms, that were there at once, the next
    /// future says `Pending` for one turn and wakes itself, so that other tasks come to run.
    ///
    /// # Errors
    ///
    /// [`PutError`]: the queue was shut down; the item comes back.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the item, unless it was put. [`Put::cancel`] gives it back.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    ///
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// let mut put = pin!(queue.put_async(5));
    /// assert!(put.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert_eq!(queue.try_get(), Ok(5));
    /// ```
    #[doc(alias = "send_async")]
    pub fn put_async(&self, item: E::Item) -> Put<'_, E> {
        Put::new(self.engine(), item)
    }

    /// Gets the next item; blocks while there is none.
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(2);
    /// queue.put(1)?;
    /// queue.put(2)?;
    /// assert_eq!(queue.get(), Ok(1));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[inline]
    #[doc(alias = "recv")]
    pub fn get(&self) -> Result<E::Item, GetError> {
        match self.0.get_at_once() {
            Some(item) => Ok(item),
            None => self.get_for_ever(),
        }
    }

    #[cold]
    #[inline(never)]
    fn get_for_ever(&self) -> Result<E::Item, GetError> {
        loop {
            match self.0.get_until(Deadline::NEVER) {
                Ok(item) => return Ok(item),
                Err(GetTimeoutError::ShutDown) => return Err(GetError),
                Err(GetTimeoutError::Timeout) => {}
            }
        }
    }

    /// Gets the next item if there is one; never blocks for want of one. Python's `get_nowait`.
    ///
    /// An item whose `put` has returned is found. One that is being put at this moment is waited
    /// for, if its place was taken already.
    ///
    /// # Errors
    ///
    /// [`TryGetError`], which says why not.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// assert!(queue.try_get().unwrap_err().is_empty());
    /// queue.put(1)?;
    /// assert_eq!(queue.try_get(), Ok(1));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[inline]
    #[doc(alias = "get_nowait")]
    #[doc(alias = "try_recv")]
    #[doc(alias = "pop")]
    pub fn try_get(&self) -> Result<E::Item, TryGetError> {
        self.0.try_get()
    }

    /// Gets the next item; blocks while there is none, for at most `timeout`. Zero means try; one
    /// that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let queue = threadbare_queue::Fifo::<u8>::bounded(1);
    /// assert!(queue.get_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    #[doc(alias = "recv_timeout")]
    pub fn get_timeout(&self, timeout: Duration) -> Result<E::Item, GetTimeoutError> {
        self.get_until(Deadline::after(timeout))
    }

    /// Gets the next item; blocks while there is none, at most until `deadline`. One that has
    /// passed means try.
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let queue = threadbare_queue::Fifo::<u8>::bounded(1);
    /// assert!(queue.get_deadline(Instant::now()).unwrap_err().is_timeout());
    /// ```
    #[doc(alias = "recv_deadline")]
    pub fn get_deadline(&self, deadline: Instant) -> Result<E::Item, GetTimeoutError> {
        self.get_until(Deadline::at(deadline))
    }

    fn get_until(&self, deadline: Deadline) -> Result<E::Item, GetTimeoutError> {
        match self.0.get_at_once() {
            Some(item) => Ok(item),
            None => self.0.get_until(deadline),
        }
    }

    /// Gets the next item as a task. The place in line is taken at the first poll. Lets other tasks
    /// run now and then, as [`put_async`](Self::put_async) does.
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// # Cancel safety
    ///
    /// An item is never lost: one that the future has not returned is still in the queue.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    ///
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut get = pin!(queue.get_async());
    /// assert!(get.as_mut().poll(&mut task).is_pending());
    /// queue.put(5)?;
    /// assert_eq!(get.poll(&mut task), Poll::Ready(Ok(5)));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[doc(alias = "recv_async")]
    pub fn get_async(&self) -> Get<'_, E> {
        Get::new(self.engine())
    }
}

impl<E: Engine> Clone for Queue<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E: Engine> fmt::Debug for Queue<E> {
    /// Shows how full it is. Never blocks for long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue")
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .field("is_shut_down", &self.is_shut_down())
            .finish()
    }
}
