//! Rings of slots. I1 to I5 stand at the head of `mod.rs`.

use core::mem::MaybeUninit;
use core::ptr;

use threadbare_sys::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::cell::UnsafeCell;

/// A place for an item.
pub(super) struct Slot<T> {
    /// The index that it serves (I3).
    turn: AtomicU64,
    item: UnsafeCell<MaybeUninit<T>>,
}

impl<T> Slot<T> {
    fn new(index: u64) -> Self {
        Self { turn: AtomicU64::new(index), item: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    /// True when it serves this index, and nobody reads what was in it before.
    #[inline]
    fn serves(&self, index: u64) -> bool {
        // [DQ1] Acquire: pairs with [DQ2]; the thief has read the item before we write or free.
        self.turn.load(Acquire) == index
    }

    /// Takes the item out for good, as a thief.
    ///
    /// # Safety
    ///
    /// It holds an item, which the caller has claimed.
    #[inline]
    unsafe fn take_as_thief(&self, next: u64) -> T {
        // SAFETY: the caller has claimed the item.
        let item = unsafe { self.read() };
        // [DQ2] Release: pairs with [DQ1]; the item was read, and the slot is the owner's again.
        // It may be freed from here on.
        self.turn.store(next, Release);
        item
    }

    /// Says that whoever claimed the index has no business here any more.
    #[inline]
    fn pass_to(&self, next: u64) {
        // [DQ3] Relaxed: the owner tells itself.
        self.turn.store(next, Relaxed);
    }

    /// # Safety
    ///
    /// It holds an item, which the caller has alone, or nobody takes out of here any more.
    #[inline]
    unsafe fn read(&self) -> T {
        // SAFETY: the caller - the item is there, and the owner does not write meanwhile (I3).
        self.item.with(|item| unsafe { item.cast::<T>().read() })
    }
}

/// A ring of 2^class slots; a copy is a pointer to the same.
pub(super) struct Buffer<T> {
    slots: *mut Slot<T>,
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
        let mask = (1_u64 << class) - 1;
        // The slot at offset 0 serves the first index that the ring's length divides, and so on.
        let serving = |offset: usize| first + ((offset as u64).wrapping_sub(first) & mask);
        let slots: Box<[Slot<T>]> = (0..len).map(|offset| Slot::new(serving(offset))).collect();
        Self { slots: Box::into_raw(slots).cast(), mask }
    }

    /// The ring of this class whose slots are there.
    #[inline]
    pub(super) fn of(slots: *mut Slot<T>, class: u32) -> Self {
        Self { slots, mask: (1 << class) - 1 }
    }

    /// Where its slots are.
    pub(super) fn as_ptr(self) -> *mut Slot<T> {
        self.slots
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
        let slots = ptr::slice_from_raw_parts_mut(self.slots, self.at(self.mask) + 1);
        // SAFETY: the caller - the box was made in `allocate`, with this length, and has no users.
        drop(unsafe { Box::from_raw(slots) });
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the mask is less than a length in memory")]
    fn at(self, index: u64) -> usize {
        (index & self.mask) as usize
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

    /// True when the owner may push this index here; or, for a buffer that it has left, when all
    /// that was claimed up to a round before this index was read.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and has not freed the buffer.
    #[inline]
    pub(super) unsafe fn serves(self, index: u64) -> bool {
        // SAFETY: the caller has not freed it.
        unsafe { self.slot(index) }.serves(index)
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
        slot.item.with_mut(|place| {
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
        // SAFETY: I4 - the owner has not freed it.
        let slot = unsafe { self.slot(index) };
        // SAFETY: the caller has the item alone.
        unsafe { slot.read() }
    }

    /// Takes out what the owner has claimed.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and has claimed this index from this buffer.
    #[inline]
    pub(super) unsafe fn take_as_owner(self, index: u64) -> T {
        // SAFETY: I4 - the owner has not freed it.
        let slot = unsafe { self.slot(index) };
        // SAFETY: I2 - the item is there, and is the caller's.
        let item = unsafe { slot.read() };
        slot.pass_to(index + self.len());
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
        // SAFETY: I4 - it is not freed before the turn is passed on.
        let slot = unsafe { self.slot(index) };
        // SAFETY: I2 - the item is there, and is the caller's.
        unsafe { slot.take_as_thief(index + self.len()) }
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

    /// Lets the slot serve the next index, because this one was claimed from another buffer.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and nobody has claimed the index from this buffer, or will.
    pub(super) unsafe fn skip(self, index: u64) {
        // SAFETY: I4 - the owner has not freed it.
        unsafe { self.slot(index) }.pass_to(index + self.len());
    }

    /// Copies an item from another buffer, bit by bit: it is an item in one of the two.
    ///
    /// # Safety
    ///
    /// The caller is the owner, the item was pushed in the other buffer, and the slot here serves
    /// the index. Whoever takes the item takes it out of one buffer only.
    pub(super) unsafe fn copy_from(self, other: Self, index: u64) {
        // SAFETY: I4 - the owner has not freed it.
        let theirs = unsafe { other.slot(index) };
        // SAFETY: I4 - the owner has not freed it.
        let ours = unsafe { self.slot(index) };
        theirs.item.with(|from| {
            // SAFETY: I3, I5 - thieves may read it as well, and nobody writes there; nobody but us
            // uses our slot. `MaybeUninit` does not ask whether the item was taken meanwhile.
            ours.item.with_mut(|to| unsafe { to.copy_from_nonoverlapping(from, 1) });
        });
    }
}
