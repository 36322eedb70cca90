//! The handle that sends.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::sync::Arc;

use super::shared::Shared;
use super::{SendAsync, SendError, SendTimeoutError, TrySendError, WeakSender};
use crate::engine::Engine;

/// The side of a channel that sends. A clone is another handle of the same side; when the last one
/// is gone, the channel is shut down and receivers drain it.
///
/// ```
/// let (sender, receiver) = threadbare_queue::channel::bounded(1);
/// let another = sender.clone();
/// drop(sender);
/// another.send(1)?;
/// drop(another);
/// assert_eq!(receiver.recv(), Ok(1));
/// assert!(receiver.recv().is_err());
/// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
/// ```
#[doc(alias = "SyncSender")]
pub struct Sender<T: Send> {
    pub(crate) shared: Arc<Shared<T>>,
}

impl<T: Send> Sender<T> {
    /// For one that was counted already (C1).
    pub(super) fn of(shared: Arc<Shared<T>>) -> Self {
        Self { shared }
    }

    /// Sends the item; blocks while there is no room.
    ///
    /// # Errors
    ///
    /// [`SendError`]: nobody receives any more; the item comes back.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// assert!(sender.send(1).is_ok());
    /// drop(receiver);
    /// assert_eq!(sender.send(2).unwrap_err().into_inner(), 2);
    /// ```
    #[inline]
    #[doc(alias = "put")]
    pub fn send(&self, item: T) -> Result<(), SendError<T>> {
        match self.shared.engine.put_at_once(item) {
            Ok(()) => Ok(()),
            Err(item) => self.send_for_ever(item),
        }
    }

    #[cold]
    #[inline(never)]
    fn send_for_ever(&self, mut item: T) -> Result<(), SendError<T>> {
        loop {
            item = match self.send_until(item, Deadline::NEVER) {
                Ok(()) => return Ok(()),
                Err(SendTimeoutError::Disconnected(item)) => return Err(SendError(item)),
                Err(SendTimeoutError::Timeout(item)) => item,
            }
        }
    }

    /// Sends the item if there is room, or somebody is there to take it; never blocks.
    ///
    /// # Errors
    ///
    /// [`TrySendError`], which says why not and gives the item back.
    ///
    /// ```
    /// let (sender, _receiver) = threadbare_queue::channel::bounded(1);
    /// assert!(sender.try_send(1).is_ok());
    /// assert!(sender.try_send(2).unwrap_err().is_full());
    /// ```
    #[inline]
    #[doc(alias = "put_nowait")]
    pub fn try_send(&self, item: T) -> Result<(), TrySendError<T>> {
        self.shared.engine.try_put(item).map_err(TrySendError::from)
    }

    /// Sends the item; blocks while there is no room, for at most `timeout`. Zero means try; one
    /// that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`SendTimeoutError`]: too late, or nobody receives any more; the item comes back.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let (sender, _receiver) = threadbare_queue::channel::bounded(0);
    /// assert!(sender.send_timeout(1, Duration::from_millis(1)).unwrap_err().is_timeout());
    /// ```
    #[doc(alias = "put_timeout")]
    pub fn send_timeout(&self, item: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_until(item, Deadline::after(timeout))
    }

    /// Sends the item; blocks while there is no room, at most until `deadline`. One that has
    /// passed means try.
    ///
    /// # Errors
    ///
    /// [`SendTimeoutError`]: too late, or nobody receives any more; the item comes back.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let (sender, _receiver) = threadbare_queue::channel::bounded(1);
    /// assert!(sender.send_deadline(1, Instant::now()).is_ok());
    /// assert!(sender.send_deadline(2, Instant::now()).is_err());
    /// ```
    #[doc(alias = "put_deadline")]
    pub fn send_deadline(&self, item: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_until(item, Deadline::at(deadline))
    }

    fn send_until(&self, item: T, deadline: Deadline) -> Result<(), SendTimeoutError<T>> {
        match self.shared.engine.put_at_once(item) {
            Ok(()) => Ok(()),
            Err(item) => {
                self.shared.engine.put_until(item, deadline).map_err(SendTimeoutError::from)
            }
        }
    }

    /// Sends the item as a task. The place in line is taken at the first poll.
    ///
    /// It lets other tasks run now and then, as
    /// [`Receiver::recv_async`](super::Receiver::recv_async) does.
    ///
    /// # Errors
    ///
    /// [`SendError`]: nobody receives any more; the item comes back.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the item, unless it was sent. [`SendAsync::cancel`] gives it back.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    ///
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// let mut send = pin!(sender.send_async(5));
    /// assert!(send.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert_eq!(receiver.try_recv(), Ok(5));
    /// ```
    #[doc(alias = "put_async")]
    pub fn send_async(&self, item: T) -> SendAsync<'_, T> {
        SendAsync::new(&self.shared.engine, item)
    }

    /// Shuts the channel down: what is sent from now on comes back, and receivers drain what is
    /// there. True: it was the first time.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(2);
    /// sender.send(1)?;
    /// assert!(sender.close());
    /// assert!(sender.send(2).is_err());
    /// assert_eq!(receiver.recv(), Ok(1));
    /// assert!(receiver.recv().is_err());
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[doc(alias = "shutdown")]
    #[expect(clippy::must_use_candidate, reason = "most do not ask whether they were the first")]
    pub fn close(&self) -> bool {
        self.shared.engine.shutdown()
    }

    /// True once the channel was shut down: by [`close`](Self::close), or because one side is gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.engine.is_shut_down()
    }

    /// A handle that does not count: the channel may be shut down beside it.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded::<u8>(1);
    /// let weak = sender.downgrade();
    /// assert!(weak.upgrade().is_some());
    /// drop(sender);
    /// assert!(weak.upgrade().is_none());
    /// assert!(receiver.recv().is_err());
    /// ```
    #[must_use]
    pub fn downgrade(&self) -> WeakSender<T> {
        WeakSender::of(Arc::clone(&self.shared))
    }

    /// How many items there were at some moment of the call.
    ///
    /// ```
    /// let (sender, _receiver) = threadbare_queue::channel::bounded(2);
    /// sender.send(1)?;
    /// assert_eq!((sender.len(), sender.capacity()), (1, Some(2)));
    /// assert!(!sender.is_empty() && !sender.is_full() && !sender.is_closed());
    /// assert_eq!((sender.sender_count(), sender.receiver_count()), (1, 1));
    /// assert!(sender.same_channel(&sender.clone()));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[must_use]
    #[doc(alias = "qsize")]
    pub fn len(&self) -> usize {
        self.shared.engine.len()
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

    /// How many items there may be; `None`: any number.
    #[must_use]
    #[doc(alias = "maxsize")]
    pub fn capacity(&self) -> Option<usize> {
        self.shared.engine.capacity()
    }

    /// True when both are handles of the same channel.
    #[must_use]
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// How many senders there are, weak ones aside.
    #[must_use]
    pub fn sender_count(&self) -> usize {
        self.shared.senders.now()
    }

    /// How many receivers there are, weak ones aside.
    #[must_use]
    pub fn receiver_count(&self) -> usize {
        self.shared.receivers.now()
    }
}

impl<T: Send> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.senders.join();
        Self::of(Arc::clone(&self.shared))
    }
}

impl<T: Send> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.sender_goes();
    }
}

impl<T: Send> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("len", &self.len())
            .field("capacity", &self.capacity())
            .field("is_closed", &self.is_closed())
            .finish()
    }
}
