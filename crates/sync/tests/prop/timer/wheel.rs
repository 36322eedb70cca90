//! The wheel against a sorted map: every pop, every bound, for deadlines near, far and past.

use std::collections::BTreeMap;

use proptest::prelude::*;
use threadbare_sync::timer::wheel::{Node, Wheel};

#[derive(Clone, Debug)]
enum Move {
    /// Inserts a new timer so far from now.
    After(u64),
    /// Inserts a new timer so long before now.
    Ago(u64),
    /// Inserts a new timer with the deadline of another one.
    Same(usize),
    /// Puts a timer that is out of the wheel in again.
    Again(usize, u64),
    Remove(usize),
    PopAny,
    /// Lets time pass, then pops this many at most.
    Pass(u64, usize),
    /// Lets time pass up to what the wheel says, then pops.
    PassToNext(usize),
}

/// Spans of every size: within a tick, around the borders of levels, to the end of time.
fn any_span() -> impl Strategy<Value = u64> {
    let border = (0_u32..64, 0_u64..3).prop_map(|(bits, more)| (1 << bits) - 1 + more);
    prop_oneof![
        4 => 0_u64..200_000,
        2 => 0_u64..20_000_000,
        2 => border,
        1 => any::<u64>(),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        8 => any_span().prop_map(Move::After),
        1 => any_span().prop_map(Move::Ago),
        3 => any::<usize>().prop_map(Move::Same),
        1 => (any::<usize>(), any_span()).prop_map(|(which, span)| Move::Again(which, span)),
        4 => any::<usize>().prop_map(Move::Remove),
        1 => Just(Move::PopAny),
        4 => (any_span(), 0_usize..6).prop_map(|(span, pops)| Move::Pass(span, pops)),
        4 => (1_usize..6).prop_map(Move::PassToNext),
    ]
}

/// The wheel, and beside it what it should be: timers by deadline and order of arrival.
#[derive(Default)]
struct Both {
    wheel: Wheel<usize>,
    nodes: Vec<*mut Node<usize>>,
    sorted: BTreeMap<(u64, usize), usize>,
    /// Where each timer is in `sorted`.
    keys: Vec<Option<(u64, usize)>>,
    arrivals: usize,
    now: u64,
    has_removed: bool,
}

impl Both {
    fn insert(&mut self, deadline: u64) {
        let id = self.nodes.len();
        self.nodes.push(Box::into_raw(Box::new(Node::new(id))));
        self.keys.push(None);
        self.insert_node(id, deadline);
    }

    fn insert_node(&mut self, id: usize, deadline: u64) {
        // SAFETY: the node is in no wheel, and is freed after this one.
        unsafe { self.wheel.insert(self.nodes[id], deadline) };
        let key = (deadline, self.arrivals);
        self.arrivals += 1;
        self.sorted.insert(key, id);
        self.keys[id] = Some(key);
    }

    fn forget(&mut self, id: usize) -> bool {
        let key = self.keys[id].take();
        key.map(|key| self.sorted.remove(&key)).is_some()
    }

    fn remove(&mut self, id: usize) -> Result<(), TestCaseError> {
        // SAFETY: the node is alive, and in this wheel or in none.
        let removed = unsafe { self.wheel.remove(self.nodes[id]) };
        self.has_removed = true;
        prop_assert_eq!(removed, self.forget(id));
        Ok(())
    }

    fn pop(&mut self) -> Result<(), TestCaseError> {
        let first = self.sorted.first_key_value().map(|(key, id)| (*key, *id));
        let expected = first.filter(|((deadline, _), _)| *deadline <= self.now).map(|(_, id)| id);
        // SAFETY: nodes live to the end of the test.
        let popped = self.wheel.pop_expired(self.now).map(|node| unsafe { *(*node).value() });
        prop_assert_eq!(popped, expected, "at {}", self.now);
        if let Some(id) = popped {
            self.forget(id);
        }
        Ok(())
    }

    fn play(&mut self, step: &Move) -> Result<(), TestCaseError> {
        let count = self.nodes.len();
        match *step {
            Move::After(span) => self.insert(self.now.saturating_add(span)),
            Move::Ago(span) => self.insert(self.now.saturating_sub(span)),
            Move::Same(which) if count > 0 => {
                let deadline = self.keys[which % count].map_or(self.now, |(deadline, _)| deadline);
                self.insert(deadline);
            }
            Move::Again(which, span) if count > 0 && self.keys[which % count].is_none() => {
                self.insert_node(which % count, self.now.saturating_add(span));
            }
            Move::Remove(which) if count > 0 => self.remove(which % count)?,
            Move::PopAny => {
                self.has_removed = true;
                // SAFETY: nodes live to the end of the test.
                let popped = self.wheel.pop_any().map(|node| unsafe { *(*node).value() });
                prop_assert_eq!(popped.is_some(), !self.sorted.is_empty());
                prop_assert!(popped.is_none_or(|id| self.forget(id)));
            }
            Move::Pass(span, pops) => {
                self.now = self.now.saturating_add(span);
                (0..pops).try_for_each(|_| self.pop())?;
            }
            Move::PassToNext(pops) => {
                self.now = self.now.max(self.wheel.next_expiry().unwrap_or(0));
                (0..pops).try_for_each(|_| self.pop())?;
            }
            Move::Same(_) | Move::Again(..) | Move::Remove(_) => {}
        }
        self.agree()
    }

    fn agree(&self) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.wheel.len(), self.sorted.len());
        prop_assert_eq!(self.wheel.is_empty(), self.sorted.is_empty());
        let earliest = self.sorted.first_key_value().map(|((deadline, _), _)| *deadline);
        if self.has_removed {
            prop_assert_eq!(self.wheel.next_expiry().is_some(), earliest.is_some());
            prop_assert!(self.wheel.next_expiry() <= earliest);
        } else {
            prop_assert_eq!(self.wheel.next_expiry(), earliest, "nothing was removed");
        }
        Ok(())
    }
}

impl Drop for Both {
    fn drop(&mut self) {
        for node in &self.nodes {
            // SAFETY: each was made by `Box::into_raw`, and the wheel is not used any more.
            drop(unsafe { Box::from_raw(*node) });
        }
    }
}

proptest! {
    /// The wheel pops what a sorted map would, in the same order, and bounds what comes next.
    #[test]
    fn the_wheel_agrees_with_a_sorted_map(moves in prop::collection::vec(any_move(), 0..120)) {
        let mut both = Both::default();
        for step in &moves {
            both.play(step)?;
        }
        // To the end of time: everything comes out, in order.
        both.now = u64::MAX;
        while !both.sorted.is_empty() {
            both.pop()?;
        }
        both.pop()?;
    }

    /// Waking up when the wheel says so, one timer is one wake-up but for those that are removed:
    /// each removal costs at most as many as there are levels.
    #[test]
    fn a_removed_timer_costs_few_wake_ups(
        spans in prop::collection::vec((any_span(), any::<bool>()), 1..40),
    ) {
        let mut both = Both::default();
        spans.iter().for_each(|(span, _)| both.insert(*span));
        let mut removed = 0;
        for (id, _) in spans.iter().enumerate().filter(|(_, (_, is_removed))| *is_removed) {
            both.remove(id)?;
            removed += 1;
        }
        let mut wakes = 0;
        while let Some(next) = both.wheel.next_expiry() {
            wakes += 1;
            both.now = both.now.max(next);
            both.pop()?;
        }
        prop_assert!(wakes <= spans.len() - removed + removed * 8, "{wakes} wake-ups");
    }
}
