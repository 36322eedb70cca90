//! Putting many at a time, each counted.

use super::Joinable;
use crate::PutManyError;
use crate::engine::Engine;
use crate::queue::put_each;

impl<E: Engine> Joinable<E> {
    /// As [`Queue::put_many`](crate::Queue::put_many). Each item is counted before it is put, so a
    /// join may end between two of them. To get many at a time, ask the
    /// [`queue`](Self::queue), and say [`task_done`](Self::task_done) for each.
    ///
    /// # Errors
    ///
    /// [`PutManyError`]: the queue was shut down; what was not put comes back, and is not counted.
    ///
    /// ```
    /// use threadbare_queue::{Fifo, Joinable};
    ///
    /// let jobs = Joinable::new(Fifo::bounded(4));
    /// assert_eq!(jobs.put_many(1..=3).ok(), Some(3));
    /// let mut batch = Vec::new();
    /// assert_eq!(jobs.queue().get_many(&mut batch, 8), Ok(3));
    /// assert_eq!(jobs.unfinished(), 3);
    /// assert!(batch.into_iter().all(|_| jobs.task_done().is_ok()));
    /// ```
    pub fn put_many<I>(&self, items: I) -> Result<usize, PutManyError<I::IntoIter>>
    where
        I: IntoIterator<Item = E::Item>,
    {
        put_each(items.into_iter(), |item| self.put(item))
    }
}
