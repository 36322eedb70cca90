//! Handles that count, and those that do not.

use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use proptest::prelude::*;
use threadbare_queue::channel::{Receiver, Sender, WeakReceiver, WeakSender};

use super::{Move, World};
use crate::harness::Item;

/// An item, and a part of what tells that it is alive.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) item: Item,
    _alive: Arc<()>,
}

impl Parcel {
    pub(super) fn new(item: Item, alive: &Arc<()>) -> Self {
        Self { item, _alive: Arc::clone(alive) }
    }
}

/// What the two sides have in common.
pub(super) trait Ends {
    type Strong: Clone;
    type Weak: Clone;
    fn downgrade(strong: &Self::Strong) -> Self::Weak;
    fn upgrade(weak: &Self::Weak) -> Option<Self::Strong>;
}

pub(super) enum Senders {}

impl Ends for Senders {
    type Strong = Sender<Parcel>;
    type Weak = WeakSender<Parcel>;

    fn downgrade(strong: &Sender<Parcel>) -> WeakSender<Parcel> {
        strong.downgrade()
    }

    fn upgrade(weak: &WeakSender<Parcel>) -> Option<Sender<Parcel>> {
        weak.upgrade()
    }
}

pub(super) enum Receivers {}

impl Ends for Receivers {
    type Strong = Receiver<Parcel>;
    type Weak = WeakReceiver<Parcel>;

    fn downgrade(strong: &Receiver<Parcel>) -> WeakReceiver<Parcel> {
        strong.downgrade()
    }

    fn upgrade(weak: &WeakReceiver<Parcel>) -> Option<Receiver<Parcel>> {
        weak.upgrade()
    }
}

/// A handle with a part of what counts those of its side.
pub(super) struct Counted<H> {
    handle: H,
    pub(super) _counter: Rc<()>,
}

impl<H> Deref for Counted<H> {
    type Target = H;

    fn deref(&self) -> &H {
        &self.handle
    }
}

/// The handles of one side. Futures hold theirs as well.
pub(super) struct Side<E: Ends> {
    strong: Vec<Rc<Counted<E::Strong>>>,
    weak: Vec<E::Weak>,
    counter: Rc<()>,
}

impl<E: Ends> Side<E> {
    pub(super) fn new(handle: E::Strong) -> Self {
        let mut side = Self { strong: Vec::new(), weak: Vec::new(), counter: Rc::new(()) };
        side.add(handle);
        side
    }

    fn add(&mut self, handle: E::Strong) {
        let counted = Counted { handle, _counter: self.counter() };
        self.strong.push(Rc::new(counted));
    }

    /// What one more handle has to hold.
    pub(super) fn counter(&self) -> Rc<()> {
        Rc::clone(&self.counter)
    }

    /// How many there are, with those that futures and streams hold.
    pub(super) fn count(&self) -> usize {
        Rc::strong_count(&self.counter) - 1
    }

    pub(super) fn at(&self, number: usize) -> Option<&Rc<Counted<E::Strong>>> {
        self.strong.get(number.checked_rem(self.strong.len())?)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &E::Strong> {
        self.strong.iter().map(|counted| &counted.handle)
    }

    fn play(&mut self, step: &Move) -> Result<(), TestCaseError> {
        match *step {
            Move::Clone(_, number) => {
                let another = self.at(number).map(|counted| counted.handle.clone());
                another.into_iter().for_each(|another| self.add(another));
            }
            Move::Drop(_, number) => {
                if let Some(index) = number.checked_rem(self.strong.len()) {
                    drop(self.strong.remove(index));
                }
            }
            Move::Downgrade(_, number) => {
                let weak = self.at(number).map(|counted| E::downgrade(&counted.handle));
                self.weak.extend(weak);
            }
            Move::Upgrade(_, number) => {
                let Some(index) = number.checked_rem(self.weak.len()) else { return Ok(()) };
                let upgraded = E::upgrade(&self.weak[index].clone());
                prop_assert_eq!(upgraded.is_some(), self.count() > 0);
                upgraded.into_iter().for_each(|handle| self.add(handle));
            }
            _ => {}
        }
        Ok(())
    }
}

pub(super) fn play(world: &mut World, step: &Move) -> Result<(), TestCaseError> {
    match step {
        Move::Clone(true, _)
        | Move::Drop(true, _)
        | Move::Downgrade(true, _)
        | Move::Upgrade(true, _) => world.senders.play(step),
        _ => world.receivers.play(step),
    }
}
