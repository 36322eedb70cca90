//! What an object is meant to do where nothing happens at the same time.

pub mod cells;
pub mod deque;
pub mod joinable;
pub mod queue;
pub mod rendezvous;

use std::fmt::Debug;
use std::hash::Hash;

/// A sequential specification: the states, and which answers are legal in each.
///
/// A call that may have several answers is no problem: `step` is asked about the one that was
/// given. A timeout is legal in a state in which the call could not be completed. So the judge
/// accepts it exactly if there was such a moment while the call lasted.
pub trait Spec {
    /// What the object remembers.
    type State: Clone + Eq + Hash + Debug;
    /// What may be asked of it.
    type Call: Debug;
    /// What it may say.
    type Answer: Debug;

    /// The state of a new object.
    fn start(&self) -> Self::State;

    /// The state after the call, if the answer is a legal one in `state`.
    fn step(
        &self,
        state: &Self::State,
        call: &Self::Call,
        answer: &Self::Answer,
    ) -> Option<Self::State>;

    /// The state after two calls that take effect at the same moment, as the two sides of a
    /// rendezvous do. They are asked about in both orders.
    fn pair(
        &self,
        state: &Self::State,
        first: (&Self::Call, &Self::Answer),
        second: (&Self::Call, &Self::Answer),
    ) -> Option<Self::State> {
        let _ = (state, first, second);
        None
    }
}
