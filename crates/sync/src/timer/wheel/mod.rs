//! Timers in order, without a thread and without a clock.         Chapter: docs/sync/timer.md
//!
//! A [`Wheel`] knows deadlines, in nanoseconds of whatever clock its owner reads, and says which
//! have come. It is a sequential structure: its owner guards it. [`Timer`](crate::Timer) keeps one
//! under a lock and nodes in boxes; an executor may keep one a thread and nodes in its futures.
//!
//! # Shape
//!
//! Time is counted in ticks of 2^16 ns. The wheel has a *position*, a tick; eight levels of 64
//! slots; and a list of those that are *due*.
//!
//! | where | which deadlines | order |
//! |---|---|---|
//! | due | ticks up to the position | by deadline |
//! | level 0 | the rest of the position's 64 ticks, a slot a tick | as they came |
//! | level 1 | the rest of its 64 * 64 ticks, a slot for 64 | as they came |
//! | level k | the rest of its 64^(k+1) ticks, a slot for 64^k | as they came |
//!
//! Put otherwise: the level is that of the highest six bits in which tick and position differ.
//!
//! # Moves
//!
//! `insert` links a node into its slot, `remove` takes it out of there. `pop_expired` takes the
//! first due node. When none is due it moves the position to the first slot with nodes and spreads
//! them over the levels below; nodes of the position's own tick become due, and are sorted.
//!
//! # Invariants
//!
//! * W1: links are touched only by who has the wheel to itself (`&mut Wheel`).
//! * W2: a linked node stays in place and alive until it is removed or popped.
//! * W3: a slot with nodes begins after the position. So slots of a level are in order of time,
//!   and every level is before the next one.
//! * W4: a node's slot is the one that `place` names for its deadline and today's position: a
//!   position that does not enter the slot does not change that. So nodes of one tick share one
//!   list, in the order in which they came.
//! * W5: no deadline in a slot is earlier than the slot's `earliest_ns`.
//!
//! # Cost
//!
//! Insert and remove take constant time, but for an insert that is due: it looks for its place
//! among those of one tick, from behind. A node moves down seven times at most before it is due. A
//! pop that spreads a slot does that for all its nodes at once, and sorts those of one tick. The
//! slots, 8 KiB, are allocated with the first timer, and nothing else is.
//!
//! # Source
//!
//! Varghese and Lauck, "Hashed and Hierarchical Timing Wheels". Exact deadlines within a tick and
//! the earliest deadline of each slot, which saves waking up only to spread a slot, are additions.

mod place;
mod ring;

use core::fmt;
use core::marker::PhantomData;

use place::{LEVELS, Place, SLOTS, place, start, tick};
use ring::{DUE, FIRST_SLOT, NOWHERE, Ring, edit};

pub use ring::Node;

/// Timers, and which of them have expired. See the [module](self) for how it works.
///
/// Nodes come out in order of deadline, to the nanosecond, and those with one deadline in the
/// order in which they went in. None comes out before its deadline.
///
/// ```
/// use threadbare_sync::timer::wheel::{Node, Wheel};
///
/// let (tea, eggs) = (Node::new("tea"), Node::new("eggs"));
/// let mut wheel = Wheel::new();
/// // SAFETY: the nodes are in no other wheel, and outlive this one.
/// unsafe { wheel.insert(&raw const tea, 180_000_000_000) };
/// // SAFETY: as above.
/// unsafe { wheel.insert(&raw const eggs, 300_000_000_000) };
/// assert_eq!(wheel.next_expiry(), Some(180_000_000_000));
/// assert!(wheel.pop_expired(179_999_999_999).is_none());
/// assert_eq!(wheel.pop_expired(180_000_000_000), Some(&raw const tea));
/// // SAFETY: the node is in this wheel.
/// assert!(unsafe { wheel.remove(&raw const eggs) });
/// assert!(wheel.is_empty());
/// ```
pub struct Wheel<T> {
    /// The tick up to which time has been looked at.
    position: u64,
    len: usize,
    due: Ring<T>,
    /// Which slots of each level have nodes.
    occupied: [u64; LEVELS],
    /// Level after level; empty before the first timer that is not due at once.
    slots: Vec<Slot<T>>,
    _values: PhantomData<T>,
}

