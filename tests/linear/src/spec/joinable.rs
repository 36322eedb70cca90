//! A queue to join, with calls that are more than one moment.
//!
//! Where nothing happens at the same time it is [`Queue`], which counts an item from its put. A
//! real one has its count beside the queue: a put counts, then puts, and takes the count back when
//! it was refused; `ShutdownNow` takes the items out, then takes them off the count. Between the
//! two others may look. So [`moments`] cuts these calls in pieces that lie in the time of the
//! whole, and that is what a queue to join promises:
//!
//! | call | its moments |
//! |---|---|
//! | a put that is done | `Count`, then the call |
//! | a put that is refused | `Count`, then the call, then `Back` of one |
//! | `ShutdownNow` | the call, then `Back` of as many as it took, or of all that are counted |
//! | `TaskDone`, `Join`, `JoinTimeout` | the call, which looks at the count alone |

use std::collections::BTreeSet;

use super::Spec;
use super::queue::{self, Answer, Call, Queue, Shelf};
use crate::axioms::QueueOperation;
use crate::history::Operation;

/// A piece of a call, which stands at this place of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// What it puts is counted.
    Count(usize),
    /// The call itself.
    Call(usize, Call),
    /// So many less are counted.
    Back(usize, usize),
}

/// Cuts the calls of a history in pieces.
#[must_use]
pub fn moments(history: &[QueueOperation]) -> Vec<Operation<Moment, Answer>> {
    history.iter().enumerate().flat_map(|(place, whole)| pieces(place, whole)).collect()
}

fn pieces(place: usize, whole: &QueueOperation) -> impl Iterator<Item = Operation<Moment, Answer>> {
    let is_put = whole.call.item().is_some();
    let count = is_put.then_some(Moment::Count(place));
    let back = match &whole.answer {
        Answer::Items(items) => Some(items.len()),
        Answer::Done => None,
        _ => is_put.then_some(1),
    };
    let back = back.map(|n| Moment::Back(place, n));
    let pieces = [count, Some(Moment::Call(place, whole.call)), back];
    let (thread, answer) = (whole.thread, whole.answer.clone());
    let stamps = (3 * whole.begin.., 3 * whole.end..);
    let stamped = pieces.into_iter().flatten().zip(stamps.0.zip(stamps.1));
    stamped.map(move |(call, (begin, end))| Operation {
        thread,
        call,
        answer: answer.clone(),
        begin,
        end,
    })
}

/// A queue to join with that order and that room.
#[derive(Clone, Debug)]
pub struct Joinable<S>(pub Queue<S>);

/// What a queue to join remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct State<S> {
    /// Its own count is not looked at.
    queue: queue::State<S>,
    unfinished: usize,
    /// Puts that have counted, and neither put nor been refused.
    counted: BTreeSet<usize>,
    /// Calls that will take something off the count.
    owing: BTreeSet<usize>,
}

impl<S: Shelf> Spec for Joinable<S> {
    type State = State<S>;
    type Call = Moment;
    type Answer = Answer;

    fn start(&self) -> State<S> {
        State::default()
    }

    fn step(&self, state: &State<S>, moment: &Moment, answer: &Answer) -> Option<State<S>> {
        let mut next = state.clone();
        match moment {
            Moment::Count(place) => {
                next.unfinished += 1;
                next.counted.insert(*place).then_some(next)
            }
            Moment::Back(place, n) => {
                next.unfinished = state.unfinished.saturating_sub(*n);
                next.owing.remove(place).then_some(next)
            }
            Moment::Call(_, call @ (Call::TaskDone | Call::Join | Call::JoinTimeout)) => {
                next.unfinished = look(state.unfinished, *call, answer)?;
                Some(next)
            }
            Moment::Call(place, call) => {
                next.queue = self.0.step(&state.queue, call, answer)?;
                let is_put = call.item().is_some();
                if is_put && !next.counted.remove(place) {
                    return None;
                }
                let is_refused = is_put && *answer != Answer::Done;
                if is_refused || matches!(answer, Answer::Items(_)) {
                    next.owing.insert(*place);
                }
                Some(next)
            }
        }
    }
}

/// What is unfinished after a call that looks at nothing else.
fn look(unfinished: usize, call: Call, answer: &Answer) -> Option<usize> {
    match (call, answer) {
        (Call::TaskDone, Answer::Done) => unfinished.checked_sub(1),
        (Call::TaskDone, Answer::TooMany) => (unfinished == 0).then_some(0),
        (Call::Join | Call::JoinTimeout, Answer::Done) => (unfinished == 0).then_some(0),
        (Call::JoinTimeout, Answer::Timeout) => (unfinished > 0).then_some(unfinished),
        _ => None,
    }
}
