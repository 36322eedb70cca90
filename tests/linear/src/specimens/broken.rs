//! A queue with a bug of one's choice, which it shows now and then.

use std::collections::VecDeque;

use threadbare_sync::Lock;

use crate::program::Target;
use crate::spec::queue::{Answer, Call, Item};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// Nothing: it is a FIFO.
    None,
    /// An item is got twice.
    Duplicates,
    /// An item that was put is gone.
    Loses,
    /// The second is got before the first.
    Inverts,
    /// It says that it is empty, and is not.
    FalseEmpty,
    /// It says that it is full, and is not.
    FalseFull,
    /// It takes one more than there is room for.
    Overfills,
    /// The newest is got, as from a LIFO.
    Stacks,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Duplicates,
        Self::Loses,
        Self::Inverts,
        Self::FalseEmpty,
        Self::FalseFull,
        Self::Overfills,
        Self::Stacks,
    ];
}

/// A bounded FIFO for tries, with a bug that comes at every so manieth occasion.
#[derive(Debug)]
pub struct Broken {
    bug: Bug,
    every: u32,
    capacity: usize,
    state: Lock<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    items: VecDeque<Item>,
    occasions: u32,
}

impl Shelf {
    fn is_due(&mut self, every: u32) -> bool {
        self.occasions += 1;
        self.occasions.is_multiple_of(every)
    }
}

impl Broken {
    /// A queue that shows its bug whenever it might for the `every`th time.
    #[must_use]
    pub fn new(bug: Bug, every: u32, capacity: usize) -> Self {
        Self { bug, every, capacity, state: Lock::new(Shelf::default()) }
    }

    fn put(&self, item: Item) -> Answer {
        let mut shelf = self.state.lock();
        let room = self.capacity.saturating_sub(shelf.items.len());
        if room == 0 {
            let overfills = self.bug == Bug::Overfills && shelf.is_due(self.every);
            if !overfills {
                return Answer::Full;
            }
        } else if self.bug == Bug::FalseFull && shelf.is_due(self.every) {
            return Answer::Full;
        }
        if self.bug == Bug::Loses && shelf.is_due(self.every) {
            return Answer::Done;
        }
        shelf.items.push_back(item);
        Answer::Done
    }

    fn get(&self) -> Answer {
        let mut shelf = self.state.lock();
        let Some(first) = shelf.items.front().copied() else { return Answer::Empty };
        let has_two = shelf.items.len() > 1;
        let item = match self.bug {
            Bug::FalseEmpty if shelf.is_due(self.every) => return Answer::Empty,
            Bug::Duplicates if shelf.is_due(self.every) => return Answer::Got(first),
            Bug::Inverts if has_two && shelf.is_due(self.every) => shelf.items.remove(1),
            Bug::Stacks if has_two && shelf.is_due(self.every) => shelf.items.pop_back(),
            _ => shelf.items.pop_front(),
        };
        item.map_or(Answer::Empty, Answer::Got)
    }
}

impl Target for Broken {
    fn apply(&self, call: &Call) -> Answer {
        match call {
            Call::TryPut(item) => self.put(*item),
            Call::TryGet => self.get(),
            other => panic!("{other:?}: this queue knows tries alone"),
        }
    }
}
