//! A queue without room: an item goes from the hand of the one into that of the other.
//!
//! The two calls take effect at the same moment, so they must overlap: [`Spec::pair`]. After a
//! shutdown both sides say `ShutDown`.
//!
//! What it cannot refute is a `Full`, an `Empty` or a `Timeout`: they are right when nobody waited
//! on the other side, and a history does not tell when a call that has begun began to wait.

use super::Spec;
use super::queue::{Answer, Call};

/// A queue of capacity zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rendezvous;

impl Spec for Rendezvous {
    /// Whether it is shut down.
    type State = bool;
    type Call = Call;
    type Answer = Answer;

    fn start(&self) -> bool {
        false
    }

    fn step(&self, is_shut_down: &bool, call: &Call, answer: &Answer) -> Option<bool> {
        let is_legal = match (call, answer) {
            (Call::TryPut(_), Answer::Full)
            | (Call::TryGet, Answer::Empty)
            | (
                Call::PutTimeout(_) | Call::GetTimeout | Call::PutAsync(_) | Call::GetAsync,
                Answer::Timeout,
            ) => !is_shut_down,
            (call, Answer::ShutDown) => *is_shut_down && (call.item().is_some() || call.is_get()),
            (Call::Shutdown, Answer::First(first)) => first != is_shut_down,
            (Call::ShutdownNow, Answer::Items(items)) => items.is_empty(),
            (Call::Len, Answer::Count(count)) => *count == 0,
            _ => false,
        };
        let shuts_down = matches!(call, Call::Shutdown | Call::ShutdownNow);
        is_legal.then_some(*is_shut_down || shuts_down)
    }

    fn pair(
        &self,
        is_shut_down: &bool,
        (put, done): (&Call, &Answer),
        (get, got): (&Call, &Answer),
    ) -> Option<bool> {
        let is_passed = *done == Answer::Done
            && get.is_get()
            && put.item().is_some_and(|item| *got == Answer::Got(item));
        (is_passed && !is_shut_down).then_some(false)
    }
}
