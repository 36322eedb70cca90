//! The handle that receives.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::sync::Arc;

use super::clock::Clock;
use super::shared::Shared;
use super::{
    Iter, RecvAsync, RecvError, RecvStream, RecvTimeoutError, TryIter, TryRecvError, WeakReceiver,
};
use crate::engine::Engine;

/// The side of a channel that receives. A clone is another handle of the same side, and each item
/// goes to one of them; when the last one is gone, the channel is shut down and what is left is
/// dropped.
///
/// ```
/// let (sender, receiver) = threadbare_queue::channel::bounded(2);
/// sender.send(1)?;
/// drop(sender);
/// assert_eq!(receiver.recv(), Ok(1));
/// assert!(receiver.recv().is_err());
/// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
/// ```
pub struct Receiver<T: Send> {
    pub(crate) flavor: Flavor<T>,
}

/// Who sends.
pub(crate) enum Flavor<T: Send> {
    /// Senders.
    Channel(Arc<Shared<T>>),
    /// The clock.
    Clock(Arc<Clock<T>>),
    /// Nobody.
    Never,
}

impl<T: Send> Flavor<T> {
    /// Another one, not counted.
    pub(super) fn another(&self) -> Self {
        match self {
            Self::Channel(shared) => Self::Channel(Arc::clone(shared)),
            Self::Clock(clock) => Self::Clock(Arc::clone(clock)),
            Self::Never => Self::Never,
        }
    }
}

impl<T: Send> Receiver<T> {
    pub(super) fn of(shared: Arc<Shared<T>>) -> Self {
        Self::counted(Flavor::Channel(shared))
    }

    /// For one that was counted already (C1).
    pub(super) fn counted(flavor: Flavor<T>) -> Self {
        Self { flavor }
    }

    /// Receives the next item; blocks while there is none.
    ///
    /// # Errors
    ///
    /// [`RecvError`]: nothing is left, and nobody sends any more.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// sender.send(1)?;
    /// assert_eq!(receiver.recv(), Ok(1));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[inline]
    #[doc(alias = "get")]
    pub fn recv(&self) -> Result<T, RecvError> {
        if let Flavor::Channel(shared) = &self.flavor
            && let Some(item) = shared.engine.get_at_once()
        {
            return Ok(item);
        }
        self.recv_for_ever()
    }

    #[cold]
    #[inline(never)]
    fn recv_for_ever(&self) -> Result<T, RecvError> {
        loop {
            match self.recv_until(Deadline::NEVER) {
                Ok(item) => return Ok(item),
                Err(RecvTimeoutError::Disconnected) => return Err(RecvError),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Receives the next item if there is one; never blocks for want of one.
    ///
    /// # Errors
    ///
    /// [`TryRecvError`], which says why not.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded::<u8>(1);
    /// assert!(receiver.try_recv().unwrap_err().is_empty());
    /// drop(sender);
    /// assert!(receiver.try_recv().unwrap_err().is_disconnected());
    /// ```
    #[inline]
    #[doc(alias = "get_nowait")]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match &self.flavor {
            Flavor::Channel(shared) => shared.engine.try_get().map_err(TryRecvError::from),
            Flavor::Clock(clock) => clock.take().ok_or(TryRecvError::Empty),
            Flavor::Never => Err(TryRecvError::Empty),
        }
    }

    /// Receives the next item; blocks while there is none, for at most `timeout`. Zero means try;
    /// one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`RecvTimeoutError`]: too late, or nothing is left and nobody sends any more.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (_sender, receiver) = threadbare_queue::channel::bounded::<u8>(1);
    /// assert!(receiver.recv_timeout(Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    #[doc(alias = "get_timeout")]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        self.recv_until(Deadline::after(timeout))
    }

