//! Last in, first out.                                                Chapter: docs/queue/lifo.md
//!
//! A `Vec` behind the engine with a lock. An array stack without a lock is not to be had this way:
//! a push and a pop meet at the same cell, and cannot both be linearizable without agreeing on it.
//!
//! Read next: `locked`.

use crate::Queue;
use crate::locked::{Ages, Container, Locked};

/// A queue whose newest item comes out first: Python's `queue.LifoQueue`.
///
/// A clone is another handle of the same queue.
///
/// ```
/// use threadbare_queue::Lifo;
///
/// let stack = Lifo::bounded(2);
/// stack.put(1)?;
/// stack.put(2)?;
/// assert!(stack.try_put(3).unwrap_err().is_full());
/// assert_eq!(stack.get(), Ok(2));
/// assert_eq!(stack.get(), Ok(1));
/// # Ok::<(), threadbare_queue::PutError<i32>>(())
/// ```
///
/// A putter that waits for room has put nothing yet: its item comes on top when it enters.
#[doc(alias = "LifoQueue")]
#[doc(alias = "stack")]
pub type Lifo<T> = Queue<Locked<Stack<T>>>;

impl<T: Send> Lifo<T> {
    /// A queue for at most `capacity` items. The first thousand or so have their memory at once,
    /// more get it when it is needed.
    ///
    /// # Panics
    ///
    /// When the capacity is zero, or more than memory could hold.
    ///
    /// ```
    /// let stack = threadbare_queue::Lifo::<u8>::bounded(16);
    /// assert_eq!(stack.capacity(), Some(16));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        Self::of(Locked::bounded(capacity))
    }

    /// A queue for any number of items: a put never waits.
    ///
    /// ```
    /// let stack = threadbare_queue::Lifo::<u8>::unbounded();
    /// assert_eq!(stack.capacity(), None);
    /// ```
    #[must_use]
    pub fn unbounded() -> Self {
        Self::of(Locked::unbounded())
    }
}

/// Items of which the newest is next.
#[derive(Debug)]
pub struct Stack<T>(Vec<T>);

impl<T: Send> Container for Stack<T> {
    type Item = T;

    const NO_ROOM: Option<&'static str> = Some(
        "a stack without room has no order: where each put is to wait for a get, use \
         `Fifo::rendezvous()`, and for a put that never waits, `unbounded()`",
    );

    fn with_room(room: usize) -> Self {
        Self(Vec::with_capacity(room))
    }

    #[inline]
    fn push(&mut self, item: T) {
        self.0.push(item);
    }

    #[inline]
    fn pop(&mut self) -> Option<T> {
        self.0.pop()
    }

    fn put_back(&mut self, item: T) {
        self.0.push(item);
    }

    fn peek(&self) -> Option<&T> {
        self.0.last()
    }

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }

    fn into_vec(mut self) -> Vec<T> {
        self.0.reverse();
        self.0
    }
}

impl<T: Send> Ages for Stack<T> {
    fn pop_oldest(&mut self) -> Option<T> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }
}
