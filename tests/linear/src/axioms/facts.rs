//! What became of each item, and in which slots it was surely there.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::hash_map::{Entry, HashMap};

use super::{QueueOperation, Violation};
use crate::spec::queue::{Answer, Item};

/// One call: where it stands in the history, and its stamps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) call: usize,
    pub(super) begin: usize,
    pub(super) end: usize,
}

impl Span {
    fn of(call: usize, operation: &QueueOperation) -> Self {
        Self { call, begin: operation.begin, end: operation.end }
    }
}

/// An item that was put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub(super) item: Item,
    pub(super) put: Span,
    pub(super) got: Option<Span>,
}

impl Life {
    /// When it began to be got; of one that is there for ever, never.
    pub(super) fn got_begin(&self) -> usize {
        self.got.map_or(usize::MAX, |got| got.begin)
    }

    pub(super) fn got_end(&self) -> usize {
        self.got.map_or(usize::MAX, |got| got.end)
    }

    /// Its calls, to be shown.
    pub(super) fn calls(&self) -> impl Iterator<Item = usize> + use<> {
        [Some(self.put), self.got].into_iter().flatten().map(|span| span.call)
    }
}

/// A history, by its items.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) history: &'a [QueueOperation],
    pub(super) lives: Vec<Life>,
    /// How many slots there are.
    pub(super) slots: usize,
}

impl<'a> Facts<'a> {
    /// Finds the put and the get of each item: rules `fresh` and `once`, without a look at stamps.
    #[track_caller]
    pub(super) fn of(history: &'a [QueueOperation]) -> Result<Self, Violation> {
        let mut lives = Vec::new();
        let mut by_id = HashMap::new();
        for (call, operation) in history.iter().enumerate() {
            let Some(item) = operation.call.item().filter(|_| operation.answer == Answer::Done)
            else {
                continue;
            };
            match by_id.entry(item.id) {
                Entry::Occupied(_) => panic!("{item:?} was put twice: give each put its own id"),
                Entry::Vacant(entry) => entry.insert(lives.len()),
            };
            lives.push(Life { item, put: Span::of(call, operation), got: None });
        }
        // The last begins with the last stamp, and does not end.
        let slots = history.iter().map(|one| one.end + 1).max().unwrap_or(0);
        let mut facts = Self { history, lives, slots };
        for (call, operation) in history.iter().enumerate() {
            for item in got(&operation.answer) {
                facts.marry(*item, Span::of(call, operation), &by_id)?;
            }
        }
        Ok(facts)
    }

    fn marry(
        &mut self,
        item: Item,
        got: Span,
        by_id: &HashMap<u32, usize>,
    ) -> Result<(), Violation> {
        let refuse = |rule, says, calls: &[usize]| {
            Err(Violation::new(
                rule,
                format!("{item:?} was got {says}"),
                self.history,
                calls.to_vec(),
            ))
        };
        let Some(life) = by_id.get(&item.id).map(|index| &mut self.lives[*index]) else {
            return refuse("fresh", "and put by nobody", &[got.call]);
        };
        if life.item != item {
            return refuse("fresh", "with another rank", &[life.put.call, got.call]);
        }
        if let Some(other) = life.got {
            return refuse("once", "twice", &[life.put.call, other.call, got.call]);
        }
        life.got = Some(got);
        Ok(())
    }

    /// The half of `fresh` that looks at stamps.
    pub(super) fn in_time(&self) -> Result<(), Violation> {
        let is_early = |life: &&Life| life.got_end() < life.put.begin;
        match self.lives.iter().find(is_early) {
            None => Ok(()),
            Some(life) => {
                let says = format!("{:?} was got before it was put", life.item);
                Err(Violation::new("fresh", says, self.history, life.calls()))
            }
        }
    }

    /// For each slot the foremost of the items that are surely there, by `key`: the greatest.
    pub(super) fn foremost<K: Ord>(&self, key: impl Fn(&Life) -> K) -> Vec<Option<usize>> {
        let mut arrivals: Vec<usize> = (0..self.lives.len()).collect();
        arrivals.sort_unstable_by_key(|index| self.lives[*index].put.end);
        let mut arrivals = arrivals.into_iter().peekable();
        let mut there = BinaryHeap::new();
        let mut foremost = Vec::with_capacity(self.slots);
        for slot in 0..self.slots {
            while let Some(index) = arrivals.next_if(|index| self.lives[*index].put.end <= slot) {
                there.push((key(&self.lives[index]), Reverse(index)));
            }
            while there.peek().is_some_and(|(_, top)| self.lives[top.0].got_begin() <= slot) {
                there.pop();
            }
            foremost.push(there.peek().map(|(_, top)| top.0));
        }
        foremost
    }
}

/// The items that an answer gives.
pub(super) fn got(answer: &Answer) -> &[Item] {
    match answer {
        Answer::Got(item) => std::slice::from_ref(item),
        Answer::Items(items) => items,
        _ => &[],
    }
}
