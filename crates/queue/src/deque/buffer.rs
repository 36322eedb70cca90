//! Rings of slots. I1 to I6 stand at the head of `mod.rs`.

use core::mem::MaybeUninit;
use core::ptr;

use threadbare_sys::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::cell::UnsafeCell;

/// A place for an item, without the turn: those lie beside one another, a byte each.
type Slot<T> = UnsafeCell<MaybeUninit<T>>;

/// 2^class slots and their turns, on the heap.
pub(super) struct Ring<T> {
    slots: Box<[Slot<T>]>,
    /// A slot serves one of two indices, a round of the ring apart: the turn is the bit of the
    /// index that tells them apart.
    turns: Box<[AtomicBool]>,
}

/// A ring, as its owner or a thief uses it. A copy is the same ring.
pub(super) struct Buffer<T> {
    ring: *mut Ring<T>,
    slots: *const Slot<T>,
    turns: *const AtomicBool,
    mask: u64,
}

impl<T> Clone for Buffer<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Buffer<T> {}

impl<T> Buffer<T> {
    /// A ring whose slots serve the indices that begin here. Free it by [`free`](Self::free).
    ///
    /// # Panics
    ///
    /// When it would have more slots than memory can be addressed.
    pub(super) fn allocate(class: u32, first: u64) -> Self {
        let len = 1_usize.checked_shl(class).expect("capacity overflow: the deque is too long");
        // Made in place: a slot as large as its item need not fit on a stack.
        let mut slots = Box::<[Slot<T>]>::new_uninit_slice(len);
        for slot in &mut slots {
            // SAFETY: the box is ours alone.
            unsafe { UnsafeCell::uninit_at(slot.as_mut_ptr()) };
        }
        // SAFETY: each slot was made.
        let slots = unsafe { slots.assume_init() };
        // The slots before the first one's are a round later.
        let (round, begin) = (len as u64, first & (len as u64 - 1));
        let turn = |offset| (first & round != 0) == (offset >= begin);
        let turns = (0..round).map(|offset| AtomicBool::new(turn(offset))).collect();
        let ring = Box::into_raw(Box::new(Ring { slots, turns }));
        // SAFETY: it was made in the line above.
        unsafe { Self::of(ring) }
    }

    /// The ring, as somebody uses it.
    ///
    /// # Safety
    ///
    /// The ring is not freed as long as the answer is used.
    #[inline]
    pub(super) unsafe fn of(ring: *mut Ring<T>) -> Self {
        // SAFETY: the caller - it is alive, and rings are only ever shared.
        let Ring { slots, turns } = unsafe { &*ring };
        let mask = (slots.len() as u64).wrapping_sub(1);
        Self { ring, slots: slots.as_ptr(), turns: turns.as_ptr(), mask }
    }

    /// Where it is.
    pub(super) fn ring(self) -> *mut Ring<T> {
        self.ring
    }

    /// How many slots it has.
    #[inline]
    pub(super) fn len(self) -> u64 {
        self.mask + 1
    }

