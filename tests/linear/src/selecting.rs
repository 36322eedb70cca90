//! A channel without room that is used by selections. What waits does so beside an arm of the other
//! direction, which nobody ever meets; what tries is the channel's own.

use std::time::Duration;

use threadbare_queue::channel::{Receiver, Sender, TryRecvError, TrySendError, bounded};
use threadbare_queue::select;

use crate::program::Target;
use crate::spec::queue::{Answer, Call, Item};

/// As in `targets`.
const SOME_TIME: Duration = Duration::from_micros(20);

/// Both ends, and those of a channel that nobody else has.
#[derive(Debug)]
pub struct Selecting {
    to: Sender<Item>,
    from: Receiver<Item>,
    nowhere: (Sender<Item>, Receiver<Item>),
    nobody: (Sender<Item>, Receiver<Item>),
}

impl Selecting {
    /// Nobody waits.
    #[must_use]
    pub fn new() -> Self {
        let (to, from) = bounded(0);
        Self { to, from, nowhere: bounded(0), nobody: bounded(0) }
    }

    fn put(&self, item: Item, timeout: Duration) -> Answer {
        select! {
            recv(self.nobody.1) -> _ => unreachable!("nobody sends there"),
            send(self.to, item) -> sent => match sent {
                Ok(()) => Answer::Done,
                Err(_) => Answer::ShutDown,
            },
            default(timeout) => Answer::Timeout,
        }
    }

    fn get(&self, timeout: Duration) -> Answer {
        select! {
            send(self.nowhere.0, Item { rank: 0, id: 0 }) -> _ => unreachable!("nobody gets there"),
            recv(self.from) -> item => match item {
                Ok(item) => Answer::Got(item),
                Err(_) => Answer::ShutDown,
            },
            default(timeout) => Answer::Timeout,
        }
    }
}

impl Default for Selecting {
    fn default() -> Self {
        Self::new()
    }
}

impl Target for Selecting {
    fn apply(&self, call: &Call) -> Answer {
        match call {
            Call::Put(item) => self.put(*item, Duration::MAX),
            Call::PutTimeout(item) => self.put(*item, SOME_TIME),
            Call::Get => self.get(Duration::MAX),
            Call::GetTimeout => self.get(SOME_TIME),
            Call::TryPut(item) => match self.to.try_send(*item) {
                Ok(()) => Answer::Done,
                Err(TrySendError::Full(_)) => Answer::Full,
                Err(TrySendError::Disconnected(_)) => Answer::ShutDown,
            },
            Call::TryGet => match self.from.try_recv() {
                Ok(item) => Answer::Got(item),
                Err(TryRecvError::Empty) => Answer::Empty,
                Err(TryRecvError::Disconnected) => Answer::ShutDown,
            },
            Call::Shutdown => Answer::First(self.to.close()),
            other => panic!("{other:?}: not for channels"),
        }
    }
}
