//! The order of one producer's items at one consumer: the only order that holds without a common
//! time. For queues that promise no more, and for records without fences.

use std::collections::HashMap;

use super::facts::{Facts, got};
use super::{QueueOperation, Violation};

/// Judges whether each thread got the items of each other thread in the order in which they were
/// put; and that no item was got twice, or put by nobody. Looks at the order of each thread alone,
/// so a violation refutes sequential consistency as well.
///
/// # Errors
///
/// [`Violation`]: two items that were got in the wrong order, or one that should not be there.
///
/// # Panics
///
/// When two puts are of the same item.
#[track_caller]
pub fn per_producer(history: &[QueueOperation]) -> Result<(), Violation> {
    let facts = Facts::of(history)?;
    let by_id: HashMap<u32, _> = facts.lives.iter().map(|life| (life.item.id, life)).collect();
    let mut calls: Vec<usize> = (0..history.len()).collect();
    calls.sort_unstable_by_key(|call| history[*call].begin);
    let mut latest = HashMap::new();
    for call in calls {
        let consumer = history[call].thread;
        for item in got(&history[call].answer) {
            let life = by_id[&item.id];
            let producer = history[life.put.call].thread;
            if let Some(before) = latest.insert((consumer, producer), life)
                && life.put.begin < before.put.begin
            {
                let says = format!(
                    "thread {consumer} got {:?} before {:?}, which thread {producer} put first",
                    before.item, life.item
                );
                let calls = before.calls().chain(life.calls());
                return Err(Violation::new("per producer", says, history, calls));
            }
        }
    }
    Ok(())
}
