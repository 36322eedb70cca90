//! Channels: a queue with two kinds of handles.                     Chapter: docs/queue/channel.md
//!
//! With the names of crossbeam-channel. A channel is a [`Fifo`](crate::Fifo) whose handles are
//! counted on each side. When the last [`Sender`] goes, it is shut down, and receivers drain what
//! is left; when the last [`Receiver`] goes, it is shut down, and what is left is dropped.
//!
//! # State
//!
//! The queue's engine, and two numbers: `senders`, `receivers`. A number that has come to 0 stays
//! there.
//!
//! # Invariants
//!
//! * C1: while a `Sender` lives, `senders` is not 0; the same with `Receiver` and `receivers`.
//! * C2: who takes `senders` to 0 shuts the queue down, after all that was sent.
//! * C3: who takes `receivers` to 0 shuts the queue down and drops what is left, on its own thread
//!   and outside every lock.
//! * C4: a weak handle becomes one that counts by a CAS from a number that is not 0.
//!
//! # Cost
//!
//! Sending and receiving are what they are in the queue. A handle that is cloned or dropped makes
//! one atomic addition on each of two words.
//!
//! Read next: `shared.rs`, then `clock.rs` for receivers that nobody sends to.

mod clock;
mod error;
mod iter;
mod receiver;
mod sender;
mod shared;
mod tasks;
mod weak;

pub(crate) use clock::Clock;
pub use clock::{after, at, never, tick};
pub use error::{
    RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError, TrySendError,
};
pub use iter::{IntoIter, Iter, TryIter};
pub(crate) use receiver::Flavor;
pub use receiver::Receiver;
pub use sender::Sender;
pub use tasks::{RecvAsync, RecvStream, SendAsync};
pub use weak::{WeakReceiver, WeakSender};

use crate::FifoEngine;
use shared::Shared;

/// A channel with room for so many items; with 0, each send waits for a receive and gives it the
/// item.
///
/// With room, all of it is allocated now: 8 bytes and the item each.
///
/// # Panics
///
/// With more than 2 to the 40.
///
/// ```
/// use std::thread;
/// use threadbare_queue::channel::bounded;
///
/// let (sender, receiver) = bounded(2);
/// thread::spawn(move || (1..=3).for_each(|item| sender.send(item).expect("somebody receives")));
/// assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2, 3]);
/// ```
#[must_use]
#[track_caller]
#[doc(alias = "sync_channel")]
pub fn bounded<T: Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let engine =
        if capacity == 0 { FifoEngine::rendezvous() } else { FifoEngine::bounded(capacity) };
    Shared::split(engine)
}

/// A channel for any number of items: a send never waits.
///
/// ```
/// use threadbare_queue::channel::unbounded;
///
/// let (sender, receiver) = unbounded();
/// (0..1000).for_each(|item| sender.send(item).expect("somebody receives"));
/// drop(sender);
/// assert_eq!(receiver.iter().sum::<i32>(), 499_500);
/// ```
#[must_use]
#[doc(alias = "channel")]
pub fn unbounded<T: Send>() -> (Sender<T>, Receiver<T>) {
    Shared::split(FifoEngine::unbounded())
}
