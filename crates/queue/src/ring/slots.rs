//! The slots of a ring: where the items are.

use core::mem::MaybeUninit;
use core::ops::Range;
use core::ptr::{self, NonNull};
use core::slice;

use threadbare_sys::atomic::{AtomicU64, Ordering::Relaxed};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::{hint, spin};

use super::Ring;
use super::index::{Shape, position};
use crate::engine::Side;

/// A place for an item, and whose turn it is there: at position `p` it is free with the stamp `p`,
/// filled with `p + 1`.
pub(super) struct Slot<T> {
    pub(super) stamp: AtomicU64,
    item: UnsafeCell<MaybeUninit<T>>,
}

impl<T> Slot<T> {
    /// # Safety
    ///
    /// The slot is the caller's to fill: it was free, and the caller moved the tail past it.
    #[inline]
    pub(super) unsafe fn fill(&self, item: T) {
        self.item.with_mut(|place| {
            // SAFETY: the caller's promise: nobody else is at the item.
            unsafe { place.write(MaybeUninit::new(item)) };
        });
    }

    /// # Safety
    ///
    /// The slot is the caller's to empty: it was filled, and the caller moved the head past it.
    #[inline]
    pub(super) unsafe fn empty(&self) -> T {
        self.item.with(|place| {
            // SAFETY: the caller's promise: nobody else is at the item.
            let place = unsafe { place.read() };
            // SAFETY: the caller's promise: it was filled, and nobody reads it again.
            unsafe { place.assume_init() }
        })
    }

    /// Drops the item where it is.
    ///
    /// # Safety
    ///
    /// As [`empty`](Self::empty).
    unsafe fn discard(&self) {
        self.item.with_mut(|place| {
            // SAFETY: the caller's promise: it was filled, and nobody else is at it, or will be.
            unsafe { place.cast::<T>().drop_in_place() };
        });
    }
}

/// What nobody has got when a ring goes. An item that panics as it is dropped keeps neither the
/// others nor the slots.
pub(super) struct Remains<T> {
    pub(super) slots: Slots<T>,
    /// The position of the first item that was not dropped, and the position after the last one.
    pub(super) rest: Range<u64>,
}

impl<T> Remains<T> {
    pub(super) fn drop_items(&mut self) {
        let slots = self.slots;
        while self.rest.start != self.rest.end {
            let here = self.rest.start;
            self.rest.start = slots.shape.after(here);
            let slot = slots.at(here);
            // A thread that was in the slot when its process was forked is not here, in the child.
            // [RG29] Relaxed: nobody else has the ring any more.
            if slot.stamp.load(Relaxed) == here + 1 {
                // SAFETY: I1 - it was filled, and nobody got it.
                unsafe { slot.discard() };
            }
        }
    }
}

impl<T> Drop for Remains<T> {
    fn drop(&mut self) {
        /// Frees the slots, also when a second item panics.
        struct Slotless<T>(Slots<T>);

        impl<T> Drop for Slotless<T> {
            fn drop(&mut self) {
                // SAFETY: the ring goes, and nobody else has it.
                unsafe { self.0.free() };
            }
        }

        let _slots = Slotless(self.slots);
        self.drop_items();
    }
}

/// All slots, by address: each end of the ring has a copy of this on its own cache lines. They are
/// freed by [`free`](Self::free), and by that alone.
pub(super) struct Slots<T> {
    first: NonNull<Slot<T>>,
    pub(super) shape: Shape,
    /// How many bytes after a slot it pays to fetch from memory. 0, which fetches nothing, in a
    /// ring of a few lines: the other side is in them.
    ahead: usize,
}

impl<T> Clone for Slots<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Slots<T> {}

