//! A bounded FIFO without a lock: Vyukov's ring, with the waiters' flags in its index words.
//!
//! # State
//!
//! Two index words, `tail` and `head` (`index.rs`), each on cache lines of its own beside the list
//! of those who wait for it to move; and slots, each with a stamp that says whose turn it is.
//!
//! # Moves
//!
//! A putter takes the position at the tail by a CAS, if the slot there is free; fills the slot, and
//! stamps it filled. A getter does the same at the head. That is all, while nobody sleeps.
//!
//! Whoever finds nothing to get sets `ASLEEP` **in the tail**, by a CAS that succeeds only while
//! the ring is empty. Every putter moves the tail by a CAS, so the next one finds the flag in the
//! very word that it has changed: no fence, no second look. It takes a sleeper out of the list,
//! wakes it and clears the flag: the others are seen to by the one that was woken, when it runs, so
//! that a burst of items costs one wake. Putters sleep likewise by a flag in the head.
//!
//! # Invariants
//!
//! * I1: whoever moved an index past a position is alone in its slot until it has stamped it.
//! * I2: head <= tail <= head + capacity, in steps; both only grow.
//! * I3: while somebody is in a list, `ASLEEP` stands in the word beside it, or a thread that was
//!   chosen from that list has yet to settle: to do what it came for, and then to wake the next or
//!   set the flag. Flag and list change inside the gate alone.
//! * I4: whoever moves an index away from a value with `ASLEEP` wakes one afterwards, but for a
//!   forced put, which makes no room (`force.rs`). A waiter that
//!   was woken and does not take what is there wakes the next.
//! * I5: "empty" and "full" are said only if both indices said so at one moment
//!   (`see_items_at`, `is_full_at`).
//!
//! # Cost
//!
//! Putting and getting: one CAS and one store each. Non-blocking in practice, not lock-free: a
//! thread that was interrupted in a slot holds up those who come to that slot.
//!
//! Read next: `index.rs`, then `ends.rs` for those who wait. Chapter: docs/queue/fifo.md

mod closing;
mod ends;
mod force;
mod index;
mod many;
mod slots;
mod waking;

use core::fmt;

use threadbare_sys::atomic::{
    Ordering::{Acquire, Relaxed, Release, SeqCst},
    fence,
};
use threadbare_sys::spin::Stall;

use crate::engine::Side;
use crate::{TryGetError, TryPutError};
use ends::End;
use index::{ASLEEP, CLOSED, FORCED, Shape, position};
use slots::Slots;

/// The ring.
#[repr(C)]
pub(crate) struct Ring<T> {
    /// Where items are put; getters wait for it to move.
    tail: End<T>,
    /// Keeps the ends 128 bytes apart: some processors fetch lines in pairs.
    _apart: [u64; 8],
    /// Where items are got; putters wait for it to move.
    head: End<T>,
}

// SAFETY: I1 - an item is moved in by one thread and out by another, which `T: Send` allows; no
// reference to an item is ever given out.
unsafe impl<T: Send> Send for Ring<T> {}
// SAFETY: I1 - through `&Ring` items are moved, never shared.
unsafe impl<T: Send> Sync for Ring<T> {}

impl<T> Ring<T> {
    /// The greatest capacity there may be.
    pub(crate) const CAPACITY_MAX: usize = Shape::CAPACITY_MAX;

    /// An empty ring with at least one slot, and no more than [`CAPACITY_MAX`](Self::CAPACITY_MAX).
    pub(crate) fn new(capacity: usize) -> Self {
        debug_assert!((1..=Self::CAPACITY_MAX).contains(&capacity), "the caller has looked");
        let slots = Slots::new(capacity);
        Self { tail: End::new(slots), _apart: [0; 8], head: End::new(slots) }
    }

