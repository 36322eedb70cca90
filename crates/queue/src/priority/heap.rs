//! A heap with four children a node.
//!
//! It is half as deep as one with two, and the four lie side by side: fewer lines of memory are
//! touched on the way down, which is what a large heap spends its time on.
//!
//! # Invariants
//!
//! * H1: an entry is in one place. While one is on its way, the place that it left or is to enter
//!   is a hole, and `Hole` fills it, also when a comparison panics.
//! * H2: no entry is less than its parent; where a comparison has panicked this may not hold any
//!   more, and the order is a matter of chance until those entries are gone.
//! * H3: numbers are given in order and never twice: 2^64 of them last for centuries.

use core::cmp::Ordering;
use core::hint;
use core::mem::ManuallyDrop;
use core::ptr;

use threadbare_sys::hint::prefetch;

use crate::locked::Container;

/// How many children a node has.
const CHILDREN: usize = 4;

/// Items of which the one of least priority is next, and of equal ones the oldest.
#[derive(Debug)]
pub struct Heap<P, T> {
    entries: Vec<Entry<P, T>>,
    next_number: u64,
}

#[derive(Debug)]
struct Entry<P, T> {
    item: (P, T),
    /// When it came: the order among equals (H3).
    number: u64,
}

impl<P: Ord, T> Entry<P, T> {
    #[inline]
    fn order(&self, other: &Self) -> Ordering {
        self.item.0.cmp(&other.item.0).then(self.number.cmp(&other.number))
    }

    /// Without a branch, which nobody could foretell: by one that is taken half of the time a heap
    /// of 1,000 numbers took 1.4 times as long (2026-11-21).
    #[inline]
    fn is_before(&self, other: &Self) -> bool {
        let order = self.item.0.cmp(&other.item.0);
        (order == Ordering::Less) | ((order == Ordering::Equal) & (self.number < other.number))
    }
}

impl<P: Ord + Send, T: Send> Container for Heap<P, T> {
    type Item = (P, T);

    const NO_ROOM: Option<&'static str> = Some(
        "a queue without room has no priorities: where each put is to wait for a get, use \
         `Fifo::rendezvous()`, and for a put that never waits, `unbounded()`",
    );

    fn with_room(room: usize) -> Self {
        Self { entries: Vec::with_capacity(room), next_number: 0 }
    }

    #[inline]
    fn push(&mut self, item: (P, T)) {
        let last = self.entries.len();
        self.entries.push(Entry { item, number: self.next_number });
        self.next_number += 1;
        if last > 0 {
            Hole::new(&mut self.entries, last).rise();
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<(P, T)> {
        if self.entries.len() > 1 {
            self.bring_the_first_to_the_end();
        }
        self.entries.pop().map(|entry| entry.item)
    }

    fn put_back(&mut self, item: (P, T)) {
        let last = self.entries.len();
        // It was the first of its equals. All on its way up are after it, and go down by one.
        self.entries.push(Entry { item, number: 0 });
        let mut hole = Hole::new(&mut self.entries, last);
        while hole.at > 0 {
            hole.go_to((hole.at - 1) / CHILDREN);
        }
    }

    fn peek(&self) -> Option<&(P, T)> {
        self.entries.first().map(|entry| &entry.item)
    }

    #[inline]
    fn len(&self) -> usize {
        self.entries.len()
    }

    fn sort(&mut self) {
        // What is sorted is a heap as well.
        self.entries.sort_unstable_by(Entry::order);
    }

    fn into_vec(self) -> Vec<(P, T)> {
        self.entries.into_iter().map(|entry| entry.item).collect()
    }
}

impl<P: Ord, T> Heap<P, T> {
    /// Exchanges the first entry and the last, and makes a heap of all but the last again. There
    /// are two at least.
    fn bring_the_first_to_the_end(&mut self) {
        let last = self.entries.len() - 1;
        // The last entry is one of the greatest, so it belongs near the bottom: the hole goes all
        // the way down without asking it, and it climbs from there.
        let bottom = Hole::new(&mut self.entries[..last], 0).sink();
        self.entries.swap(bottom, last);
        Hole::new(&mut self.entries[..last], bottom).rise();
    }
}

/// A place whose entry was taken out, to be put into another place (H1).
struct Hole<'a, P, T> {
    entries: &'a mut [Entry<P, T>],
    at: usize,
    held: ManuallyDrop<Entry<P, T>>,
}

impl<'a, P: Ord, T> Hole<'a, P, T> {
    #[inline]
    fn new(entries: &'a mut [Entry<P, T>], at: usize) -> Self {
        // SAFETY: H1 - the place counts as empty until `drop` fills it.
        let held = ManuallyDrop::new(unsafe { ptr::read(&raw const entries[at]) });
        Self { entries, at, held }
    }

    /// Moves up until what is held is not before its parent.
    #[inline]
    fn rise(mut self) {
        while self.at > 0 {
            let parent = (self.at - 1) / CHILDREN;
            if !self.held.is_before(&self.entries[parent]) {
                break;
            }
            self.go_to(parent);
        }
    }

    /// Moves down to a place without children, the first child at each step; returns the place.
    #[inline]
    fn sink(mut self) -> usize {
        while let Some(child) = self.first_child() {
            self.go_to(child);
        }
        self.at
    }

    /// Which child comes before its siblings.
    #[inline]
    fn first_child(&self) -> Option<usize> {
        let eldest = self.at * CHILDREN + 1;
        let children = self.entries.get(eldest..)?;
        self.fetch_children_of_four(eldest);
        let Some([one, two, three, four]) = children.first_chunk() else {
            let mut first = children.first()?;
            let mut index = 0;
            for (other, entry) in children.iter().enumerate().skip(1) {
                if entry.is_before(first) {
                    (index, first) = (other, entry);
                }
            }
            return Some(eldest + index);
        };
        // Two by two: which of them is first nobody can foretell, so nothing is to branch on it.
        let left = usize::from(two.is_before(one));
        let right = 2 + usize::from(four.is_before(three));
        let is_right = children[right].is_before(&children[left]);
        Some(eldest + hint::select_unpredictable(is_right, right, left))
    }

    /// Has the memory fetch what is needed at the next step, while this one finds out which part of
    /// it. Without it the way down is a row of waits for memory, one for each step: a heap of 10^5
    /// numbers took 1.2 times as long, one of 10^6 twice (2026-11-21).
    #[inline]
    fn fetch_children_of_four(&self, eldest: usize) {
        let first = self.entries.as_ptr().wrapping_add(eldest * CHILDREN + 1);
        for family in 0..CHILDREN {
            prefetch(first.wrapping_add(family * CHILDREN));
        }
    }

    /// The entry of that place comes here, and the hole is there.
    #[inline]
    fn go_to(&mut self, place: usize) {
        let from = &raw const self.entries[place];
        let to = &raw mut self.entries[self.at];
        // SAFETY: H1 - what `to` holds was moved out; `from` is another place, empty from now on.
        unsafe { ptr::copy_nonoverlapping(from, to, 1) };
        self.at = place;
    }
}

impl<P, T> Drop for Hole<'_, P, T> {
    #[inline]
    fn drop(&mut self) {
        let to = &raw mut self.entries[self.at];
        // SAFETY: H1 - the place is empty, and what is held is used no more.
        unsafe { ptr::copy_nonoverlapping(&raw const *self.held, to, 1) };
    }
}
