//! Whether items were got in their turn: `fifo`, `lifo`, `priority`, `batch`.

use std::cmp::Reverse;

use super::facts::{Facts, Life, got};
use super::{Kind, QueueOperation, Violation};
use crate::spec::queue::{Answer, Call, Item};

pub(super) fn judge(facts: &Facts<'_>, kind: Kind) -> Result<(), Violation> {
    match kind {
        Kind::Fifo => in_turn(facts, facts.lives.iter().collect(), "fifo")?,
        Kind::Lifo => lifo(facts)?,
        Kind::Priority => priority(facts)?,
    }
    batches(facts, kind)
}

/// Rule `fifo` for these items. In the order in which puts begin; of all whose put was over by
/// then, the one that was got last must not be got after.
fn in_turn(facts: &Facts<'_>, mut lives: Vec<&Life>, rule: &'static str) -> Result<(), Violation> {
    let mut over = lives.clone();
    over.sort_unstable_by_key(|life| life.put.end);
    lives.sort_unstable_by_key(|life| life.put.begin);
    let mut over = over.into_iter().peekable();
    let mut last: Option<&Life> = None;
    for life in lives {
        while let Some(earlier) = over.next_if(|earlier| earlier.put.end < life.put.begin) {
            if last.is_none_or(|last| last.got_begin() < earlier.got_begin()) {
                last = Some(earlier);
            }
        }
        if let Some(earlier) = last.filter(|earlier| life.got_end() < earlier.got_begin()) {
            let says =
                format!("{:?} was put before {:?}, and got after it", earlier.item, life.item);
            let calls = earlier.calls().chain(life.calls());
            return Err(Violation::new(rule, says, facts.history, calls));
        }
    }
    Ok(())
}

/// Whether in each slot in which the item may have been got, another was surely there that is got
/// first.
fn never_next(
    facts: &Facts<'_>,
    foremost: &[Option<usize>],
    goes_first: impl Fn(&Life, &Life) -> bool,
    rule: &'static str,
) -> Result<(), Violation> {
    for life in &facts.lives {
        let Some(got) = life.got else { continue };
        let slots = got.begin.max(life.put.begin)..got.end;
        let others = slots.map(|slot| foremost[slot].map(|other| &facts.lives[other]));
        let better: Option<Vec<&Life>> =
            others.map(|other| other.filter(|other| goes_first(other, life))).collect();
        if let Some(mut better) = better.filter(|better| !better.is_empty()) {
            better.dedup_by_key(|other| other.item);
            let items: Vec<Item> = better.iter().map(|other| other.item).collect();
            let says = format!("{:?} was got while there was {items:?}", life.item);
            let calls = life.calls().chain(better.into_iter().flat_map(Life::calls));
            return Err(Violation::new(rule, says, facts.history, calls));
        }
    }
    Ok(())
}

fn lifo(facts: &Facts<'_>) -> Result<(), Violation> {
    let newest = facts.foremost(|life| life.put.begin);
    never_next(facts, &newest, |other, life| life.put.end < other.put.begin, "lifo")
}

fn priority(facts: &Facts<'_>) -> Result<(), Violation> {
    let least = facts.foremost(|life| Reverse(life.item.rank));
    never_next(facts, &least, |other, life| other.item.rank < life.item.rank, "priority")?;
    let mut lives: Vec<&Life> = facts.lives.iter().collect();
    lives.sort_by_key(|life| life.item.rank);
    let mut groups = lives.chunk_by(|one, other| one.item.rank == other.item.rank);
    groups.try_for_each(|group| in_turn(facts, group.to_vec(), "priority"))
}

/// What `ShutdownNow` gives stands in the order in which it would have been got.
fn batches(facts: &Facts<'_>, kind: Kind) -> Result<(), Violation> {
    let is_batch = |(_, one): &(usize, &QueueOperation)| one.call == Call::ShutdownNow;
    let batches = facts.history.iter().enumerate().filter(is_batch);
    let batches: Vec<(usize, &Answer)> =
        batches.map(|(call, one)| (call, &one.answer)).filter(|one| got(one.1).len() > 1).collect();
    if batches.is_empty() {
        return Ok(());
    }
    let by_id = |life: &Life| (life.item.id, *life);
    let lives: std::collections::HashMap<u32, Life> = facts.lives.iter().map(by_id).collect();
    for (call, answer) in batches {
        let mut front: Option<Life> = None;
        for next in got(answer).iter().map(|item| lives[&item.id]) {
            if let Some(before) = front.filter(|before| is_wrong(kind, before, &next)) {
                let says = format!("{:?} stands before {:?}", before.item, next.item);
                let calls = [call, before.put.call, next.put.call];
                return Err(Violation::new("batch", says, facts.history, calls));
            }
            front = Some(front.map_or(next, |front| stricter(kind, front, next)));
        }
    }
    Ok(())
}

/// Which of two in front lets fewer come after it.
fn stricter(kind: Kind, one: Life, other: Life) -> Life {
    let is_other = match kind {
        Kind::Fifo => one.put.begin < other.put.begin,
        Kind::Lifo => other.put.end < one.put.end,
        Kind::Priority => (one.item.rank, one.put.begin) < (other.item.rank, other.put.begin),
    };
    if is_other { other } else { one }
}

/// Whether `before` cannot come before `next` where both are there.
fn is_wrong(kind: Kind, before: &Life, next: &Life) -> bool {
    let (later, earlier) = (before.put.begin, next.put.end);
    match kind {
        Kind::Fifo => earlier < later,
        Kind::Lifo => before.put.end < next.put.begin,
        Kind::Priority => {
            let ranks = (before.item.rank, next.item.rank);
            ranks.0 > ranks.1 || (ranks.0 == ranks.1 && earlier < later)
        }
    }
}