    /// Puts the item, if the slot at the tail is free. The error: the item, and the tail at which
    /// it could not be put, perhaps because it is closed. `AHEAD`: fetches the lines that a stream
    /// needs soon.
    #[inline]
    fn put_ready<const AHEAD: bool>(&self, item: T) -> Result<(), (T, u64)> {
        // A copy: what is behind a reference would be read again after each atomic operation.
        let slots = self.tail.slots;
        // [RG1] Relaxed: only a guess for the CAS.
        let mut tail = self.tail.word.load(Relaxed);
        loop {
            let here = position(tail);
            let slot = slots.at(here);
            // [RG2] Acquire: pairs with [RG7]; the item that was here has been moved out.
            if tail & CLOSED != 0 || slot.stamp.load(Acquire) != here {
                return Err((item, tail));
            }
            let moved = slots.shape.moved(tail);
            // [RG3] Release/Relaxed: pairs with [RG25] and [RG20]; who sees the tail moved sees how
            // far the head was. The item goes by the stamp.
            match self.tail.word.compare_exchange(tail, moved, Release, Relaxed) {
                Ok(_) => {
                    if AHEAD {
                        slots.fetch_after(slot);
                    }
                    // SAFETY: I1 - the slot was free, and we have moved the tail past it.
                    unsafe { slot.fill(item) };
                    // [RG4] Release: pairs with [RG6] and [RG12]; the item goes to its getter.
                    slot.stamp.store(here + 1, Release);
                    if tail & ASLEEP != 0 {
                        self.tail.wake_one();
                    }
                    return Ok(());
                }
                Err(newer) => tail = newer,
            }
        }
    }

    /// Gets the item in the slot at the head, if there is one. The error: the head at which there
    /// was none. `AHEAD`: as [`put_ready`](Self::put_ready).
    #[inline]
    fn get_ready<const AHEAD: bool>(&self) -> Result<T, u64> {
        // A copy, as in `put_ready`.
        let slots = self.head.slots;
        // [RG5] Relaxed: only a guess for the CAS.
        let mut head = self.head.word.load(Relaxed);
        loop {
            let here = position(head);
            let slot = slots.at(here);
            // [RG6] Acquire: pairs with [RG4]; the item is ours to read.
            if head & CLOSED != 0 || slot.stamp.load(Acquire) != here + 1 {
                return Err(head);
            }
            // [RG8] Release/Relaxed: pairs with [RG26] and [RG21]; as [RG3], the other way.
            match self.head.word.compare_exchange(head, slots.shape.moved(head), Release, Relaxed) {
                Ok(_) => {
                    if AHEAD {
                        slots.fetch_after(slot);
                    }
                    // SAFETY: I1 - the slot was filled, and we have moved the head past it.
                    let item = unsafe { slot.empty() };
                    // [RG7] Release: pairs with [RG2]; the slot goes to its next putter.
                    slot.stamp.store(slots.shape.a_lap_after(here), Release);
                    if head & ASLEEP != 0 {
                        self.head.wake_one();
                    }
                    return Ok(item);
                }
                Err(newer) => head = newer,
            }
        }
    }

    /// Puts the item, or says why not.
    #[inline]
    fn put_or_full(&self, item: T) -> Result<(), TryPutError<T>> {
        self.put_ready::<false>(item).or_else(|(item, tail)| self.put_later(item, tail))
    }

    /// As [`put_or_full`](Self::put_or_full), after a first try that failed at this tail.
    #[cold]
    fn put_later(&self, mut item: T, mut tail: u64) -> Result<(), TryPutError<T>> {
        let mut stall = Stall::new();
        loop {
            if tail & CLOSED != 0 {
                self.see_closed();
                return Err(TryPutError::ShutDown(item));
            }
            if self.is_full_at(tail, &mut stall) {
                return Err(TryPutError::Full(item));
            }
            (item, tail) = match self.put_ready::<false>(item) {
                Ok(()) => return Ok(()),
                Err(refused) => refused,
            };
        }
    }

    /// Gets an item, or says why not.
    #[inline]
    fn get_or_empty(&self) -> Result<T, TryGetError> {
        self.get_ready::<false>().or_else(|head| self.get_later(head))
    }

    /// As [`get_or_empty`](Self::get_or_empty), after a first try that failed at this head.
    #[cold]
    fn get_later(&self, mut head: u64) -> Result<T, TryGetError> {
        let mut stall = Stall::new();
        loop {
            if head & CLOSED != 0 {
                self.see_claimed(&mut stall);
                return Err(TryGetError::ShutDown);
            }
            self.see_items_at(head, &mut stall)?;
            head = match self.get_ready::<false>() {
                Ok(item) => return Ok(item),
                Err(head) => head,
            };
        }
    }

