//! `Joinable`: a queue that knows what is not finished.           Chapter: docs/queue/joinable.md
//!
//! A count beside the queue, and a wait until it is zero. The queue itself pays nothing for it.
//!
//! # What changes the count
//!
//! | move | count |
//! |---|---|
//! | a put begins (a future's: is polled first) | one up, before the item can be got |
//! | a put fails, times out, or is cancelled | one down again |
//! | a put panics | stays: a comparison or a waker panics with the item inside |
//! | a get | stays |
//! | `task_done`, a `Task` is dropped | one down, also after a shutdown; never below zero |
//! | `shutdown` | stays: what is there can still be got |
//! | `shutdown_now` | down by what it returns; the rest is with those who got it |
//! | a join | stays; it ends at a moment at which the count is zero, or at its deadline |
//!
//! # Words
//!
//! | word | bits | meaning |
//! |---|---|---|
//! | `word` | 0: `SLEEPERS` | somebody may be asleep |
//! | | 1 to 48 | the count |
//! | | 49 to 63 | the round: how often the count came to zero, modulo 2^15 |
//! | `ended` | all | changes after each step to zero that had to wake; joins sleep on it |
//!
//! # Invariants
//!
//! * J1: an item that can be got is counted.
//! * J2: all writes to `word` are read-modify-writes, so whoever reads a count of zero sees what
//!   came before every step down.
//! * J3: a sleeper has read `ended` before it set `SLEEPERS`. That bit leaves the word in a step
//!   to zero alone, and whoever makes that step changes `ended` afterwards, and wakes all.
//! * J4: a put future that is open has one in the count.
//!
//! # Cost
//!
//! One read-modify-write for a put, one load and one CAS for a `task_done`; a system call where the
//! count comes to zero and somebody joins. Sleepers have a word of their own, so they are not
//! disturbed by the items that come and go.
//!
//! Read next: `word.rs`, `tally.rs`, `task.rs`.

mod asked;
mod error;
mod join;
mod many;
mod put;
mod tally;
mod task;
mod waits;
mod word;

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::sync::Arc;

use crate::engine::Engine;
use crate::{
    Get, GetError, GetTimeoutError, PutError, PutTimeoutError, Queue, TryGetError, TryPutError,
};
pub use error::{JoinTimeoutError, TooManyDone};
pub use join::Join;
pub use put::PutCounted;
use tally::Tally;
pub use task::{GetTask, Task, Tasks};

/// A queue that counts what was put and is not finished, for those who wait until all is done.
/// Python's `Queue.task_done` and `Queue.join`, and `JoinableQueue`.
///
/// It wraps a queue of any kind. A clone is another handle of the same queue and the same count.
/// Whoever gets an item either says [`task_done`](Self::task_done) when it is finished with it, or
/// gets it as a [`Task`], which says so when it is dropped.
///
/// [`join`](Self::join) sees what was done before each `task_done`.
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::thread;
/// use threadbare_queue::{Fifo, Joinable};
///
/// let jobs = Joinable::new(Fifo::bounded(4));
/// let sum = AtomicU32::new(0);
/// thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| {
///             for job in jobs.tasks() {
///                 sum.fetch_add(*job, Ordering::Relaxed);
///             }
///         });
///     }
///     (1..=10).for_each(|job| jobs.put(job).expect("it is open"));
///     jobs.join();
///     assert_eq!(sum.load(Ordering::Relaxed), 55);
///     jobs.shutdown();
/// });
/// ```
#[doc(alias = "JoinableQueue")]
pub struct Joinable<E: Engine> {
    queue: Queue<E>,
    tally: Arc<Tally>,
}

/// The forms of putting, each counted.
impl<E: Engine> Joinable<E> {
    /// Counts what is put through it into this queue. What is in it already, and what is put by its
    /// other handles, is not counted.
    ///
    /// ```
    /// use threadbare_queue::{Joinable, Priority};
    ///
    /// let jobs = Joinable::new(Priority::unbounded());
    /// jobs.put((1, "urgent"))?;
    /// assert_eq!(jobs.unfinished(), 1);
    /// # Ok::<(), threadbare_queue::PutError<(u32, &str)>>(())
    /// ```
    #[must_use]
    pub fn new(queue: Queue<E>) -> Self {
        Self { queue, tally: Arc::new(Tally::new()) }
    }

    /// Counts first, so that nobody can be finished with an item that is not counted (J1).
    #[inline]
    fn counted<X>(&self, put: impl FnOnce(&Queue<E>) -> Result<(), X>) -> Result<(), X> {
        self.tally.more(1);
        put(&self.queue).inspect_err(|_| self.tally.less_at_most(1))
    }

