//! The arms of the macros: operations that know what they move, so that they can hold it out.
//!
//! Where a queue heeds tickets (`hand.rs`), an arm that waits is served where it stands: the item
//! of a send is taken from it, a receive is given one. So two that select meet, and one that only
//! tries meets one that selects.

use core::cell::Cell;
use core::fmt;
use core::ptr;

use super::Select;
use super::party::Party;
use crate::FifoEngine;
use crate::channel::{Flavor, Receiver, RecvError, SendError, Sender, TryRecvError, TrySendError};
use crate::engine::{Engine, Lines, Side};
use crate::hand::Slot;

/// An operation and how it is tried.
pub trait Arm {
    /// What it comes to.
    type Outcome;

    /// Adds the operation.
    fn enter<'s>(&'s self, select: &mut Select<'s>);

    /// Says what came of it if it was done by another thread; else does it, if that can be done
    /// now.
    fn attempt(&self) -> Option<Self::Outcome>;
}

/// A list of arms: a pair of the first and the others.
pub trait Arms {
    /// Which arm it was, and what it came to.
    type Outcome;

    /// Adds the operations.
    fn enter<'s>(&'s self, select: &mut Select<'s>);

    /// As [`Arm::attempt`], for the arm with this number.
    fn attempt(&self, index: usize) -> Option<Self::Outcome>;
}

/// Receives.
pub struct RecvArm<'a, T: Send> {
    receiver: &'a Receiver<T>,
    /// What it was given.
    slot: Slot<T>,
}

impl<'a, T: Send> RecvArm<'a, T> {
    /// From this receiver.
    #[must_use]
    pub fn new(receiver: &'a Receiver<T>) -> Self {
        Self { receiver, slot: Slot::new(None) }
    }

    fn engine(&self) -> Option<&'a FifoEngine<T>> {
        match &self.receiver.flavor {
            Flavor::Channel(shared) => Some(&shared.engine),
            Flavor::Clock(_) | Flavor::Never => None,
        }
    }
}

impl<T: Send> Arm for RecvArm<'_, T> {
    type Outcome = Result<T, RecvError>;

    fn enter<'s>(&'s self, select: &mut Select<'s>) {
        match self.engine() {
            Some(_) => select.add(Some(self), Side::Get),
            None => select.recv(self.receiver),
        };
    }

    fn attempt(&self) -> Option<Self::Outcome> {
        // SAFETY: S4 - no wait is on the stack.
        if let Some(item) = unsafe { self.slot.take() } {
            return Some(Ok(item));
        }
        match self.receiver.try_recv() {
            Ok(item) => Some(Ok(item)),
            Err(TryRecvError::Disconnected) => Some(Err(RecvError)),
            Err(TryRecvError::Empty) => None,
        }
    }
}

impl<T: Send> Party for RecvArm<'_, T> {
    fn lines(&self) -> Option<&dyn Lines> {
        self.engine().map(|engine| engine as &dyn Lines)
    }

    fn hand(&self) -> *const () {
        match self.engine() {
            Some(engine) if engine.heeds_tickets(Side::Get) => ptr::from_ref(&self.slot).cast(),
            _ => ptr::null(),
        }
    }
}

impl<T: Send> Drop for RecvArm<'_, T> {
    /// What it was given and cannot return, as it panics, is for another.
    fn drop(&mut self) {
        // SAFETY: S4 - no wait is on the stack.
        let item = unsafe { self.slot.take() };
        if let (Some(item), Some(engine)) = (item, self.engine()) {
            engine.give_back(item);
        }
    }
}

impl<T: Send> fmt::Debug for RecvArm<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvArm").field("receiver", &self.receiver).finish_non_exhaustive()
    }
}

/// Sends.
pub struct SendArm<'a, T: Send, F> {
    sender: &'a Sender<T>,
    /// Makes the item; `None` once it was made.
    make: Cell<Option<F>>,
    /// What was made, and not sent yet.
    slot: Slot<T>,
}

impl<'a, T: Send, F: FnOnce() -> T> SendArm<'a, T, F> {
    /// By this sender what `make` makes, once, when it is tried first or held out.
    pub fn new(sender: &'a Sender<T>, make: F) -> Self {
        Self { sender, make: Cell::new(Some(make)), slot: Slot::new(None) }
    }

    fn engine(&self) -> &'a FifoEngine<T> {
        &self.sender.shared.engine
    }
}

impl<T: Send, F: FnOnce() -> T> Arm for SendArm<'_, T, F> {
    type Outcome = Result<(), SendError<T>>;

    fn enter<'s>(&'s self, select: &mut Select<'s>) {
        select.add(Some(self), Side::Put);
    }

    fn attempt(&self) -> Option<Self::Outcome> {
        let item = match self.make.take() {
            Some(make) => make(),
            // SAFETY: S4 - no wait is on the stack.
            None => match unsafe { self.slot.take() } {
                Some(item) => item,
                // It was made, and was taken.
                None => return Some(Ok(())),
            },
        };
        match self.sender.try_send(item) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Disconnected(item)) => Some(Err(SendError(item))),
            Err(TrySendError::Full(item)) => {
                // SAFETY: S4 - as above; it was taken out, or never filled.
                unsafe { self.slot.fill(item) };
                None
            }
        }
    }
}

impl<T: Send, F: FnOnce() -> T> Party for SendArm<'_, T, F> {
    fn lines(&self) -> Option<&dyn Lines> {
        Some(self.engine())
    }

    fn hand(&self) -> *const () {
        if !self.engine().heeds_tickets(Side::Put) {
            return ptr::null();
        }
        if let Some(make) = self.make.take() {
            let item = make();
            // SAFETY: S4 - nothing is in a line yet; it was never filled.
            unsafe { self.slot.fill(item) };
        }
        ptr::from_ref(&self.slot).cast()
    }
}

impl<T: Send, F> fmt::Debug for SendArm<'_, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendArm").field("sender", &self.sender).finish_non_exhaustive()
    }
}
