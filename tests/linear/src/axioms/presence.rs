//! Whether there were items, or room, when somebody said that there were none: `room`, `empty`,
//! `full`, `len`.

use std::ops::Range;

use super::closing::Closing;
use super::facts::Facts;
use super::{QueueOperation, Violation};
use crate::spec::queue::{Answer, Call};

pub(super) fn judge(
    facts: &Facts<'_>,
    closing: &Closing,
    capacity: Option<usize>,
) -> Result<(), Violation> {
    let counts = Counts::of(facts);
    if let Some(capacity) = capacity {
        counts.fit(facts, capacity)?;
    }
    let someone = facts.foremost(|life| std::cmp::Reverse(life.put.end));
    for (call, operation) in facts.history.iter().enumerate() {
        let slots = slots(operation, closing);
        let refuse = |rule, says: String, others: Vec<usize>| {
            let calls = std::iter::once(call).chain(others);
            Err(Violation::new(rule, says, facts.history, calls))
        };
        match says(operation) {
            Says::Empty => {
                if slots.clone().all(|slot| someone[slot].is_some()) {
                    let lives = slots.filter_map(|slot| someone[slot]);
                    let others = lives.flat_map(|life| facts.lives[life].calls()).collect();
                    let says = "the queue was called empty, and never was during this call";
                    return refuse("empty", says.into(), others);
                }
            }
            Says::Full => {
                let room = capacity.unwrap_or(usize::MAX);
                let most = slots.map(|slot| counts.perhaps[slot]).max().unwrap_or(0);
                if most < room {
                    let says = format!(
                        "the queue was called full; at most {most} items can have been there \
                         during this call, and there is room for {room}"
                    );
                    return refuse("full", says, Vec::new());
                }
            }
            Says::Count(count) => {
                let fits =
                    |slot: usize| (counts.surely[slot]..=counts.perhaps[slot]).contains(&count);
                if !slots.clone().any(fits) {
                    let least = slots.clone().map(|slot| counts.surely[slot]).min();
                    let most = slots.map(|slot| counts.perhaps[slot]).max();
                    let says = format!("{count} items were counted, of {least:?} to {most:?}");
                    return refuse("len", says, Vec::new());
                }
            }
            Says::Other => {}
        }
    }
    Ok(())
}

/// What an answer says about the items that are there.
enum Says {
    Empty,
    Full,
    Count(usize),
    Other,
}

fn says(operation: &QueueOperation) -> Says {
    match (&operation.call, &operation.answer) {
        (Call::JoinTimeout, Answer::Timeout) => Says::Other,
        (call, Answer::Empty | Answer::Timeout | Answer::ShutDown) if call.is_get() => Says::Empty,
        // What is left behind by it was not there.
        (Call::ShutdownNow, _) => Says::Empty,
        (_, Answer::Full | Answer::Timeout) => Says::Full,
        (_, Answer::Count(count)) => Says::Count(*count),
        _ => Says::Other,
    }
}

/// The slots in which the answer may have been decided: `Full` and `Empty` before a shutdown,
/// `ShutDown` after it.
fn slots(operation: &QueueOperation, closing: &Closing) -> Range<usize> {
    match operation.answer {
        Answer::Full | Answer::Empty | Answer::Timeout => {
            operation.begin..operation.end.min(closing.until)
        }
        Answer::ShutDown => operation.begin.max(closing.from)..operation.end,
        _ => operation.begin..operation.end,
    }
}

/// How many items are there in each slot.
struct Counts {
    surely: Vec<usize>,
    perhaps: Vec<usize>,
}

impl Counts {
    fn of(facts: &Facts<'_>) -> Self {
        let lives = &facts.lives;
        let surely = lives.iter().filter(|life| life.put.end < life.got_begin());
        let surely = surely.map(|life| (life.put.end, life.got_begin()));
        let perhaps = lives.iter().map(|life| (life.put.begin, life.got_end()));
        Self { surely: count(facts.slots, surely), perhaps: count(facts.slots, perhaps) }
    }

    /// Rule `room`.
    fn fit(&self, facts: &Facts<'_>, capacity: usize) -> Result<(), Violation> {
        let Some(slot) = self.surely.iter().position(|count| *count > capacity) else {
            return Ok(());
        };
        let lives = facts.lives.iter();
        let there = lives.filter(|life| (life.put.end..life.got_begin()).contains(&slot));
        let says = format!("{} items at once, and there is room for {capacity}", self.surely[slot]);
        Err(Violation::new("room", says, facts.history, there.flat_map(|life| life.calls())))
    }
}

/// How many of the ranges each slot lies in.
fn count(slots: usize, ranges: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let (mut begins, mut ends) = (vec![0_usize; slots + 1], vec![0_usize; slots + 1]);
    for (begin, end) in ranges {
        begins[begin] += 1;
        ends[end.min(slots)] += 1;
    }
    let mut count = 0;
    let step = |(begin, end): (&usize, &usize)| {
        count = count + begin - end;
        count
    };
    begins.iter().zip(&ends).take(slots).map(step).collect()
}
