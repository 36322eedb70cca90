//! What the owner and the thieves of a deque share. I1 to I6 stand at the head of `mod.rs`.

use core::{array, ptr};

use threadbare_sys::CachePadded;
use threadbare_sys::atomic::{
    AtomicPtr, AtomicU64,
    Ordering::{Acquire, Relaxed, SeqCst},
    fence,
};

use super::buffer::{Buffer, Ring};
use super::top::{self, CLASSES};

/// At which end the owner pops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// At the top, where thieves steal.
    Fifo,
    /// At the bottom, where it pushes.
    Lifo,
}

/// What is shared.
pub(super) struct Shared<T> {
    pub(super) top: CachePadded<AtomicU64>,
    pub(super) bottom: CachePadded<AtomicU64>,
    pub(super) rings: [AtomicPtr<Ring<T>>; CLASSES],
    pub(super) flavour: Flavour,
}

// SAFETY: I1 - an item is pushed by one thread and taken by one, which `T: Send` allows.
unsafe impl<T: Send> Send for Shared<T> {}
// SAFETY: I1 - through `&Shared` items are moved, never shared; I5 for what the owner alone does.
unsafe impl<T: Send> Sync for Shared<T> {}

/// The top and how many items there were above it, as a thief saw them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub(super) top: u64,
    pub(super) len: usize,
}

impl<T> Shared<T> {
    /// An empty deque with a buffer of this class.
    pub(super) fn new(flavour: Flavour, class: u32) -> (Self, Buffer<T>) {
        let buffer = Buffer::allocate(class, 0);
        let ring = |at| if at == class as usize { buffer.ring() } else { ptr::null_mut() };
        let shared = Self {
            top: CachePadded::new(AtomicU64::new(top::word(class, 0))),
            bottom: CachePadded::new(AtomicU64::new(0)),
            rings: array::from_fn(|at| AtomicPtr::new(ring(at))),
            flavour,
        };
        (shared, buffer)
    }

    /// Looks at both ends, as anybody. That nothing is there is said only behind a fence: whoever
    /// announced beforehand that it will sleep, and finds nothing, is seen by whoever pushes and
    /// fences and looks for sleepers.
    #[inline]
    pub(super) fn look(&self) -> Look {
        if self.flavour == Flavour::Fifo {
            // The bottom only grows: an old one shows fewer items, never items that are gone.
            let seen = self.look_at_once();
            if seen.len > 0 {
                return seen;
            }
        }
        self.look_behind_fence()
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "what lies in memory can be counted")]
    fn look_at_once(&self) -> Look {
        // [DQ4] Relaxed: the claim [DQ8] finds out whether it is still so.
        let seen = self.top.load(Relaxed);
        // [DQ5] Acquire: pairs with [DQ11] and [DQ14]; the items below this bottom are in their
        // slots.
        let bottom = self.bottom.load(Acquire);
        Look { top: seen, len: top::len(seen, bottom) as usize }
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "what lies in memory can be counted")]
    fn look_behind_fence(&self) -> Look {
        // [DQ6] Relaxed: the fence behind it orders it.
        let seen = self.top.load(Relaxed);
        // [DQ7] SeqCst: pairs with [DQ15]; the two cases stand at the head of `mod.rs`.
        fence(SeqCst);
        // [DQ9] Acquire: pairs with [DQ11] and [DQ14]; the items below this bottom are in their
        // slots.
        let bottom = self.bottom.load(Acquire);
        Look { top: seen, len: top::len(seen, bottom) as usize }
    }

    /// Claims the `count` oldest items for a thief; false: somebody was faster, or the owner moved.
    ///
    /// In a LIFO deque no more than one, since the owner may have the next without a claim.
    #[inline]
    pub(super) fn claim(&self, seen: u64, count: usize) -> bool {
        let next = seen + count as u64;
        // [DQ8] Acquire/Relaxed: pairs with [DQ18]; the buffer that `top` names is there, and
        // filled. A failed claim reads nothing.
        self.top.compare_exchange(seen, next, Acquire, Relaxed).is_ok()
    }

    /// The buffer from which the caller has claimed.
    ///
    /// # Safety
    ///
    /// The caller has claimed something at this top, and not taken all of it.
    #[inline]
    pub(super) unsafe fn buffer(&self, claimed: u64) -> Buffer<T> {
        // [DQ10] Relaxed: the claim [DQ8] acquired it, and it stays until we have read (I4).
        let ring = self.rings[top::class(claimed) as usize % CLASSES].load(Relaxed);
        // SAFETY: I4 - the caller has not read yet what it claimed.
        unsafe { Buffer::of(ring) }
    }
}