impl<T> Slots<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let shape = Shape::new(capacity);
        // Made in place: a slot as large as its item need not fit on a stack.
        let mut slots = Box::<[Slot<T>]>::new_uninit_slice(capacity);
        for (slot, stamp) in slots.iter_mut().zip(0..) {
            let slot = slot.as_mut_ptr();
            // SAFETY: a place in the box.
            let place = unsafe { &raw mut (*slot).stamp };
            // SAFETY: the box is ours alone.
            unsafe { place.write(AtomicU64::new(stamp)) };
            // SAFETY: a place in the box.
            let place = unsafe { &raw mut (*slot).item };
            // SAFETY: the box is ours alone.
            unsafe { UnsafeCell::uninit_at(place) };
        }
        // SAFETY: both parts of each slot were made.
        let slots = unsafe { slots.assume_init() };
        let ahead = if shape.is_long() { size_of::<Slot<T>>().max(128) } else { 0 };
        Self { first: NonNull::from(Box::leak(slots)).cast(), shape, ahead }
    }

    /// The slot of a position.
    #[inline]
    pub(super) fn at(&self, position: u64) -> &Slot<T> {
        #[expect(clippy::cast_possible_truncation, reason = "less than the capacity, a usize")]
        let slot = self.shape.slot(position) as usize;
        // SAFETY: every position is 0 or comes from `Shape::after`, which stays below the capacity.
        let slot = unsafe { self.first.add(slot) };
        // SAFETY: the slots are there until `free`, which is the last thing that a ring does.
        unsafe { slot.as_ref() }
    }

    /// The slots of one of the [`runs`](Shape::runs) of positions, with their positions.
    #[inline]
    pub(super) fn run(
        &self,
        (start, n): (u64, u64),
    ) -> impl Iterator<Item = (&Slot<T>, u64)> + use<'_, T> {
        #[expect(clippy::cast_possible_truncation, reason = "at most the capacity, a usize")]
        let (slot, n) = (self.shape.slot(start) as usize, n as usize);
        // SAFETY: as in `at`: the number of a slot is below the capacity, or 0.
        let first = unsafe { self.first.add(slot) };
        // SAFETY: the slots are there until `free`, and `runs` ends a run where the slots end.
        unsafe { slice::from_raw_parts(first.as_ptr(), n) }.iter().zip(start..)
    }

    /// How many slots stand ready in a row from this position on, at most `most`.
    #[inline]
    pub(super) fn row(
        &self,
        first: u64,
        most: usize,
        is_ready: impl Fn(&Slot<T>, u64) -> bool,
    ) -> usize {
        let runs = self.shape.runs(first, most as u64).into_iter();
        let slots = runs.flat_map(|run| self.run(run));
        slots.take_while(|(slot, here)| is_ready(slot, *here)).count()
    }

    /// True if the slot at this position can be filled, or emptied, by a look that is old at once.
    pub(super) fn looks_ready(&self, side: Side, position: u64) -> bool {
        let ready = match side {
            Side::Get => position + 1,
            Side::Put => position,
        };
        // [RE11] Relaxed: a look; the attempt that follows does it properly.
        self.at(position).stamp.load(Relaxed) == ready
    }

    /// The slot at this position has become ready: in a stream, lets the other side get ahead.
    pub(super) fn slip(&self, side: Side, position: u64) {
        if let Some((distance, step_ns)) = self.shape.slip() {
            let looks_ready = |n| self.looks_ready(side, self.shape.nth_after(position, n));
            spin::slip(step_ns, || looks_ready(1), || looks_ready(distance));
        }
    }

    /// Fetches what comes two lines after this slot; the lines before that are fetched already.
    #[inline]
    pub(super) fn fetch_after(&self, slot: &Slot<T>) {
        hint::prefetch(ptr::from_ref(slot).cast::<u8>().wrapping_add(self.ahead));
    }

    /// Frees the slots, without the items.
    ///
    /// # Safety
    ///
    /// Nobody reaches a slot any more, by this copy or another.
    pub(super) unsafe fn free(self) {
        #[expect(clippy::cast_possible_truncation, reason = "it was a usize")]
        let capacity = self.shape.capacity() as usize;
        let slots = ptr::slice_from_raw_parts_mut(self.first.as_ptr(), capacity);
        // SAFETY: the box that `new` leaked; the caller's promise.
        drop(unsafe { Box::from_raw(slots) });
    }
}

impl<T> Drop for Ring<T> {
    /// Drops what nobody has got, where it is.
    fn drop(&mut self) {
        // [RG30] Relaxed: nobody else has the ring any more.
        let head = position(self.head.word.load(Relaxed));
        // [RG31] Relaxed: as [RG30].
        let tail = position(self.tail.word.load(Relaxed));
        Remains { slots: self.head.slots, rest: head..tail }.drop_items();
    }
}