    /// As [`Queue::put`]. A put that waits for room is counted already.
    ///
    /// # Errors
    ///
    /// [`PutError`]: the queue was shut down; the item comes back, and is not counted.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!(jobs.unfinished(), 1);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[inline]
    pub fn put(&self, item: E::Item) -> Result<(), PutError<E::Item>> {
        self.counted(|queue| queue.put(item))
    }

    /// As [`Queue::try_put`].
    ///
    /// # Errors
    ///
    /// [`TryPutError`], which gives the item back; it is not counted.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// assert!(jobs.try_put(1).is_ok());
    /// assert_eq!(jobs.unfinished(), 1);
    /// ```
    #[inline]
    #[doc(alias = "put_nowait")]
    pub fn try_put(&self, item: E::Item) -> Result<(), TryPutError<E::Item>> {
        self.counted(|queue| queue.try_put(item))
    }

    /// As [`Queue::put_timeout`].
    ///
    /// # Errors
    ///
    /// [`PutTimeoutError`], which gives the item back; it is not counted.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// assert!(jobs.put_timeout(1, Duration::from_millis(1)).is_ok());
    /// assert_eq!(jobs.unfinished(), 1);
    /// ```
    pub fn put_timeout(
        &self,
        item: E::Item,
        timeout: Duration,
    ) -> Result<(), PutTimeoutError<E::Item>> {
        self.counted(|queue| queue.put_timeout(item, timeout))
    }

    /// As [`Queue::put_deadline`].
    ///
    /// # Errors
    ///
    /// [`PutTimeoutError`], which gives the item back; it is not counted.
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.shutdown();
    /// assert!(jobs.put_deadline(1, Instant::now()).is_err());
    /// assert_eq!(jobs.unfinished(), 0);
    /// ```
    pub fn put_deadline(
        &self,
        item: E::Item,
        deadline: Instant,
    ) -> Result<(), PutTimeoutError<E::Item>> {
        self.counted(|queue| queue.put_deadline(item, deadline))
    }

    /// As [`Queue::put_async`]. The item is counted from the first poll.
    ///
    /// # Errors
    ///
    /// [`PutError`]: the queue was shut down; the item comes back, and is not counted.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the item, and counts it no more, unless it was put.
    /// [`PutCounted::cancel`] gives it back.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// let put = pin!(jobs.put_async(1));
    /// assert!(put.poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert_eq!(jobs.unfinished(), 1);
    /// ```
    pub fn put_async(&self, item: E::Item) -> PutCounted<'_, E> {
        PutCounted::new(self.queue.put_async(item), &self.tally)
    }
}

/// The forms of getting. Each item got without a [`Task`] is to be followed by a
/// [`task_done`](Self::task_done).
impl<E: Engine> Joinable<E> {
    /// As [`Queue::get`].
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!(jobs.get(), Ok(1));
    /// assert_eq!(jobs.unfinished(), 1, "until it is said to be done");
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[inline]
    pub fn get(&self) -> Result<E::Item, GetError> {
        self.queue.get()
    }

    /// As [`Queue::try_get`].
    ///
    /// # Errors
    ///
    /// [`TryGetError`], which says why not.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!(jobs.try_get(), Ok(1));
    /// assert!(jobs.try_get().unwrap_err().is_empty());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[inline]
    #[doc(alias = "get_nowait")]
    pub fn try_get(&self) -> Result<E::Item, TryGetError> {
        self.queue.try_get()
    }

    /// As [`Queue::get_timeout`].
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!(jobs.get_timeout(Duration::from_millis(1)), Ok(1));
    /// assert!(jobs.get_timeout(Duration::from_millis(1)).is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_timeout(&self, timeout: Duration) -> Result<E::Item, GetTimeoutError> {
        self.queue.get_timeout(timeout)
    }

    /// As [`Queue::get_deadline`].
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!(jobs.get_deadline(Instant::now()), Ok(1));
    /// assert!(jobs.get_deadline(Instant::now()).is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_deadline(&self, deadline: Instant) -> Result<E::Item, GetTimeoutError> {
        self.queue.get_deadline(deadline)
    }

    /// As [`Queue::get_async`].
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
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// let get = pin!(jobs.get_async());
    /// assert_eq!(get.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(1)));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_async(&self) -> Get<'_, E> {
        self.queue.get_async()
    }
}
