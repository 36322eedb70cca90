//! The tasks of a `Joinable`, the ends of them, and the waits for all.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::sync::Arc;

use super::{GetTask, Join, JoinTimeoutError, Joinable, Task, Tasks, TooManyDone};
use crate::engine::Engine;
use crate::{GetError, GetTimeoutError, Queue, TryGetError};

/// The forms of getting an item that is finished when it is dropped.
impl<E: Engine> Joinable<E> {
    /// Gets the next item as a [`Task`]; blocks while there is none.
    ///
    /// # Errors
    ///
    /// [`GetError`]: the queue was shut down, and nothing is left in it.
    ///
    /// ```
    /// use threadbare_queue::{Joinable, Lifo};
    ///
    /// let jobs = Joinable::new(Lifo::unbounded());
    /// jobs.put(5)?;
    /// let job = jobs.get_task().expect("it is open");
    /// assert_eq!((*job, jobs.len(), jobs.unfinished()), (5, 0, 1));
    /// drop(job);
    /// assert_eq!(jobs.unfinished(), 0);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_task(&self) -> Result<Task<'_, E::Item>, GetError> {
        self.get().map(|item| self.task(item))
    }

    /// Gets the next item as a [`Task`] if there is one; never blocks for want of one.
    ///
    /// # Errors
    ///
    /// [`TryGetError`], which says why not.
    pub fn try_get_task(&self) -> Result<Task<'_, E::Item>, TryGetError> {
        self.try_get().map(|item| self.task(item))
    }

    /// Gets the next item as a [`Task`]; blocks while there is none, for at most `timeout`. Zero
    /// means try; one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    pub fn get_task_timeout(
        &self,
        timeout: Duration,
    ) -> Result<Task<'_, E::Item>, GetTimeoutError> {
        self.get_timeout(timeout).map(|item| self.task(item))
    }

    /// Gets the next item as a [`Task`]; blocks while there is none, at most until `deadline`. One
    /// that has passed means try.
    ///
    /// # Errors
    ///
    /// [`GetTimeoutError`]: too late, or shut down and empty.
    pub fn get_task_deadline(
        &self,
        deadline: Instant,
    ) -> Result<Task<'_, E::Item>, GetTimeoutError> {
        self.get_deadline(deadline).map(|item| self.task(item))
    }

    /// Gets the next item as a [`Task`], as a task.
    ///
    /// # Cancel safety
    ///
    /// An item is never lost: one that the future has not returned is still in the queue.
    pub fn get_task_async(&self) -> GetTask<'_, E> {
        GetTask::new(self.get_async(), &self.tally)
    }

    /// All items until the queue is shut down and empty, each finished when it is dropped.
    pub const fn tasks(&self) -> Tasks<'_, E> {
        Tasks(self)
    }

    fn task(&self, item: E::Item) -> Task<'_, E::Item> {
        Task::new(item, &self.tally)
    }
}

/// What is finished, and the waits for that.
impl<E: Engine> Joinable<E> {
    /// Says that an item that was got is finished. Legal after a shutdown as well.
    ///
    /// # Errors
    ///
    /// [`TooManyDone`]: nothing is unfinished. A put that is about to fail counts for its moment,
    /// and may hide this mistake.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(5)?;
    /// assert_eq!(jobs.get(), Ok(5));
    /// assert!(jobs.task_done().is_ok());
    /// assert!(jobs.task_done().is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[inline]
    pub fn task_done(&self) -> Result<(), TooManyDone> {
        self.tally.less(1).map_err(|_| TooManyDone)
    }

    /// How many items were put, or are being put, and are not finished. Old at once.
    #[must_use]
    #[doc(alias = "unfinished_tasks")]
    pub fn unfinished(&self) -> usize {
        usize::try_from(self.tally.count()).unwrap_or(usize::MAX)
    }

