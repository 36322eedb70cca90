//! Sending and receiving as tasks.
//!
//! An item is never handed to a future: it is woken, and tries again. One that always finds an item
//! at once lets other tasks run now and then (`budget.rs`).

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;
use threadbare_sync::{Timer, TimerHandle};
use threadbare_sys::clock::{Deadline, Moment};
use threadbare_sys::waitlist::Waiter;

use super::receiver::Flavor;
use super::{Receiver, RecvError, SendError, TryRecvError};
use crate::FifoEngine;
use crate::budget;
use crate::engine::{Lines, Side};
use crate::queue::Put;

/// Sends an item as a task; made by [`Sender::send_async`](super::Sender::send_async).
#[must_use = "a future does nothing until it is polled"]
pub struct SendAsync<'a, T: Send>(Put<'a, FifoEngine<T>>);

impl<'a, T: Send> SendAsync<'a, T> {
    pub(super) fn new(engine: &'a FifoEngine<T>, item: T) -> Self {
        Self(Put::new(engine, item))
    }

    /// Gives up; the item comes back unless it was sent.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    ///
    /// let (sender, _receiver) = threadbare_queue::channel::bounded(0);
    /// let mut send = pin!(sender.send_async(2));
    /// assert!(send.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    /// assert_eq!(send.cancel(), Some(2));
    /// ```
    #[must_use = "the item that was not sent; drop it by `drop`"]
    pub fn cancel(self: Pin<&mut Self>) -> Option<T> {
        self.put().cancel()
    }

    fn put(self: Pin<&mut Self>) -> Pin<&mut Put<'a, FifoEngine<T>>> {
        // SAFETY: the inner future is pinned with this one, and is moved by nobody.
        unsafe { self.map_unchecked_mut(|this| &mut this.0) }
    }
}

impl<T: Send> Future for SendAsync<'_, T> {
    type Output = Result<(), SendError<T>>;

    /// # Panics
    ///
    /// When it is polled again after it was ready, or was cancelled.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        self.put().poll(task).map_err(SendError::from)
    }
}

impl<T: Send> fmt::Debug for SendAsync<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SendAsync").field(&self.0).finish()
    }
}

/// A task's place in the line of a receiver.
struct Place {
    node: Waiter,
    /// The node was named to the engine.
    is_in_line: bool,
    /// Wakes the task when the clock has an item.
    alarm: Option<TimerHandle>,
}

impl Place {
    fn new() -> Self {
        Self { node: Waiter::new(), is_in_line: false, alarm: None }
    }

    /// Receives, or takes the place.
    ///
    /// # Safety
    ///
    /// The place stays where it is until [`leave`](Self::leave), and has one receiver all its life.
    unsafe fn poll<T: Send>(
        &mut self,
        receiver: &Receiver<T>,
        task: &Context<'_>,
    ) -> Poll<Result<T, RecvError>> {
        // One that waits has let others run.
        if !self.is_in_line && self.alarm.is_none() && budget::is_spent(task) {
            return Poll::Pending;
        }
        loop {
            let answer = match receiver.try_recv() {
                Ok(item) => Ok(item),
                Err(TryRecvError::Disconnected) => Err(RecvError),
                Err(TryRecvError::Empty) => {
                    // SAFETY: the caller's promise.
                    if unsafe { self.take(receiver, task) } {
                        continue;
                    }
                    return Poll::Pending;
                }
            };
            self.leave(receiver);
            return Poll::Ready(answer);
        }
    }

    /// Sees to it that the task is woken; true: there may be an item already.
    ///
    /// # Safety
    ///
    /// As [`poll`](Self::poll).
    unsafe fn take<T: Send>(&mut self, receiver: &Receiver<T>, task: &Context<'_>) -> bool {
        match &receiver.flavor {
            Flavor::Channel(shared) => {
                self.is_in_line = true;
                let waker = task.waker().clone();
                // SAFETY: the caller's promise; `leave` withdraws the node.
                unsafe { shared.engine.enlist(Side::Get, &self.node, None, waker) }
            }
            Flavor::Clock(clock) => {
                self.cancel_alarm();
                let next = clock.next();
                if !next.is_never() {
                    let waker = task.waker().clone();
                    self.alarm = Some(Timer::after(until(next), move || waker.wake()));
                }
                false
            }
            Flavor::Never => false,
        }
    }

    /// Gives the place up; who was chosen for an item passes that on.
    fn leave<T: Send>(&mut self, receiver: &Receiver<T>) {
        self.cancel_alarm();
        if let Flavor::Channel(shared) = &receiver.flavor
            && self.is_in_line
        {
            self.is_in_line = false;
            // SAFETY: the node was named to this engine.
            unsafe { shared.engine.withdraw(Side::Get, &self.node) };
        }
    }

    fn cancel_alarm(&mut self) {
        if let Some(alarm) = self.alarm.take() {
            alarm.cancel();
        }
    }
}

/// The time until then.
fn until(moment: Deadline) -> core::time::Duration {
    core::time::Duration::from_nanos(moment.ns().saturating_sub(Moment::now().ns()))
}

/// Receives an item as a task; made by [`Receiver::recv_async`].
#[must_use = "a future does nothing until it is polled"]
pub struct RecvAsync<'a, T: Send> {
    receiver: &'a Receiver<T>,
    is_done: bool,
    place: Place,
}

impl<'a, T: Send> RecvAsync<'a, T> {
    pub(super) fn new(receiver: &'a Receiver<T>) -> Self {
        Self { receiver, is_done: false, place: Place::new() }
    }
}

impl<T: Send> Future for RecvAsync<'_, T> {
    type Output = Result<T, RecvError>;

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the place is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(!this.is_done, "polled after it was ready: ask for the next item");
        // SAFETY: the place is pinned, has this receiver, and `Drop` leaves it.
        let answer = unsafe { this.place.poll(this.receiver, task) };
        this.is_done = answer.is_ready();
        answer
    }
}

impl<T: Send> Drop for RecvAsync<'_, T> {
    fn drop(&mut self) {
        self.place.leave(self.receiver);
    }
}

impl<T: Send> fmt::Debug for RecvAsync<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvAsync").field("receiver", self.receiver).finish_non_exhaustive()
    }
}

/// The items of a channel, as a stream; made by [`Receiver::into_stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct RecvStream<T: Send> {
    receiver: Receiver<T>,
    place: Place,
}

impl<T: Send> RecvStream<T> {
    pub(super) fn new(receiver: Receiver<T>) -> Self {
        Self { receiver, place: Place::new() }
    }

    /// The receiver, by which items can be taken beside the stream.
    ///
    /// ```
    /// let (sender, receiver) = threadbare_queue::channel::bounded(1);
    /// let items = receiver.into_stream();
    /// sender.send(5)?;
    /// assert_eq!(items.receiver().try_recv(), Ok(5));
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    pub fn receiver(&self) -> &Receiver<T> {
        &self.receiver
    }
}

impl<T: Send> Stream for RecvStream<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<T>> {
        // SAFETY: the place is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: the place is pinned, has this receiver, and `Drop` leaves it.
        unsafe { this.place.poll(&this.receiver, task) }.map(Result::ok)
    }
}

impl<T: Send> Drop for RecvStream<T> {
    fn drop(&mut self) {
        self.place.leave(&self.receiver);
    }
}

impl<T: Send> fmt::Debug for RecvStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvStream").field("receiver", &self.receiver).finish_non_exhaustive()
    }
}
