//! First in, first out: a ring where there is a bound, a line with a lock where there is none, or
//! no room at all.                                                    Chapter: docs/queue/fifo.md

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::task::{Poll, Waker};
use std::collections::VecDeque;

use threadbare_sys::clock::Deadline;
use threadbare_sys::spin;
use threadbare_sys::waitlist::Waiter;

use crate::engine::{Engine, Lines, Side};
use crate::hand::{Slot, Ticket};
use crate::locked::{Line, Locked};
use crate::ring::Ring;
use crate::{GetTimeoutError, PutError, PutTimeoutError, Queue, TryGetError, TryPutError};

/// A FIFO queue. Python's `queue.Queue`.
///
/// It has no `peek_with` and no `set_capacity`, which [`Lifo`](crate::Lifo) and
/// [`Priority`](crate::Priority) have: where there is a bound there is no lock, so an item that is
/// looked at could be taken by another meanwhile, and the slots are there from the beginning. Who
/// needs them takes the FIFO with a lock, [`LockedFifo`](crate::LockedFifo).
///
/// ```
/// use std::thread;
/// use threadbare_queue::Fifo;
///
/// let queue = Fifo::bounded(2);
/// thread::scope(|scope| {
///     scope.spawn(|| (1..=3).for_each(|item| queue.put(item).expect("nobody shuts it down")));
///     let got: Vec<_> = (0..3).filter_map(|_| queue.get().ok()).collect();
///     assert_eq!(got, [1, 2, 3]);
/// });
/// ```
#[doc(alias = "ArrayQueue")]
pub type Fifo<T> = Queue<FifoEngine<T>>;

/// Up to this capacity, threads that share one CPU are better off with the lock: it lays items into
/// the hands of those who wait, so that each thread gets further before the next is switched to. In
/// a ring of one slot each item costs two switches (2.6 times as long; with eight slots 1.1 times
/// or less, 2026-11-21).
const HANDS: usize = 4;

/// What is behind a [`Fifo`].
pub struct FifoEngine<T: Send>(Kind<T>);

/// The tag stands on a line of its own, which nobody writes: in the bytes that the ring leaves free
/// it would be beside an index, and whoever looks at it would take the line away from those who
/// move that (four times slower, 2026-11-21).
#[repr(u8)]
enum Kind<T: Send> {
    Ring(Ring<T>),
    Locked(Locked<Line<T>>),
}

/// Calls a method of the engine that it is.
macro_rules! which {
    ($self:ident, $engine:ident => $call:expr) => {
        match &$self.0 {
            Kind::Ring($engine) => $call,
            Kind::Locked($engine) => $call,
        }
    };
}

impl<T: Send> Fifo<T> {
    /// A queue with room for so many items. All of it is allocated now: 8 bytes and the item each.
    ///
    /// # Panics
    ///
    /// With no capacity, or with more than 2 to the 40.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::<u8>::bounded(3);
    /// assert_eq!(queue.capacity(), Some(3));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn bounded(capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "a capacity of 0: for a queue in which each put waits for a get take \
             `Fifo::rendezvous()`, for one without a bound `Fifo::unbounded()`"
        );
        Self::of(FifoEngine::bounded(capacity))
    }

    /// A queue without room: each put waits for a get, and gives it the item.
    ///
    /// ```
    /// use std::thread;
    /// use threadbare_queue::Fifo;
    ///
    /// let queue = Fifo::rendezvous();
    /// assert!(queue.try_put(1).is_err(), "nobody waits for it");
    /// thread::scope(|scope| {
    ///     scope.spawn(|| queue.put(2));
    ///     assert_eq!(queue.get(), Ok(2));
    /// });
    /// ```
    #[must_use]
    pub fn rendezvous() -> Self {
        Self::of(FifoEngine::rendezvous())
    }

    /// A queue for any number of items: a put never waits. Python's `Queue(0)` and `SimpleQueue`.
    ///
    /// ```
    /// let queue = threadbare_queue::Fifo::unbounded();
    /// (0..1000).for_each(|item| queue.put(item).expect("nobody shuts it down"));
    /// assert_eq!((queue.len(), queue.capacity()), (1000, None));
    /// ```
    #[must_use]
    #[doc(alias = "SegQueue")]
    pub fn unbounded() -> Self {
        Self::of(FifoEngine::unbounded())
    }
}

impl<T: Send> Fifo<T> {
    /// Puts the item; where there is no room, the oldest item is taken out for it, and returned, in
    /// one move: nobody sees the queue without the one or the other. A rendezvous in which no
    /// thread waits to get returns the item itself; a queue without a bound never returns any.
    ///
    /// Never blocks for want of room. Putters that wait are overtaken.
    ///
    /// # Errors
    ///
    /// [`PutError`]: the queue was shut down; the item comes back.
    ///
    /// ```
    /// let newest = threadbare_queue::Fifo::bounded(2);
    /// assert_eq!(newest.force_put(1)?, None);
    /// assert_eq!(newest.force_put(2)?, None);
    /// assert_eq!(newest.force_put(3)?, Some(1));
    /// assert_eq!(newest.shutdown_now(), [2, 3]);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[doc(alias = "force_send")]
    #[doc(alias = "force_push")]
    pub fn force_put(&self, item: T) -> Result<Option<T>, PutError<T>> {
        self.engine().force(item)
    }
}