    /// # Safety
    ///
    /// Nobody uses it any more. Items that are in it are forgotten.
    pub(super) unsafe fn free(self) {
        // SAFETY: the caller - the box was made in `allocate`, and has no users.
        drop(unsafe { Box::from_raw(self.ring) });
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the mask is less than a length in memory")]
    fn at(self, index: u64) -> usize {
        (index & self.mask) as usize
    }

    /// Which of the two rounds the index is in.
    #[inline]
    fn turn(self, index: u64) -> bool {
        index & self.len() != 0
    }

    /// # Safety
    ///
    /// The buffer is not freed as long as the answer is used.
    #[inline]
    unsafe fn slot<'a>(self, index: u64) -> &'a Slot<T> {
        // SAFETY: the mask keeps it inside the allocation.
        let slot = unsafe { self.slots.add(self.at(index)) };
        // SAFETY: the caller - it is alive, and slots are only ever shared.
        unsafe { &*slot }
    }

    /// # Safety
    ///
    /// The buffer is not freed as long as the answer is used.
    #[inline]
    unsafe fn turn_of<'a>(self, index: u64) -> &'a AtomicBool {
        // SAFETY: the mask keeps it inside the allocation.
        let turn = unsafe { self.turns.add(self.at(index)) };
        // SAFETY: the caller - it is alive, and turns are atomic.
        unsafe { &*turn }
    }

    /// Moves an item out, bit by bit.
    ///
    /// # Safety
    ///
    /// The buffer is alive and holds the item, and the caller has it alone.
    #[inline]
    unsafe fn read(self, index: u64) -> T {
        // SAFETY: the caller - the buffer is alive.
        let slot = unsafe { self.slot(index) };
        // SAFETY: the caller - the item is there; the owner does not write meanwhile (I3).
        slot.with(|item| unsafe { item.cast::<T>().read() })
    }

    /// True when the slot serves this index, and what was in it before was read.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and has not freed the buffer. The index is one that the slot may
    /// serve now, or the next one.
    #[inline]
    pub(super) unsafe fn serves(self, index: u64) -> bool {
        // SAFETY: the caller has not freed it.
        let turn = unsafe { self.turn_of(index) };
        // [DQ1] Acquire: pairs with [DQ2]; the thief has read the item before we write or free.
        turn.load(Acquire) == self.turn(index)
    }

    /// Puts an item in.
    ///
    /// # Safety
    ///
    /// The caller is the owner, the slot serves the index, and the index is not below the bottom.
    #[inline]
    pub(super) unsafe fn write(self, index: u64, item: T) {
        // SAFETY: I4 - the owner has not freed it.
        let slot = unsafe { self.slot(index) };
        slot.with_mut(|place| {
            // SAFETY: I3 - nobody but the owner uses the slot before the bottom is above it.
            unsafe { place.write(MaybeUninit::new(item)) };
        });
    }

    /// Takes out what the owner has without a claim: the slot goes on to serve the same index.
    ///
    /// # Safety
    ///
    /// The caller is the owner, the item is there, and no thief may claim it.
    #[inline]
    pub(super) unsafe fn take_back(self, index: u64) -> T {
        // SAFETY: the caller has the item alone; I4 - the owner has not freed the buffer.
        unsafe { self.read(index) }
    }

    /// Takes out what the owner has claimed.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and has claimed this index from this buffer.
    #[inline]
    pub(super) unsafe fn take_as_owner(self, index: u64) -> T {
        // SAFETY: I2 - the item is there, and is the caller's; I4 - it has not freed the buffer.
        let item = unsafe { self.read(index) };
        // SAFETY: the caller has claimed the index.
        unsafe { self.skip(index) };
        item
    }

    /// Takes out what a thief has claimed.
    ///
    /// # Safety
    ///
    /// The caller has claimed this index from this buffer, and does not use the buffer for it any
    /// more.
    #[inline]
    pub(super) unsafe fn take_as_thief(self, index: u64) -> T {
        // SAFETY: I2 - the item is there, and is the caller's; I4 - the buffer is not freed before
        // the turn is passed on.
        let item = unsafe { self.read(index) };
        // SAFETY: I4 - as above.
        let turn = unsafe { self.turn_of(index) };
        // [DQ2] Release: pairs with [DQ1]; the item was read, and the slot is the owner's again.
        // The buffer may be freed from here on.
        turn.store(!self.turn(index), Release);
        item
    }

    /// Lets the slot serve the next index, because this one is the owner's, or was claimed from
    /// another buffer.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and no thief has claimed the index from this buffer, or will.
    #[inline]
    pub(super) unsafe fn skip(self, index: u64) {
        // SAFETY: I4 - the owner has not freed it.
        let turn = unsafe { self.turn_of(index) };
        // [DQ3] Relaxed: the owner tells itself.
        turn.store(!self.turn(index), Relaxed);
    }

    /// Lets two items change places.
    ///
    /// # Safety
    ///
    /// The caller is the owner, both are there, and neither is published.
    pub(super) unsafe fn swap(self, one: u64, other: u64) {
        // SAFETY: the caller has both alone.
        let first = unsafe { self.take_back(one) };
        // SAFETY: the caller has both alone.
        let second = unsafe { self.take_back(other) };
        // SAFETY: the caller has both alone, and what was there was taken out.
        unsafe { self.write(one, second) };
        // SAFETY: the caller has both alone, and what was there was taken out.
        unsafe { self.write(other, first) };
    }

    /// Copies items from another buffer, bit by bit: each is an item in one of the two.
    ///
    /// # Safety
    ///
    /// The caller is the owner, the items were pushed in the other buffer, and the slots here serve
    /// the indices. Whoever takes an item takes it out of one buffer only.
    pub(super) unsafe fn copy_from(self, other: Self, indices: core::ops::Range<u64>) {
        for index in indices {
            // SAFETY: I4 - the owner has not freed it.
            let theirs = unsafe { other.slot(index) };
            // SAFETY: I4 - the owner has not freed it.
            let ours = unsafe { self.slot(index) };
            theirs.with(|from| {
                // SAFETY: I3, I5 - thieves may read it as well, and nobody writes there; nobody but
                // us uses our slot. `MaybeUninit` does not ask whether the item was taken.
                ours.with_mut(|to| unsafe { ptr::copy_nonoverlapping(from, to, 1) });
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;

    /// A new buffer serves the indices from its first on, and no others, wherever it begins.
    #[test]
    fn a_new_buffer_serves_a_round_from_its_first_index_on() {
        for class in 0..4 {
            for first in 0..40_u64 {
                let buffer = Buffer::<u8>::allocate(class, first);
                for index in first..first + buffer.len() {
                    // SAFETY: we are the owner, and free it below.
                    assert!(unsafe { buffer.serves(index) }, "{first} {index}");
                    // SAFETY: as above, a round later.
                    assert!(!unsafe { buffer.serves(index + buffer.len()) }, "{first} {index}");
                }
                // SAFETY: nobody else has it.
                unsafe { buffer.free() };
            }
        }
    }
}
