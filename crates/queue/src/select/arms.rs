//! What the macros `select!` and `select_biased!` are made of; not for use by hand.

use core::convert::Infallible;
use core::time::Duration;

use threadbare_sys::clock::Deadline;

use super::Select;
use super::hands::{Arm, Arms};
pub use super::hands::{RecvArm, SendArm};

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

impl Arms for End {
    type Outcome = Infallible;

    fn enter<'s>(&'s self, _: &mut Select<'s>) {}

    fn attempt(&self, _: usize) -> Option<Infallible> {
        None
    }
}

impl<A: Arm, B: Arms> Arms for (A, B) {
    type Outcome = Which<A::Outcome, B::Outcome>;

    fn enter<'s>(&'s self, select: &mut Select<'s>) {
        self.0.enter(select);
        self.1.enter(select);
    }

    fn attempt(&self, index: usize) -> Option<Self::Outcome> {
        match index.checked_sub(1) {
            None => self.0.attempt().map(Which::This),
            Some(index) => self.1.attempt(index).map(Which::Other),
        }
    }
}

/// Does one of them; blocks while none can be done.
#[track_caller]
pub fn wait<A: Arms>(select: Select<'_>, arms: A) -> A::Outcome {
    let (arms, mut select) = (arms, select);
    arms.enter(&mut select);
    loop {
        let index = select.ready();
        if let Some(outcome) = arms.attempt(index) {
            return outcome;
        }
    }
}

/// Does one of them; `None`: none could be done in time. No timeout means try.
pub fn wait_for<A: Arms>(
    select: Select<'_>,
    arms: A,
    timeout: Option<Duration>,
) -> Option<A::Outcome> {
    let (arms, mut select) = (arms, select);
    let deadline = timeout.map_or(Deadline::NOW, Deadline::after);
    arms.enter(&mut select);
    loop {
        let index = select.ready_until(deadline).ok()?;
        if let Some(outcome) = arms.attempt(index) {
            return Some(outcome);
        }
    }
}