struct Slot<T> {
    ring: Ring<T>,
    /// Meaningless while the ring is empty.
    earliest_ns: u64,
}

impl<T> Slot<T> {
    const EMPTY: Self = Self { ring: Ring::EMPTY, earliest_ns: 0 };
}

// SAFETY: W1 - the pointers are followed by who has the wheel. It hands out shared references to
// values that other threads may see, hence `Sync`.
unsafe impl<T: Sync> Send for Wheel<T> {}
// SAFETY: what a shared reference offers follows no link but to read deadlines, which nobody may
// change meanwhile (W1).
unsafe impl<T: Sync> Sync for Wheel<T> {}

impl<T> Default for Wheel<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Wheel<T> {
    /// A wheel without timers, at the beginning of time.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            position: 0,
            len: 0,
            due: Ring::EMPTY,
            occupied: [0; LEVELS],
            slots: Vec::new(),
            _values: PhantomData,
        }
    }

    /// How many timers there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// True when there is no timer.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Inserts a node. A deadline that has passed expires at the next pop.
    ///
    /// # Safety
    ///
    /// * The node is in no wheel.
    /// * It stays in place and alive until it was removed or popped, or until this wheel has gone.
    /// * Whoever uses the pointer that a pop returns for more than the node itself has made `node`
    ///   of a pointer to the whole.
    pub unsafe fn insert(&mut self, node: *const Node<T>, deadline_ns: u64) {
        // SAFETY: the caller's promise.
        unsafe {
            edit(node, |links| {
                debug_assert!(links.place == NOWHERE, "a node is in one wheel at a time");
                links.deadline_ns = deadline_ns;
            });
        }
        self.len += 1;
        if tick(deadline_ns) > self.position {
            // SAFETY: the caller's promise; the deadline lies ahead.
            unsafe { self.put(node, deadline_ns) };
        } else {
            // SAFETY: the caller's promise.
            unsafe { edit(node, |links| links.place = DUE) };
            // SAFETY: W2 - the node is alive, as above.
            unsafe { self.due.push_in_order(node) };
        }
    }

    /// Puts a node into its slot.
    ///
    /// # Safety
    ///
    /// As [`insert`](Self::insert); the deadline's tick lies ahead of the position.
    unsafe fn put(&mut self, node: *const Node<T>, deadline_ns: u64) {
        let place @ Place { level, slot } = place(self.position, tick(deadline_ns));
        if self.slots.is_empty() {
            self.slots.resize_with(LEVELS * SLOTS, || Slot::EMPTY);
        }
        let entry = &mut self.slots[index(place)];
        let is_first = self.occupied[level] & bit(slot) == 0;
        entry.earliest_ns = if is_first { deadline_ns } else { entry.earliest_ns.min(deadline_ns) };
        self.occupied[level] |= bit(slot);
        // SAFETY: the caller's promise.
        unsafe { edit(node, |links| links.place = number(place)) };
        // SAFETY: the caller's promise.
        unsafe { entry.ring.push_back(node) };
    }

    /// Takes a node out. False: it was not in the wheel, because it was popped or removed, or
    /// never went in.
    ///
    /// # Safety
    ///
    /// The node is alive, and in this wheel or in none.
    pub unsafe fn remove(&mut self, node: *const Node<T>) -> bool {
        // SAFETY: the caller's promise.
        let place = unsafe { edit(node, |links| core::mem::replace(&mut links.place, NOWHERE)) };
        if place == NOWHERE {
            return false;
        }
        self.len -= 1;
        if place == DUE {
            // SAFETY: its place says that it is in this ring.
            unsafe { self.due.unlink(node) };
            return true;
        }
        let index = (place - FIRST_SLOT) as usize;
        let ring = &mut self.slots[index].ring;
        // SAFETY: its place says that it is in this ring.
        unsafe { ring.unlink(node) };
        if ring.first().is_none() {
            self.occupied[index / SLOTS] &= !bit(index % SLOTS);
        }
        true
    }

    /// A time before which nothing expires; `None` when there is no timer.
    ///
    /// It is the earliest deadline, unless the timer that had it was removed: then it may be
    /// earlier, but never twice for one reason, because the pop at that time finds out.
    #[must_use]
    pub fn next_expiry(&self) -> Option<u64> {
        self.due.first_deadline().or_else(|| self.first_slot().map(|(_, earliest)| earliest))
    }

    /// The first slot with nodes, and its bound (W3, W5).
    fn first_slot(&self) -> Option<(Place, u64)> {
        let level = self.occupied.iter().position(|slots| *slots != 0)?;
        let slot = self.occupied[level].trailing_zeros() as usize;
        let place = Place { level, slot };
        Some((place, self.slots[index(place)].earliest_ns))
    }

    /// Takes out the node with the earliest deadline, if that has come at `now_ns`. The pointer is
    /// the one that was inserted.
    ///
    /// Time that runs backwards does no harm.
    pub fn pop_expired(&mut self, now_ns: u64) -> Option<*const Node<T>> {
        loop {
            if let Some(deadline_ns) = self.due.first_deadline() {
                return if deadline_ns <= now_ns { self.pop_due() } else { None };
            }
            let now = tick(now_ns);
            let Some((place, earliest_ns)) = self.first_slot() else {
                self.position = self.position.max(now);
                return None;
            };
            let start = start(self.position, place);
            if earliest_ns > now_ns {
                if start > now {
                    // W3 holds for every position before the first slot. A near one keeps timers
                    // that come later on low levels.
                    self.position = self.position.max(now);
                }
                return None;
            }
            self.position = start;
            self.spread(place);
        }
    }

    /// Takes out any node, the earliest or not, however far its deadline. For an owner that
    /// gives up.
    pub fn pop_any(&mut self) -> Option<*const Node<T>> {
        let Some((place, _)) = self.first_slot() else { return self.pop_due() };
        let node = self.slots[index(place)].ring.first()?;
        // SAFETY: the node is in this wheel, so it is alive (W2).
        unsafe { self.remove(node) };
        Some(node)
    }

    fn pop_due(&mut self) -> Option<*const Node<T>> {
        let node = self.due.pop()?;
        // SAFETY: W2 - it was linked a moment ago.
        unsafe { edit(node, |links| links.place = NOWHERE) };
        self.len -= 1;
        Some(node)
    }

    /// Moves the nodes of a slot to where they belong now that the position has entered it.
    fn spread(&mut self, place: Place) {
        debug_assert!(self.due.first().is_none(), "a slot is spread when nothing is due");
        self.occupied[place.level] &= !bit(place.slot);
        let mut ring = core::mem::replace(&mut self.slots[index(place)].ring, Ring::EMPTY);
        while let Some(node) = ring.pop() {
            // SAFETY: W2 - it was linked a moment ago.
            let deadline_ns = unsafe { edit(node, |links| links.deadline_ns) };
            if tick(deadline_ns) > self.position {
                // SAFETY: W2, and the deadline lies ahead.
                unsafe { self.put(node, deadline_ns) };
            } else {
                // SAFETY: W2 - the node is alive, as above.
                unsafe { edit(node, |links| links.place = DUE) };
                // SAFETY: W2 - the node is alive, as above.
                unsafe { self.due.push_back(node) };
            }
        }
        self.due.sort();
    }
}

impl<T> fmt::Debug for Wheel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wheel")
            .field("len", &self.len)
            .field("next_expiry", &self.next_expiry())
            .finish_non_exhaustive()
    }
}

const fn bit(slot: usize) -> u64 {
    1 << slot
}

/// Where a slot is among all.
const fn index(place: Place) -> usize {
    place.level * SLOTS + place.slot
}

/// The number of a slot, as a node remembers it.
#[expect(clippy::cast_possible_truncation, reason = "there are 512 slots")]
const fn number(place: Place) -> u32 {
    FIRST_SLOT + index(place) as u32
}
