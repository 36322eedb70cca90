//! A deque for work that is stolen: one owner, any number of thieves.
//!
//! | call | legal answers, and what becomes of the deque |
//! |---|---|
//! | `TryPut`, the owner's push | `Done`: the item is behind all others |
//! | `TryGet`, the owner's pop | `Got` the one at the owner's end; `Empty` when there is none |
//! | `Steal` | `Got` the oldest; `Empty` when there is none; `Retry` at any time |

use std::collections::VecDeque;

use super::Spec;
use super::queue::{Answer, Call, Item};

/// A deque whose owner pops at this end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deque {
    /// The oldest, as the thieves.
    Fifo,
    /// The newest.
    Lifo,
}

impl Spec for Deque {
    type State = VecDeque<Item>;
    type Call = Call;
    type Answer = Answer;

    fn start(&self) -> VecDeque<Item> {
        VecDeque::new()
    }

    fn step(&self, items: &VecDeque<Item>, call: &Call, answer: &Answer) -> Option<VecDeque<Item>> {
        let mut next = items.clone();
        let is_legal = match (call, answer) {
            (Call::TryPut(item), Answer::Done) => {
                next.push_back(*item);
                true
            }
            (Call::TryGet, Answer::Got(item)) if *self == Self::Lifo => {
                next.pop_back() == Some(*item)
            }
            (Call::TryGet | Call::Steal, Answer::Got(item)) => next.pop_front() == Some(*item),
            (Call::TryGet | Call::Steal, Answer::Empty) => items.is_empty(),
            (Call::Steal, Answer::Retry) => true,
            _ => false,
        };
        is_legal.then_some(next)
    }
}