impl<T: Send> FifoEngine<T> {
    fn force(&self, item: T) -> Result<Option<T>, PutError<T>> {
        which!(self, engine => engine.force(item))
    }

    /// With room for so many, at least one.
    #[track_caller]
    pub(crate) fn bounded(capacity: usize) -> Self {
        assert!(
            capacity <= Ring::<T>::CAPACITY_MAX,
            "a capacity of {capacity}, more than memory could hold: take `unbounded()`"
        );
        if capacity <= HANDS && spin::cpus() == 1 {
            return Self(Kind::Locked(Locked::bounded(capacity)));
        }
        Self(Kind::Ring(Ring::new(capacity)))
    }

    /// Without room.
    pub(crate) fn rendezvous() -> Self {
        Self(Kind::Locked(Locked::bounded(0)))
    }

    /// Without a bound.
    pub(crate) fn unbounded() -> Self {
        Self(Kind::Locked(Locked::unbounded()))
    }
}

impl<T: Send> Lines for FifoEngine<T> {
    fn may_try(&self, side: Side) -> bool {
        which!(self, engine => engine.may_try(side))
    }

    fn heeds_tickets(&self, side: Side) -> bool {
        which!(self, engine => engine.heeds_tickets(side))
    }

    unsafe fn enlist(
        &self,
        side: Side,
        node: &Waiter,
        ticket: Option<&Ticket>,
        waker: Waker,
    ) -> bool {
        // SAFETY: the caller's promise, which is the same for both.
        which!(self, engine => unsafe { engine.enlist(side, node, ticket, waker) })
    }

    unsafe fn withdraw(&self, side: Side, node: &Waiter) {
        // SAFETY: the caller's promise, which is the same for both.
        which!(self, engine => unsafe { engine.withdraw(side, node) });
    }
}

impl<T: Send> Engine for FifoEngine<T> {
    type Item = T;

    #[inline]
    fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        which!(self, engine => engine.try_put(item))
    }

    #[inline]
    fn try_get(&self) -> Result<T, TryGetError> {
        which!(self, engine => engine.try_get())
    }

    // What is inlined where a user calls is the ring's attempt alone: with the lock's beside it the
    // compiler often inlined neither, and a pair took a third longer (2026-11-21). The lock's is
    // made in `put_until` and `get_until`.
    #[inline]
    fn put_at_once(&self, item: T) -> Result<(), T> {
        match &self.0 {
            Kind::Ring(ring) => ring.put_at_once(item),
            Kind::Locked(_) => Err(item),
        }
    }

    #[inline]
    fn get_at_once(&self) -> Option<T> {
        match &self.0 {
            Kind::Ring(ring) => ring.get_at_once(),
            Kind::Locked(_) => None,
        }
    }

    fn get_many_at_once(&self, into: &mut Vec<T>, max: usize) -> usize {
        which!(self, engine => engine.get_many_at_once(into, max))
    }

    fn put_many_at_once(&self, items: &mut VecDeque<T>) -> usize {
        which!(self, engine => engine.put_many_at_once(items))
    }

    fn put_until(&self, item: T, deadline: Deadline) -> Result<(), PutTimeoutError<T>> {
        match &self.0 {
            Kind::Ring(ring) => ring.put_until(item, deadline),
            Kind::Locked(locked) => {
                locked.put_at_once(item).or_else(|item| locked.put_until(item, deadline))
            }
        }
    }

    fn get_until(&self, deadline: Deadline) -> Result<T, GetTimeoutError> {
        match &self.0 {
            Kind::Ring(ring) => ring.get_until(deadline),
            Kind::Locked(locked) => {
                locked.get_at_once().map_or_else(|| locked.get_until(deadline), Ok)
            }
        }
    }

    unsafe fn poll_put(
        &self,
        node: &Waiter,
        item: &Slot<T>,
        waker: &Waker,
    ) -> Poll<Result<(), PutError<T>>> {
        // SAFETY: the caller's promise, which is the same for both.
        which!(self, engine => unsafe { engine.poll_put(node, item, waker) })
    }

    fn give_back(&self, item: T) {
        which!(self, engine => engine.give_back(item));
    }

    fn shutdown(&self) -> bool {
        which!(self, engine => engine.shutdown())
    }

    fn shutdown_now(&self) -> Vec<T> {
        which!(self, engine => engine.shutdown_now())
    }

    fn is_shut_down(&self) -> bool {
        which!(self, engine => engine.is_shut_down())
    }

    fn len(&self) -> usize {
        which!(self, engine => engine.len())
    }

    fn capacity(&self) -> Option<usize> {
        which!(self, engine => engine.capacity())
    }
}

impl<T: Send> fmt::Debug for FifoEngine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        which!(self, engine => engine.fmt(f))
    }
}

// No panic leaves a queue half changed: of those that others can cause, by a waker, none comes
// before a move is over.
impl<T: Send> UnwindSafe for FifoEngine<T> {}
impl<T: Send> RefUnwindSafe for FifoEngine<T> {}
