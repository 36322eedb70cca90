//! First in, first out.

use std::collections::VecDeque;

use super::container::Ages;
use super::{Container, Locked};
use crate::Queue;

/// A FIFO queue with a lock, whatever its capacity. [`Fifo`](crate::Fifo) chooses between this
/// engine and the ring; this is for those who compare the two.
#[doc(hidden)]
pub type LockedFifo<T> = Queue<Locked<Line<T>>>;

impl<T: Send> LockedFifo<T> {
    /// A queue for at most `capacity` items; with none, each put waits for a get.
    ///
    /// # Panics
    ///
    /// When the capacity is more than memory could hold.
    #[must_use]
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        Self::of(Locked::bounded(capacity))
    }

    /// A queue for any number of items.
    #[must_use]
    pub fn unbounded() -> Self {
        Self::of(Locked::unbounded())
    }
}

/// Items in the order in which they came.
#[derive(Debug)]
pub struct Line<T>(VecDeque<T>);

impl<T: Send> Container for Line<T> {
    type Item = T;

    const NO_ROOM: Option<&'static str> = None;

    fn with_room(room: usize) -> Self {
        Self(VecDeque::with_capacity(room))
    }

    #[inline]
    fn push(&mut self, item: T) {
        self.0.push_back(item);
    }

    #[inline]
    fn pop(&mut self) -> Option<T> {
        self.0.pop_front()
    }

    fn put_back(&mut self, item: T) {
        self.0.push_front(item);
    }

    fn peek(&self) -> Option<&T> {
        self.0.front()
    }

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }

    fn into_vec(self) -> Vec<T> {
        self.0.into()
    }
}

impl<T: Send> Ages for Line<T> {
    fn pop_oldest(&mut self) -> Option<T> {
        self.0.pop_front()
    }
}
