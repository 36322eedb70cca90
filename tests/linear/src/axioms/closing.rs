//! Rule `closing`: a shutdown has one moment, and what it forbids stays forbidden.
//!
//! | a violation | why it is one |
//! |---|---|
//! | two shutdowns were the first, or one after another had ended | there is one moment |
//! | one was not the first, and none began before it ended | somebody was |
//! | a put was done and began when the shutdown was over | nothing is put after it |
//! | `Full`, `Empty` or `Timeout`, begun after the shutdown was over | it is `ShutDown` then |
//! | `ShutDown` before any shutdown began | nothing is refused before it |
//! | an item was got after a `ShutdownNow`, or never | nothing is left by it, and nothing comes |

use super::facts::Facts;
use super::{QueueOperation, Violation};
use crate::spec::queue::{Answer, Call};

/// The slots in which the first shutdown took effect. Without one, never.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closing {
    pub(super) from: usize,
    pub(super) until: usize,
}

/// When the queue was shut down.
pub(super) fn moment(history: &[QueueOperation]) -> Result<Closing, Violation> {
    let calls = history.iter().enumerate();
    let shutdowns: Vec<(usize, &QueueOperation)> =
        calls.filter(|(_, one)| matches!(one.call, Call::Shutdown | Call::ShutdownNow)).collect();
    let says_first = |one: &QueueOperation| one.answer == Answer::First(true);
    let mut firsts = shutdowns.iter().filter(|(_, one)| says_first(one));
    let first = firsts.next();
    if let (Some((one, _)), Some((other, _))) = (first, firsts.next()) {
        let says = "two shutdowns were the first";
        return Err(Violation::new("closing", says, history, [*one, *other]));
    }
    // `ShutdownNow` does not say whether it was the first.
    let may_be_first = |one: &QueueOperation| one.call == Call::ShutdownNow;
    let candidates = shutdowns.iter().filter(|(_, one)| may_be_first(one));
    let earliest = candidates.map(|(_, one)| one.begin).min();
    let from = first.map(|(_, one)| one.begin).or(earliest).unwrap_or(usize::MAX);
    let until = shutdowns.iter().map(|(_, one)| one.end).min().unwrap_or(usize::MAX);
    let closing = Closing { from, until };
    // Of those that say they were not the first, one that cannot be later than the first.
    let early = shutdowns.iter().find(|(_, one)| one.end < from);
    if let Some((early, _)) = early {
        let calls = std::iter::once(*early).chain(first.map(|(call, _)| *call));
        return Err(Violation::new(
            "closing",
            "this was the first shutdown, and says or is told otherwise",
            history,
            calls,
        ));
    }
    Ok(closing)
}

pub(super) fn judge(facts: &Facts<'_>, closing: &Closing) -> Result<(), Violation> {
    let refuse =
        |says: &str, call: usize| Err(Violation::new("closing", says, facts.history, [call]));
    for (call, operation) in facts.history.iter().enumerate() {
        if operation.answer == Answer::ShutDown && operation.end < closing.from {
            return refuse("refused before any shutdown", call);
        }
        let waits = matches!(operation.answer, Answer::Full | Answer::Empty | Answer::Timeout);
        let moves = operation.call.item().is_some() || operation.call.is_get();
        if waits && moves && closing.until < operation.begin {
            return refuse("not refused after the shutdown", call);
        }
    }
    if let Some(life) = facts.lives.iter().find(|life| life.put.begin > closing.until) {
        return refuse("put after the shutdown", life.put.call);
    }
    let drains = facts.history.iter().filter(|one| one.call == Call::ShutdownNow);
    let Some(drained) = drains.map(|one| one.end).min() else {
        return Ok(());
    };
    match facts.lives.iter().find(|life| life.got_begin() > drained) {
        Some(life) => refuse("left behind by a shutdown that takes all", life.put.call),
        None => Ok(()),
    }
}
