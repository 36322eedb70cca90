//! The end of a queue, and what it can be asked.

use threadbare_sys::sync::Arc;

use super::Queue;
use crate::engine::Engine;

/// The end, and what can be asked. An answer may be old by the time it is looked at.
impl<E: Engine> Queue<E> {
    /// Refuses whatever is put from now on; what is there can still be got. Puts that wait fail,
    /// and so do gets, once nothing is left. Python's `shutdown()`.
    ///
    /// True: it was the first time.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// queue.put(1)?;
    /// assert!(queue.shutdown());
    /// assert!(queue.put(2).is_err());
    /// assert_eq!(queue.get(), Ok(1));
    /// assert!(queue.get().is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[doc(alias = "close")]
    #[expect(clippy::must_use_candidate, reason = "most do not ask whether they were the first")]
    pub fn shutdown(&self) -> bool {
        self.0.shutdown()
    }

    /// As [`shutdown`](Self::shutdown), and takes out what nobody has got, in the order in which it
    /// would have been got. Python's `shutdown(immediate=True)`, which throws it away.
    ///
    /// # Panics
    ///
    /// When a comparison of a [`Priority`](crate::Priority) does, or is none of a total order: then
    /// the queue is shut down, and the items are still in it.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(2);
    /// queue.put(1)?;
    /// queue.put(2)?;
    /// assert_eq!(queue.shutdown_now(), [1, 2]);
    /// assert!(queue.get().is_err());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[must_use = "these are the items that nobody has got; drop them by `drop`"]
    pub fn shutdown_now(&self) -> Vec<E::Item> {
        self.0.shutdown_now()
    }

    /// True once it was shut down.
    ///
    /// ```
    /// let queue = threadbare_queue::Lifo::<u8>::bounded(1);
    /// assert!(!queue.is_shut_down());
    /// queue.shutdown();
    /// assert!(queue.is_shut_down());
    /// ```
    #[must_use]
    #[doc(alias = "is_closed")]
    pub fn is_shut_down(&self) -> bool {
        self.0.is_shut_down()
    }

    /// How many items there were at some moment of the call. Python's `qsize`.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::bounded(2);
    /// queue.put('a')?;
    /// assert_eq!((queue.len(), queue.capacity()), (1, Some(2)));
    /// assert!(!queue.is_empty() && !queue.is_full());
    /// # Ok::<(), threadbare_queue::PutError<char>>(())
    /// ```
    #[must_use]
    #[doc(alias = "qsize")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there was no item at some moment of the call. Python's `empty`.
    ///
    /// ```
    /// assert!(threadbare_queue::Fifo::<u8>::rendezvous().is_empty());
    /// ```
    #[must_use]
    #[doc(alias = "empty")]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True if there was no room at some moment of the call. One without a bound is never full, a
    /// rendezvous always. Python's `full`.
    ///
    /// ```
    /// let queue = threadbare_queue::Lifo::bounded(1);
    /// queue.put(1)?;
    /// assert!(queue.is_full());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[must_use]
    #[doc(alias = "full")]
    pub fn is_full(&self) -> bool {
        self.capacity().is_some_and(|capacity| self.len() >= capacity)
    }

    /// How many items there may be; `None`: any number. Python's `maxsize`.
    ///
    /// ```
    /// use threadbare_queue::Fifo;
    ///
    /// assert_eq!(Fifo::<u8>::bounded(3).capacity(), Some(3));
    /// assert_eq!(Fifo::<u8>::rendezvous().capacity(), Some(0));
    /// assert_eq!(Fifo::<u8>::unbounded().capacity(), None);
    /// ```
    #[must_use]
    #[doc(alias = "maxsize")]
    pub fn capacity(&self) -> Option<usize> {
        self.0.capacity()
    }

    /// True when both are handles of the same queue.
    ///
    /// ```
    /// let one = threadbare_queue::Fifo::<u8>::bounded(1);
    /// assert!(one.is_same(&one.clone()));
    /// ```
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
