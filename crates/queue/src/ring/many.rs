//! Moving several items at once: a row of slots that are ready is taken by one CAS, and the
//! sleepers are looked for once. I1 to I5 stand at the head of `mod.rs`.
//!
//! A row is one move: between the looks at its stamps and the CAS nobody else can have had one of
//! its slots, because a slot that is free at its position is filled by whoever moves the tail past
//! it, and the CAS says that the tail has not moved; the same with the head. So all of the row is
//! ours when the CAS succeeds (I1), and I2 holds as it does for a single move.

use std::collections::VecDeque;

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release};

use super::Ring;
use super::index::{ASLEEP, CLOSED, Shape, position};

/// The most slots that are taken at once: whoever is interrupted in them holds up all who come
/// there, and nobody is woken before the last one is ready. A microsecond of work or less.
const ROW_MAX: usize = 64;

impl<T> Ring<T> {
    /// Puts the first of these items as far as slots are free, at one moment; says how many.
    pub(super) fn put_row(&self, items: &mut VecDeque<T>) -> usize {
        let end = &self.tail;
        // A copy: what is behind a reference would be read again after each atomic operation.
        let (slots, most) = (end.slots, items.len().min(ROW_MAX));
        // [RM1] Relaxed: only a guess for the CAS.
        let mut tail = end.word.load(Relaxed);
        let (first, row) = loop {
            let first = position(tail);
            let row = slots.row(first, most, |slot, here| {
                // [RM2] Acquire: pairs with [RG7] and [RM8]; the last item was moved out.
                slot.stamp.load(Acquire) == here
            });
            if row == 0 || tail & CLOSED != 0 {
                return 0;
            }
            let moved = Shape::moved_to(slots.shape.nth_after(first, row as u64), tail);
            // [RM3] Release/Relaxed: as [RG3].
            match end.word.compare_exchange(tail, moved, Release, Relaxed) {
                Ok(_) => break (first, row),
                Err(newer) => tail = newer,
            }
        };
        let mut taken = items.drain(..row);
        for run in slots.shape.runs(first, row as u64) {
            for ((slot, here), item) in slots.run(run).zip(&mut taken) {
                // SAFETY: I1 - the slot was free, and we have moved the tail past it.
                unsafe { slot.fill(item) };
                // [RM4] Release: as [RG4].
                slot.stamp.store(here + 1, Release);
            }
        }
        drop(taken);
        if tail & ASLEEP != 0 {
            end.wake_for(row);
        }
        row
    }

    /// Gets the items that are there, at most `max`: as many at one moment as stand in one row.
    /// Says how many.
    pub(super) fn get_row(&self, into: &mut Vec<T>, max: usize) -> usize {
        let before = into.len();
        loop {
            let got = into.len() - before;
            let most = self.count_at_most(max - got);
            // Before anything is taken: it may panic.
            into.reserve(most);
            if most == 0 || self.get_reserved(into, most) == 0 {
                return got;
            }
        }
    }

    /// How many items there are to be got in one row, if they do not change.
    fn count_at_most(&self, max: usize) -> usize {
        if max == 0 {
            return 0;
        }
        usize::try_from(self.count()).map_or(max, |count| count.min(max).min(ROW_MAX))
    }

    /// Gets at most `most` items, for which there is memory.
    fn get_reserved(&self, into: &mut Vec<T>, most: usize) -> usize {
        let end = &self.head;
        // A copy, as in `put_row`.
        let slots = end.slots;
        // [RM5] Relaxed: only a guess for the CAS.
        let mut head = end.word.load(Relaxed);
        let (first, row) = loop {
            let first = position(head);
            let row = slots.row(first, most, |slot, here| {
                // [RM6] Acquire: pairs with [RG4] and [RM4]; the item is ours to read.
                slot.stamp.load(Acquire) == here + 1
            });
            if row == 0 || head & CLOSED != 0 {
                return 0;
            }
            let moved = Shape::moved_to(slots.shape.nth_after(first, row as u64), head);
            // [RM7] Release/Relaxed: as [RG8].
            match end.word.compare_exchange(head, moved, Release, Relaxed) {
                Ok(_) => break (first, row),
                Err(newer) => head = newer,
            }
        };
        let len = into.len();
        let mut places = into.spare_capacity_mut()[..row].iter_mut();
        for run in slots.shape.runs(first, row as u64) {
            for ((slot, here), place) in slots.run(run).zip(&mut places) {
                // SAFETY: I1 - the slot was filled, and we have moved the head past it.
                place.write(unsafe { slot.empty() });
                // [RM8] Release: as [RG7].
                slot.stamp.store(slots.shape.a_lap_after(here), Release);
            }
        }
        // SAFETY: there is memory for `most`, and `row` of it was written to.
        unsafe { into.set_len(len + row) };
        if head & ASLEEP != 0 {
            end.wake_for(row);
        }
        row
    }
}
