//! The slots of a ring: where the items are.

use core::mem::MaybeUninit;
use core::ptr::NonNull;

use threadbare_sys::atomic::AtomicU64;
use threadbare_sys::cell::UnsafeCell;

use super::index::Shape;

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
}

/// All slots, by address: each end of the ring has a copy of this on its own cache lines. They are
/// freed by [`free`](Self::free), and by that alone.
pub(super) struct Slots<T> {
    first: NonNull<Slot<T>>,
    pub(super) shape: Shape,
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
        let slots: Box<[Slot<T>]> = (0..shape.capacity())
            .map(|stamp| Slot {
                stamp: AtomicU64::new(stamp),
                item: UnsafeCell::new(MaybeUninit::uninit()),
            })
            .collect();
        Self { first: NonNull::from(Box::leak(slots)).cast(), shape }
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

    /// Frees the slots, without the items.
    ///
    /// # Safety
    ///
    /// Nobody reaches a slot any more, by this copy or another.
    pub(super) unsafe fn free(self) {
        #[expect(clippy::cast_possible_truncation, reason = "it was a usize")]
        let capacity = self.shape.capacity() as usize;
        let slots = core::ptr::slice_from_raw_parts_mut(self.first.as_ptr(), capacity);
        // SAFETY: the box that `new` leaked; the caller's promise.
        drop(unsafe { Box::from_raw(slots) });
    }
}
