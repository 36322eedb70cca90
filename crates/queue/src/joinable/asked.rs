//! The end of a `Joinable`, and what it can be asked.

use core::fmt;

use threadbare_sys::sync::Arc;

use super::Joinable;
use crate::Queue;
use crate::engine::Engine;

/// The end, and what can be asked.
impl<E: Engine> Joinable<E> {
    /// As [`Queue::shutdown`]. Joins go on: what is there can still be got, and finished.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert!(jobs.shutdown());
    /// assert!(jobs.put(2).is_err() && !jobs.try_join());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[doc(alias = "close")]
    #[expect(clippy::must_use_candidate, reason = "most do not ask whether they were the first")]
    pub fn shutdown(&self) -> bool {
        self.queue.shutdown()
    }

    /// As [`Queue::shutdown_now`]; what it returns counts as finished. Joins go on until those who
    /// have got an item are finished as well.
    ///
    /// # Panics
    ///
    /// As [`Queue::shutdown_now`]; then nothing counts as finished.
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
    #[doc(alias = "is_closed")]
    pub fn is_shut_down(&self) -> bool {
        self.queue.is_shut_down()
    }

    /// As [`Queue::len`]: how many items nobody has got.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert_eq!((jobs.len(), jobs.capacity()), (1, Some(2)));
    /// assert!(!jobs.is_empty() && !jobs.is_full() && !jobs.is_shut_down());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[must_use]
    #[doc(alias = "qsize")]
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// As [`Queue::is_empty`]. What was got may still be unfinished.
    #[must_use]
    #[doc(alias = "empty")]
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// As [`Queue::is_full`].
    #[must_use]
    #[doc(alias = "full")]
    pub fn is_full(&self) -> bool {
        self.queue.is_full()
    }

    /// As [`Queue::capacity`].
    #[must_use]
    #[doc(alias = "maxsize")]
    pub fn capacity(&self) -> Option<usize> {
        self.queue.capacity()
    }

    /// The queue, for what its kind can do besides. What is put through it is not counted.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.queue().put(1)?;
    /// assert_eq!((jobs.len(), jobs.unfinished()), (1, 0));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[must_use]
    pub const fn queue(&self) -> &Queue<E> {
        &self.queue
    }

    /// True when both are handles of the same queue and the same count.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(2));
    /// jobs.put(1)?;
    /// assert!(jobs.is_same(&jobs.clone()));
    /// assert!(!jobs.is_same(&Joinable::new(jobs.queue().clone())));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
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
