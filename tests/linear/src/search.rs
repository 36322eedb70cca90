//! The search for an order: decides whether a history of up to 64 calls is linearizable.
//!
//! The first call of an order is one that no other call precedes; it must be legal in the first
//! state; what is left is such a history again (Wing and Gong, 1993). Two ways to the same set of
//! calls that end in the same state have the same future, so each pair of set and state is looked
//! at once (Lowe, 2017). Which calls precede which is all that differs between the two questions:
//!
//! | question | a call precedes another if |
//! |---|---|
//! | [`linearizable`] | it was over before the other began |
//! | [`sequentially_consistent`] | its thread made it earlier, or the other comes [`AFTERWARDS`] |
//!
//! Cost: exponential in how many calls overlap, not in their number; the memo holds at most one
//! entry for each set of calls that is closed under "precedes", and state.

use std::collections::HashSet;
use std::fmt;

use crate::history::{AFTERWARDS, Operation, table};
use crate::spec::Spec;

/// A call of a specification, as it was recorded.
pub type OperationOf<S> = Operation<<S as Spec>::Call, <S as Spec>::Answer>;

/// How many calls a history may have: the bits of a set.
pub const CALLS_MAX: usize = 64;

/// Whether all calls may have taken effect at one moment between begin and end; in which order.
///
/// # Errors
///
/// [`Counterexample`]: there is no such order.
///
/// # Panics
///
/// When the history has more than [`CALLS_MAX`] calls: judge it by [`axioms`](crate::axioms).
#[track_caller]
pub fn linearizable<S: Spec>(
    spec: &S,
    history: &[OperationOf<S>],
) -> Result<Vec<usize>, Counterexample> {
    search(spec, history, |one, other| one.precedes(other))
}

/// Whether there is an order that keeps that of each thread.
///
/// # Errors
///
/// [`Counterexample`]: there is no such order.
///
/// # Panics
///
/// As [`linearizable`].
#[track_caller]
pub fn sequentially_consistent<S: Spec>(
    spec: &S,
    history: &[OperationOf<S>],
) -> Result<Vec<usize>, Counterexample> {
    let is_ordered = |one: &OperationOf<S>, other: &OperationOf<S>| {
        one.thread == other.thread || other.thread == AFTERWARDS
    };
    search(spec, history, |one, other| is_ordered(one, other) && one.precedes(other))
}

#[track_caller]
fn search<S: Spec>(
    spec: &S,
    history: &[OperationOf<S>],
    precedes: impl Fn(&OperationOf<S>, &OperationOf<S>) -> bool,
) -> Result<Vec<usize>, Counterexample> {
    assert!(
        history.len() <= CALLS_MAX,
        "{} calls are too many for the search: judge them by the axioms",
        history.len()
    );
    let bits = |one: &OperationOf<S>| {
        let earlier = history.iter().enumerate().filter(|(_, other)| precedes(other, one));
        earlier.fold(0, |bits, (index, _)| bits | bit(index))
    };
    let mut search = Search {
        spec,
        history,
        before: history.iter().map(bits).collect(),
        dead_ends: HashSet::new(),
        order: Vec::new(),
        deepest: Vec::new(),
        deepest_state: spec.start(),
    };
    if search.continues(0, &spec.start()) { Ok(search.order) } else { Err(search.refuted()) }
}

fn bit(index: usize) -> u64 {
    1 << index
}

struct Search<'a, S: Spec> {
    spec: &'a S,
    history: &'a [OperationOf<S>],
    /// Which calls precede each.
    before: Vec<u64>,
    /// What was looked at and led nowhere: the calls done, and the state after them.
    dead_ends: HashSet<(u64, S::State)>,
    order: Vec<usize>,
    /// The longest order that was legal so far, and the state at its end.
    deepest: Vec<usize>,
    deepest_state: S::State,
}

impl<S: Spec> Search<'_, S> {
    /// Whether an order goes on from here to the end.
    fn continues(&mut self, done: u64, state: &S::State) -> bool {
        if done.count_ones() as usize == self.history.len() {
            return true;
        }
        if !self.dead_ends.insert((done, state.clone())) {
            return false;
        }
        if self.order.len() > self.deepest.len() {
            self.deepest.clone_from(&self.order);
            self.deepest_state = state.clone();
        }
        let ready: Vec<usize> = self.ready(done).collect();
        for &index in &ready {
            let one = &self.history[index];
            let next = self.spec.step(state, &one.call, &one.answer);
            if next.is_some_and(|next| self.goes_by(&[index], done, &next)) {
                return true;
            }
        }
        for &first in &ready {
            for &second in ready.iter().filter(|second| **second != first) {
                let [one, other] = [first, second].map(|index| &self.history[index]);
                let (one, other) = ((&one.call, &one.answer), (&other.call, &other.answer));
                let next = self.spec.pair(state, one, other);
                if next.is_some_and(|next| self.goes_by(&[first, second], done, &next)) {
                    return true;
                }
            }
        }
        false
    }

    fn goes_by(&mut self, calls: &[usize], done: u64, next: &S::State) -> bool {
        let depth = self.order.len();
        self.order.extend_from_slice(calls);
        let done = calls.iter().fold(done, |done, index| done | bit(*index));
        let found = self.continues(done, next);
        if !found {
            self.order.truncate(depth);
        }
        found
    }

    /// The calls that may be next.
    fn ready(&self, done: u64) -> impl Iterator<Item = usize> {
        let is_ready =
            move |index: &usize| done & bit(*index) == 0 && self.before[*index] & !done == 0;
        (0..self.history.len()).filter(is_ready)
    }

    fn refuted(&self) -> Counterexample {
        let text = |index: &usize| self.history[*index].text();
        let done = self.deepest.iter().fold(0, |done, index| done | bit(*index));
        Counterexample {
            table: table(self.history),
            order: self.deepest.iter().map(text).collect(),
            state: format!("{:?}", self.deepest_state),
            stuck: self.ready(done).map(|index| text(&index)).collect(),
        }
    }
}

/// A history that has no order, and how far the best attempt came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counterexample {
    /// The history; see [`table`].
    pub table: String,
    /// The longest legal order of calls that may come first.
    pub order: Vec<String>,
    /// The state at its end.
    pub state: String,
    /// The calls that may be next, none of which is legal there.
    pub stuck: Vec<String>,
}

impl fmt::Display for Counterexample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "no order of these calls is legal:\n\n{}", self.table)?;
        writeln!(f, "One of the longest attempts:")?;
        for call in &self.order {
            writeln!(f, "  {call}")?;
        }
        writeln!(f, "which leaves {}; then neither of", self.state)?;
        for call in &self.stuck {
            writeln!(f, "  {call}")?;
        }
        writeln!(f, "leads to the end")
    }
}

impl std::error::Error for Counterexample {}
