//! What the macros `select!` and `select_biased!` are made of; not for use by hand.

use core::convert::Infallible;
use core::fmt;
use core::time::Duration;

use threadbare_sys::clock::Deadline;

use super::Select;
use crate::channel::{Receiver, RecvError, SendError, Sender, TryRecvError, TrySendError};

/// An operation and how it is tried.
pub trait Arm<'a> {
    /// What it comes to.
    type Outcome;

    /// Adds the operation.
    fn enter(&self, select: &mut Select<'a>);

    /// Does it, if that can be done now.
    fn attempt(&mut self) -> Option<Self::Outcome>;
}

/// A list of arms: a pair of the first and the others, down to [`End`].
pub trait Arms<'a> {
    /// Which arm it was, and what it came to.
    type Outcome;

    /// Adds the operations.
    fn enter(&self, select: &mut Select<'a>);

    /// Tries the arm with this number.
    fn attempt(&mut self, index: usize) -> Option<Self::Outcome>;
}

/// No more arms.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "the macro makes it")]
pub struct End;

/// It was this arm, or one of the others.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "the macro matches it")]
pub enum Which<A, B> {
    /// This arm.
    This(A),
    /// One of the others.
    Other(B),
}

impl<'a> Arms<'a> for End {
    type Outcome = Infallible;

    fn enter(&self, _: &mut Select<'a>) {}

    fn attempt(&mut self, _: usize) -> Option<Infallible> {
        None
    }
}

impl<'a, A: Arm<'a>, B: Arms<'a>> Arms<'a> for (A, B) {
    type Outcome = Which<A::Outcome, B::Outcome>;

    fn enter(&self, select: &mut Select<'a>) {
        self.0.enter(select);
        self.1.enter(select);
    }

    fn attempt(&mut self, index: usize) -> Option<Self::Outcome> {
        match index.checked_sub(1) {
            None => self.0.attempt().map(Which::This),
            Some(index) => self.1.attempt(index).map(Which::Other),
        }
    }
}

/// Receives.
#[derive(Debug)]
pub struct RecvArm<'a, T: Send>(&'a Receiver<T>);

impl<'a, T: Send> RecvArm<'a, T> {
    /// From this receiver.
    #[must_use]
    pub fn new(receiver: &'a Receiver<T>) -> Self {
        Self(receiver)
    }
}

impl<'a, T: Send> Arm<'a> for RecvArm<'a, T> {
    type Outcome = Result<T, RecvError>;

    fn enter(&self, select: &mut Select<'a>) {
        select.recv(self.0);
    }

    fn attempt(&mut self) -> Option<Self::Outcome> {
        match self.0.try_recv() {
            Ok(item) => Some(Ok(item)),
            Err(TryRecvError::Disconnected) => Some(Err(RecvError)),
            Err(TryRecvError::Empty) => None,
        }
    }
}

/// Sends.
pub struct SendArm<'a, T: Send, F> {
    sender: &'a Sender<T>,
    make: Option<F>,
    /// What was made, and could not be sent.
    item: Option<T>,
}

impl<'a, T: Send, F: FnOnce() -> T> SendArm<'a, T, F> {
    /// By this sender what `make` makes, once, when it is tried first.
    pub fn new(sender: &'a Sender<T>, make: F) -> Self {
        Self { sender, make: Some(make), item: None }
    }
}

impl<'a, T: Send, F: FnOnce() -> T> Arm<'a> for SendArm<'a, T, F> {
    type Outcome = Result<(), SendError<T>>;

    fn enter(&self, select: &mut Select<'a>) {
        select.send(self.sender);
    }

    fn attempt(&mut self) -> Option<Self::Outcome> {
        let item = self.item.take().or_else(|| self.make.take().map(|make| make()))?;
        match self.sender.try_send(item) {
            Ok(()) => Some(Ok(())),
            Err(TrySendError::Disconnected(item)) => Some(Err(SendError(item))),
            Err(TrySendError::Full(item)) => {
                self.item = Some(item);
                None
            }
        }
    }
}

impl<T: Send, F> fmt::Debug for SendArm<'_, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendArm").field("sender", &self.sender).finish_non_exhaustive()
    }
}

/// Does one of them; blocks while none can be done.
#[track_caller]
pub fn wait<'a, A: Arms<'a>>(mut select: Select<'a>, mut arms: A) -> A::Outcome {
    arms.enter(&mut select);
    loop {
        let index = select.ready();
        if let Some(outcome) = arms.attempt(index) {
            return outcome;
        }
    }
}

/// Does one of them; `None`: none could be done in time. No timeout means try.
pub fn wait_for<'a, A: Arms<'a>>(
    mut select: Select<'a>,
    mut arms: A,
    timeout: Option<Duration>,
) -> Option<A::Outcome> {
    let deadline = timeout.map_or(Deadline::NOW, Deadline::after);
    arms.enter(&mut select);
    loop {
        let index = select.ready_until(deadline).ok()?;
        if let Some(outcome) = arms.attempt(index) {
            return Some(outcome);
        }
    }
}