    /// Blocks until nothing is unfinished, which may be for one moment only. A shutdown does not
    /// end it.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(5)?;
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| drop(jobs.get_task()));
    ///     jobs.join();
    /// });
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn join(&self) {
        while self.join_until(Deadline::NEVER).is_err() {}
    }

    /// True if nothing is unfinished; never blocks.
    #[must_use]
    pub fn try_join(&self) -> bool {
        self.tally.is_zero()
    }

    /// As [`join`](Self::join), for at most `timeout`. Zero means try; one that does not fit into
    /// the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`JoinTimeoutError`]: something was unfinished all the time.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(5)?;
    /// assert!(jobs.join_timeout(Duration::from_millis(1)).is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn join_timeout(&self, timeout: Duration) -> Result<(), JoinTimeoutError> {
        self.join_until(Deadline::after(timeout))
    }

    /// As [`join`](Self::join), at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`JoinTimeoutError`]: something was unfinished all the time.
    pub fn join_deadline(&self, deadline: Instant) -> Result<(), JoinTimeoutError> {
        self.join_until(Deadline::at(deadline))
    }

    fn join_until(&self, deadline: Deadline) -> Result<(), JoinTimeoutError> {
        if self.tally.is_zero() {
            return Ok(());
        }
        if deadline.is_now() {
            return Err(JoinTimeoutError);
        }
        self.tally.look().wait(deadline)
    }

    /// As [`join`](Self::join), as a task. The wait begins with the first poll.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(5)?;
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut join = pin!(jobs.join_async());
    /// assert!(join.as_mut().poll(&mut task).is_pending());
    /// drop(jobs.get_task());
    /// assert!(join.poll(&mut task).is_ready());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn join_async(&self) -> Join<'_> {
        Join::new(&self.tally)
    }
}

/// The end, and what can be asked.
impl<E: Engine> Joinable<E> {
    /// As [`Queue::shutdown`]. Joins go on: what is there can still be got, and finished.
    #[doc(alias = "close")]
    #[expect(clippy::must_use_candidate, reason = "most do not ask whether they were the first")]
    pub fn shutdown(&self) -> bool {
        self.queue.shutdown()
    }

    /// As [`Queue::shutdown_now`]; what it returns counts as finished. Joins go on until those who
    /// have got an item are finished as well.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(3));
    /// (1..=3).for_each(|job| jobs.put(job).expect("it is open"));
    /// let job = jobs.get_task().expect("it is open");
    /// assert_eq!(jobs.shutdown_now(), [2, 3]);
    /// assert!(!jobs.try_join());
    /// drop(job);
    /// assert!(jobs.try_join());
    /// ```
    #[must_use = "these are the items that nobody has got; drop them by `drop`"]
    pub fn shutdown_now(&self) -> Vec<E::Item> {
        let items = self.queue.shutdown_now();
        self.tally.less_at_most(items.len() as u64);
        items
    }

    /// As [`Queue::is_shut_down`].
    #[must_use]
    pub fn is_shut_down(&self) -> bool {
        self.queue.is_shut_down()
    }

    /// As [`Queue::len`]: how many items nobody has got.
    #[must_use]
    #[doc(alias = "qsize")]
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// As [`Queue::is_empty`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// As [`Queue::is_full`].
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.queue.is_full()
    }

    /// As [`Queue::capacity`].
    #[must_use]
    pub fn capacity(&self) -> Option<usize> {
        self.queue.capacity()
    }

    /// The queue, for what its kind can do besides. What is put through it is not counted.
    #[must_use]
    pub const fn queue(&self) -> &Queue<E> {
        &self.queue
    }

    /// True when both are handles of the same queue and the same count.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tally, &other.tally)
    }
}

impl<E: Engine> Clone for Joinable<E> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone(), tally: Arc::clone(&self.tally) }
    }
}

impl<E: Engine> fmt::Debug for Joinable<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joinable")
            .field("queue", &self.queue)
            .field("unfinished", &self.unfinished())
            .finish()
    }
}