    /// Receives the next item; blocks while there is none, at most until `deadline`. One that has
    /// passed means try.
    ///
    /// # Errors
    ///
    /// [`RecvTimeoutError`]: too late, or nothing is left and nobody sends any more.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let (_sender, receiver) = threadbare_queue::channel::bounded::<u8>(1);
    /// assert!(receiver.recv_deadline(Instant::now()).unwrap_err().is_timeout());
    /// ```
    #[doc(alias = "get_deadline")]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.recv_until(Deadline::at(deadline))
    }

    fn recv_until(&self, deadline: Deadline) -> Result<T, RecvTimeoutError> {
        match &self.flavor {
            Flavor::Channel(shared) => match shared.engine.get_at_once() {
                Some(item) => Ok(item),
                None => shared.engine.get_until(deadline).map_err(RecvTimeoutError::from),
            },
            Flavor::Clock(clock) => clock.take_until(deadline),
            Flavor::Never => super::clock::sleep(deadline),
        }
    }

    /// Receives the next item as a task. The place in line is taken at the first poll.
    ///
    /// When the tasks of a thread have found 128 items that were there at once, it says `Pending`
    /// for one turn and wakes itself, so that other tasks come to run.
    ///
    /// # Errors
    ///
    /// [`RecvError`]: nothing is left, and nobody sends any more.
    ///
    /// # Cancel safety
    ///
    /// An item is never lost: one that the future has not returned is still in the channel.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    ///
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut recv = pin!(receiver.recv_async());
    /// assert!(recv.as_mut().poll(&mut task).is_pending());
    /// sender.send(5)?;
    /// assert_eq!(recv.poll(&mut task), Poll::Ready(Ok(5)));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[doc(alias = "get_async")]
    pub fn recv_async(&self) -> RecvAsync<'_, T> {
        RecvAsync::new(self)
    }

    /// All items to come, as a [`Stream`](futures_core::Stream) that owns the receiver. It yields
    /// to its executor as [`recv_async`](Self::recv_async) does, and ends when nothing is left and
    /// nobody sends any more.
    ///
    /// # Cancel safety
    ///
    /// An item is never lost: one that the stream has not returned is still in the channel.
    ///
    /// ```
    /// use std::{pin::pin, task::{Context, Poll, Waker}};
    /// use futures_core::Stream;
    ///
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// sender.send(5)?;
    /// drop(sender);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut items = pin!(receiver.into_stream());
    /// assert_eq!(items.as_mut().poll_next(&mut task), Poll::Ready(Some(5)));
    /// assert_eq!(items.poll_next(&mut task), Poll::Ready(None));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    pub fn into_stream(self) -> RecvStream<T> {
        RecvStream::new(self)
    }

    /// Receives until nobody sends any more; blocks while there is nothing. `for item in &receiver`
    /// is the same.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(2);
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| {
    ///         let sender = sender;
    ///         (1..=5).for_each(|item| sender.send(item).expect("somebody receives"));
    ///     });
    ///     assert!(receiver.iter().eq(1..=5));
    /// });
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }

    /// Receives what is there; never blocks for want of more.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::unbounded();
    /// (1..=3).for_each(|item| sender.send(item).expect("somebody receives"));
    /// assert_eq!(receiver.try_iter().sum::<i32>(), 6);
    /// ```
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter(self)
    }

    /// Shuts the channel down: what is sent from now on comes back, and receivers drain what is
    /// there. True: it was the first time. A clock is not impressed.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(2);
    /// sender.send(1)?;
    /// assert!(receiver.close() && receiver.is_closed());
    /// assert!(sender.send(2).is_err());
    /// assert!(receiver.iter().eq([1]));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[doc(alias = "shutdown")]
    #[expect(clippy::must_use_candidate, reason = "most do not ask whether they were the first")]
    pub fn close(&self) -> bool {
        self.channel().is_some_and(|shared| shared.engine.shutdown())
    }

    /// True once the channel was shut down: by [`close`](Self::close), or because one side is gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.channel().is_some_and(|shared| shared.engine.is_shut_down())
    }

    /// A handle that does not count: what is left may be dropped beside it.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// let weak = receiver.downgrade();
    /// assert!(weak.upgrade().is_some());
    /// drop(receiver);
    /// assert!(weak.upgrade().is_none());
    /// assert!(sender.send(1).is_err());
    /// ```
    #[must_use]
    pub fn downgrade(&self) -> WeakReceiver<T> {
        WeakReceiver::of(self.flavor.another())
    }

    /// How many items there were at some moment of the call. For a clock 1 when it is due.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(2);
    /// sender.send(1)?;
    /// assert_eq!((receiver.len(), receiver.capacity()), (1, Some(2)));
    /// assert!(!receiver.is_empty() && !receiver.is_full());
    /// assert_eq!((receiver.sender_count(), receiver.receiver_count()), (1, 1));
    /// assert!(receiver.same_channel(&receiver.clone()));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[must_use]
    #[doc(alias = "qsize")]
    pub fn len(&self) -> usize {
        match &self.flavor {
            Flavor::Channel(shared) => shared.engine.len(),
            Flavor::Clock(clock) => usize::from(clock.next().is_past()),
            Flavor::Never => 0,
        }
    }

    /// True if there was no item at some moment of the call.
    #[must_use]
    #[doc(alias = "empty")]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True if there was no room at some moment of the call. One without room is always full.
    #[must_use]
    #[doc(alias = "full")]
    pub fn is_full(&self) -> bool {
        self.capacity().is_some_and(|capacity| self.len() >= capacity)
    }

    /// How many items there may be; `None`: any number. For a clock 1.
    #[must_use]
    #[doc(alias = "maxsize")]
    pub fn capacity(&self) -> Option<usize> {
        match &self.flavor {
            Flavor::Channel(shared) => shared.engine.capacity(),
            Flavor::Clock(_) => Some(1),
            Flavor::Never => Some(0),
        }
    }

    /// True when both are handles of the same channel, or of the same clock.
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        match (&self.flavor, &other.flavor) {
            (Flavor::Channel(one), Flavor::Channel(two)) => Arc::ptr_eq(one, two),
            (Flavor::Clock(one), Flavor::Clock(two)) => Arc::ptr_eq(one, two),
            (Flavor::Never, Flavor::Never) => true,
            _ => false,
        }
    }

    /// How many senders there are, weak ones aside; none for a clock.
    #[must_use]
    pub fn sender_count(&self) -> usize {
        self.channel().map_or(0, |shared| shared.senders.now())
    }

    /// How many receivers there are, weak ones aside; those of a clock count themselves alone.
    #[must_use]
    pub fn receiver_count(&self) -> usize {
        self.channel().map_or(1, |shared| shared.receivers.now())
    }

    fn channel(&self) -> Option<&Shared<T>> {
        match &self.flavor {
            Flavor::Channel(shared) => Some(shared),
            Flavor::Clock(_) | Flavor::Never => None,
        }
    }
}

impl<T: Send> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        if let Some(shared) = self.channel() {
            shared.receivers.join();
        }
        Self::counted(self.flavor.another())
    }
}

impl<T: Send> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Some(shared) = self.channel() {
            shared.receiver_goes();
        }
    }
}

impl<T: Send> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}
