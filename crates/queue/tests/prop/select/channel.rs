//! A channel beside its reference, with a task on each side that may wait.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use proptest::prelude::*;
use threadbare_queue::channel::{Receiver, RecvError, SendError, Sender};

use crate::harness::{Item, Kind, Reference};
use crate::support::Bell;

type Receiving<'a> = Pin<Box<dyn Future<Output = Result<Item, RecvError>> + 'a>>;
type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SendError<Item>>> + 'a>>;

/// A task that waits, since its bell had rung so often.
pub(super) struct Task<F> {
    pub(super) future: F,
    pub(super) bell: Arc<Bell>,
    pub(super) seen: u32,
}

impl<R> Task<Pin<Box<dyn Future<Output = R> + '_>>> {
    pub(super) fn poll(&mut self) -> Poll<R> {
        loop {
            self.seen = self.bell.rings();
            let answer = self.bell.poll(Pin::new(&mut self.future));
            // One that wakes itself has let others run, and comes back.
            if answer.is_ready() || !self.was_told() {
                return answer;
            }
        }
    }

    pub(super) fn was_told(&self) -> bool {
        self.bell.rings() > self.seen
    }
}

/// A channel, what it should be, and a task on each side that may wait.
pub(super) struct Channel<'a> {
    pub(super) sender: &'a Sender<Item>,
    pub(super) receiver: &'a Receiver<Item>,
    pub(super) reference: Reference,
    pub(super) receiving: Option<Task<Receiving<'a>>>,
    pub(super) sending: Option<(Item, Task<Sending<'a>>)>,
}

impl<'a> Channel<'a> {
    pub(super) fn new((sender, receiver): &'a (Sender<Item>, Receiver<Item>)) -> Self {
        let room = sender.capacity();
        let kind = if room.is_some_and(|room| room > 0) { Kind::Ring } else { Kind::Line };
        let reference = Reference::new(kind, room.unwrap_or(usize::MAX));
        Self { sender, receiver, reference, receiving: None, sending: None }
    }

    pub(super) fn may_recv(&self) -> bool {
        self.reference.is_closed || self.reference.available() > 0
    }

    pub(super) fn may_send(&self) -> bool {
        self.reference.is_closed || self.reference.has_room()
    }

    /// Without room a task that receives and a selection that sends are left apart.
    pub(super) fn poll_recv(&mut self) -> Result<(), TestCaseError> {
        if self.sender.capacity() == Some(0) {
            return Ok(());
        }
        let receiver = self.receiver;
        let task = self.receiving.get_or_insert_with(|| {
            let future: Receiving<'a> = Box::pin(receiver.recv_async());
            Task { future, bell: Arc::default(), seen: 0 }
        });
        let answer = match task.poll() {
            Poll::Ready(got) => Some(got.ok()),
            Poll::Pending => None,
        };
        let expected = match self.reference.get() {
            None if !self.reference.is_closed => None,
            got => Some(got),
        };
        prop_assert_eq!(answer, expected);
        if expected.is_some() {
            self.receiving = None;
        }
        Ok(())
    }

    pub(super) fn poll_send(&mut self, item: Item) -> Result<(), TestCaseError> {
        let sender = self.sender;
        if self.sending.is_none() {
            self.reference.new_put(item);
        }
        let (item, task) = self.sending.get_or_insert_with(|| {
            let future: Sending<'a> = Box::pin(sender.send_async(item));
            (item, Task { future, bell: Arc::default(), seen: 0 })
        });
        let answer = match task.poll() {
            Poll::Ready(sent) => Some(sent.map_err(SendError::into_inner)),
            Poll::Pending => None,
        };
        prop_assert_eq!(&answer, &self.reference.poll_put(item.1));
        if answer.is_some() {
            self.sending = None;
        }
        Ok(())
    }

    pub(super) fn drop_send(&mut self) {
        if let Some((item, task)) = self.sending.take() {
            drop(task);
            self.reference.drop_put(item.1);
        }
    }

    pub(super) fn check(&self) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.receiver.len(), self.reference.items.len());
        if let Some(task) = &self.receiving {
            prop_assert!(!self.may_recv() || task.was_told(), "an item, and it was not told");
        }
        if let Some((item, task)) = &self.sending {
            let is_its_turn = match self.reference.kind() {
                Kind::Ring => self.may_send(),
                _ => self.reference.is_over(item.1),
            };
            prop_assert!(!is_its_turn || task.was_told(), "its turn, and it was not told");
        }
        Ok(())
    }
}