    /// The slot at the tail is not free: true if the ring is full. Else it is worth another try; a
    /// tail that has not moved since, because a getter is in the slot, was waited for a little.
    ///
    /// Full is said by a tail that was read before the head: at the moment when the tail was that,
    /// the head was not further than we saw it later, and not less far, by I2.
    #[cold]
    fn is_full_at(&self, tail: u64, stall: &mut Stall) -> bool {
        // [RG25] SeqCst: a putter moves the tail, a getter the head, and of two who look, one
        // finds the ring full, as if the putter had come first, the other finds it empty, as if
        // the getter had. Both looks have this fence between them, and one fence is the first: who
        // comes to the second sees all that was seen before the first, so they agree. With
        // [RG3], who saw the tail move sees, too, how far the head was before.
        fence(SeqCst);
        // [RG9] Relaxed: the fence above.
        let head = self.head.word.load(Relaxed);
        if self.tail.slots.shape.is_full(head, tail) {
            return true;
        }
        // [RG10] Relaxed: a look whether it is worth while to wait.
        if position(self.tail.word.load(Relaxed)) == position(tail) {
            stall.wait();
        }
        false
    }

    /// The slot at the head is not filled. The error: the ring is empty, and so it stays if it was
    /// closed. Else as [`is_full_at`](Self::is_full_at).
    ///
    /// A plain ring looks at the stamp alone, and says "empty" to a thread whose own item stands
    /// behind the slot of a putter that was interrupted.
    #[cold]
    fn see_items_at(&self, head: u64, stall: &mut Stall) -> Result<(), TryGetError> {
        // [RG26] SeqCst: as [RG25], with the tail and the head exchanged.
        fence(SeqCst);
        // [RG11] Acquire: pairs with [RG15]; who is told that it is closed sees what came before.
        let tail = self.tail.word.load(Acquire);
        if Shape::is_empty(head, tail) {
            let is_closed = tail & CLOSED != 0;
            return Err(if is_closed { TryGetError::ShutDown } else { TryGetError::Empty });
        }
        // [RG16] Relaxed: a look whether it is worth while to wait.
        if position(self.head.word.load(Relaxed)) == position(head) {
            stall.wait();
        }
        Ok(())
    }

    /// How many items there were at one moment: the tail was the same before and after the head was
    /// read.
    fn count(&self) -> u64 {
        // [RG20] Acquire: pairs with [RG3]; the head is read as it was then, or later.
        let mut tail = self.tail.word.load(Acquire);
        let mut stall = Stall::new();
        loop {
            // [RG21] Acquire: pairs with [RG8]; the tail is read again as it was then, or later.
            let head = self.head.word.load(Acquire);
            // [RG22] Acquire: as [RG20], for the next turn.
            let again = self.tail.word.load(Acquire);
            if head & again & CLOSED != 0 {
                return 0;
            }
            if position(again) == position(tail) && head & FORCED == 0 {
                return self.head.slots.shape.len(head, tail);
            }
            if head & FORCED != 0 {
                stall.wait();
            }
            tail = again;
        }
    }

    /// True when the side would have to wait, by looks that may be old.
    fn is_stuck(&self, side: Side) -> bool {
        // [RG23] Relaxed: whoever asks has acquired what it is to see.
        let tail = self.tail.word.load(Relaxed);
        // [RG24] Relaxed: as [RG23].
        let head = self.head.word.load(Relaxed);
        self.has_to_wait(side, head, tail)
    }

    /// True when the side would have to wait with these ends.
    fn has_to_wait(&self, side: Side, head: u64, tail: u64) -> bool {
        match side {
            _ if tail & CLOSED != 0 => false,
            Side::Get => Shape::is_empty(head, tail),
            Side::Put => self.head.slots.shape.is_full(head, tail),
        }
    }
}

impl<T> fmt::Debug for Ring<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ring").field("tail", &self.tail).field("head", &self.head).finish()
    }
}
