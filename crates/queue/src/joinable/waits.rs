//! The tasks of a `Joinable`, what is finished, and the waits for all.

use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::{GetTask, Join, JoinTimeoutError, Joinable, Task, Tasks, TooManyDone};
use crate::engine::Engine;
use crate::{GetError, GetTimeoutError, TryGetError};

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
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert!(jobs.try_get_task().is_ok_and(|job| *job == 1));
    /// assert!(jobs.try_get_task().is_err() && jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn try_get_task(&self) -> Result<Task<'_, E::Item>, TryGetError> {
        self.try_get().map(|item| self.task(item))
    }

    /// Gets the next item as a [`Task`]; blocks while there is none, for at most `timeout`. Zero
    /// means try; one that does not fit into the clock means for ever.
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
    /// drop(jobs.get_task_timeout(Duration::from_millis(1)));
    /// assert!(jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
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
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// drop(jobs.get_task_deadline(Instant::now()));
    /// assert!(jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_task_deadline(
        &self,
        deadline: Instant,
    ) -> Result<Task<'_, E::Item>, GetTimeoutError> {
        self.get_deadline(deadline).map(|item| self.task(item))
    }

    /// Gets the next item as a [`Task`], as a task.
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
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// let job = pin!(jobs.get_task_async()).poll(&mut Context::from_waker(Waker::noop()));
    /// assert!(job.is_ready() && !jobs.try_join());
    /// drop(job);
    /// assert!(jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn get_task_async(&self) -> GetTask<'_, E> {
        GetTask::new(self.get_async(), &self.tally)
    }

    /// All items until the queue is shut down and empty, each finished when it is dropped.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// jobs.put(2)?;
    /// jobs.shutdown();
    /// assert_eq!(jobs.tasks().map(|job| *job).sum::<i32>(), 3);
    /// assert!(jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
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
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!((jobs.get(), jobs.unfinished()), (Ok(1), 1));
    /// assert_eq!((jobs.task_done(), jobs.unfinished()), (Ok(()), 0));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
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
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// assert!(jobs.try_join());
    /// jobs.put(1)?;
    /// assert!(!jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
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
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// assert!(jobs.join_deadline(Instant::now()).is_ok());
    /// jobs.put(1)?;
    /// assert!(jobs.join_deadline(Instant::now()).is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
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
