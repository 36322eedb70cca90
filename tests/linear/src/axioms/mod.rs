//! Judges for histories of millions of calls on a queue, in O(n log n).
//!
//! Each rule is a thing that no linearizable history does. So a violation is a proof, and silence
//! is not; what each rule misses stands in docs/queue/linearizability.md.
//!
//! Stamps cut time into slots: slot `t` lies between the stamps `t` and `t + 1`. A call takes
//! effect in one of the slots from its begin to its end. Of an item it follows that
//!
//! * it is **surely there** in the slots from the end of its put to the begin of its get;
//! * it is **perhaps there** in the slots from the begin of its put to the end of its get.
//!
//! | rule | a violation | because |
//! |---|---|---|
//! | `fresh` | got, and put by nobody, or not yet | items come from puts |
//! | `once` | got twice | an item goes to one getter |
//! | `room` | a slot with more surely there than the capacity | the bound always holds |
//! | `empty` | `Empty`, and in each slot some item is surely there | there is none at its moment |
//! | `full` | `Full`, and in each slot too few are perhaps there | it is full at its moment |
//! | `len` | `Count(n)`, and in no slot may `n` be there | there are `n` at its moment |
//! | `fifo` | a is put before b, and got after b or never | b leaves while a is before it |
//! | `lifo` | in each slot of get(a) some b, put after a, is surely there | it lies upon a |
//! | `priority` | in each slot of get(a) one of lower rank is surely there | it goes first |
//! | `priority` | as `fifo`, among equals | they are in a FIFO |
//! | `batch` | `ShutdownNow` gives items in an order that gets may not | it stands for gets |
//! | `closing` | what is before and after a shutdown is mixed up: `closing.rs` | it has one too |
//!
//! A wait that timed out counts as `Empty` or `Full`. A queue of capacity zero is a rendezvous: by
//! `room`, no item is ever surely there, so put and get of each overlap.
//!
//! Cost: three sorts, a heap, and a walk over the slots of each call; as many calls overlap in a
//! slot as there are threads, so that walk is `threads * n`.

mod closing;
mod facts;
mod order;
mod per_producer;
mod presence;

use std::fmt;

pub use per_producer::per_producer;

use crate::history::{Operation, table};
use crate::spec::queue::{Answer, Call};
use facts::Facts;

/// A call on a queue, as it was recorded.
pub type QueueOperation = Operation<Call, Answer>;

/// Which item is the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The one that was put first.
    Fifo,
    /// The one that was put last.
    Lifo,
    /// The one of the least rank; among equals the one that was put first.
    Priority,
}

/// Judges a history of a queue that was empty at its begin, with room for `capacity` items or for
/// all. No two puts are of the same item.
///
/// # Errors
///
/// [`Violation`]: the history is not linearizable, and why.
///
/// # Panics
///
/// When two puts are of the same item.
#[track_caller]
pub fn judge(
    kind: Kind,
    capacity: Option<usize>,
    history: &[QueueOperation],
) -> Result<(), Violation> {
    let facts = Facts::of(history)?;
    facts.in_time()?;
    let closing = closing::moment(history)?;
    closing::judge(&facts, &closing)?;
    presence::judge(&facts, &closing, capacity)?;
    order::judge(&facts, kind)
}

/// Why a history is not linearizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule; see the table of the module.
    pub rule: &'static str,
    /// What was seen.
    pub says: String,
    /// The calls that show it; see [`table`].
    pub table: String,
}

/// A table with more calls than this shows less than one with fewer.
const SHOWN_MAX: usize = 12;

impl Violation {
    fn new(
        rule: &'static str,
        says: impl Into<String>,
        history: &[QueueOperation],
        calls: impl IntoIterator<Item = usize>,
    ) -> Self {
        let mut calls: Vec<usize> = calls.into_iter().collect();
        calls.truncate(SHOWN_MAX);
        calls.sort_unstable();
        calls.dedup();
        let shown: Vec<QueueOperation> = calls.iter().map(|call| history[*call].clone()).collect();
        Self { rule, says: says.into(), table: table(&shown) }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n\n{}", self.rule, self.says, self.table)
    }
}

impl std::error::Error for Violation {}
