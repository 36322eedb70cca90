//! The end of a ring. I1 to I5 stand at the head of `mod.rs`.

use core::mem::ManuallyDrop;

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release};
use threadbare_sys::spin::Stall;

use super::Ring;
use super::index::{CLOSED, FORCED, Shape, position};

impl<T> Ring<T> {
    /// All that is there belongs to one who has said so in the head, and shuts the ring down now.
    #[cold]
    pub(super) fn see_claimed(&self, stall: &mut Stall) {
        // [RG27] Acquire: as [RG14].
        while self.tail.word.load(Acquire) & CLOSED == 0 {
            stall.wait();
        }
    }

    /// Keeps all others from getting; true for the one who is to take all. From the moment when it
    /// is closed as well, the ring is as good as empty: so closing and taking are one move.
    fn claim(&self) -> bool {
        // [RG28] Relaxed: as [RG3]; who finds it waits for [RG15].
        self.head.word.fetch_or(CLOSED, Relaxed) & CLOSED == 0
    }

    /// Takes a claim back, by a waker that panics: what is there can be got.
    fn unclaim(&self) {
        // [RG32] Relaxed: as [RG28]; the item goes by the stamp.
        self.head.word.fetch_and(!CLOSED, Relaxed);
    }

    /// Shuts it down and takes all out, at one moment.
    pub(super) fn close_and_take(&self) -> Vec<T> {
        /// A claim on all that is there; given up when dropped.
        struct Claim<'a, T>(&'a Ring<T>);

        impl<T> Drop for Claim<'_, T> {
            fn drop(&mut self) {
                self.0.unclaim();
            }
        }

        if !self.claim() {
            self.close();
            return Vec::new();
        }
        let claim = Claim(self);
        self.close();
        let _kept = ManuallyDrop::new(claim);
        self.take_all()
    }

    /// Takes all items out at one moment, and then moves them into a vector.
    fn take_all(&self) -> Vec<T> {
        let shape = self.head.slots.shape;
        // [RG17] Acquire: pairs with [RF7]; a guess for the CAS, and where it is not `FORCED`, the
        // tail has been moved.
        let mut head = self.head.word.load(Acquire);
        let mut stall = Stall::new();
        let end = loop {
            if head & FORCED != 0 {
                stall.wait();
                // [RG33] Acquire: as [RG17].
                head = self.head.word.load(Acquire);
                continue;
            }
            // [RG18] Relaxed: the ring was closed before, by ourselves or by one whom we have
            // acquired, and nobody forces while we have the claim, so the tail does not move.
            let tail = self.tail.word.load(Relaxed);
            let moved = Shape::moved_to(position(tail), head);
            // [RG19] Relaxed/Relaxed: nothing is put any more, so nobody asks how full it was; and
            // nobody sets `FORCED` under the claim, so a newer head has another `ASLEEP` at most.
            match self.head.word.compare_exchange(head, moved, Relaxed, Relaxed) {
                Ok(_) => break position(tail),
                Err(newer) => head = newer,
            }
        };
        let mut items = Vec::new();
        let mut here = position(head);
        while here != end {
            let slot = self.head.slots.at(here);
            let mut stall = Stall::new();
            // [RG12] Acquire: pairs with [RG4]; the item is ours to read.
            while slot.stamp.load(Acquire) != here + 1 {
                stall.wait();
            }
            // SAFETY: I1 - the slot was filled, and we have moved the head past it.
            items.push(unsafe { slot.empty() });
            // It is not stamped free: nothing is put any more.
            here = shape.after(here);
        }
        items
    }

    /// Says from now on that it is closed; true the first time.
    pub(super) fn close(&self) -> bool {
        // [RG15] Release: pairs with [RG11] and [RG14]; who is told sees what came before.
        let was = self.tail.word.fetch_or(CLOSED, Release);
        if was & CLOSED != 0 {
            return false;
        }
        let dismissal = Dismissal(self);
        self.tail.wake_all();
        self.head.wake_all();
        let _all_were_told = ManuallyDrop::new(dismissal);
        true
    }

    pub(super) fn see_closed(&self) {
        // [RG14] Acquire: pairs with [RG15]; it was closed when we looked, and stays so.
        let tail = self.tail.word.load(Acquire);
        debug_assert!(tail & CLOSED != 0, "what is closed stays closed");
    }
}

/// Wakes all who still wait, when a waker has panicked. Nobody joins the lists of a ring that is
/// closed, so this comes to an end.
struct Dismissal<'a, T>(&'a Ring<T>);

impl<T> Drop for Dismissal<'_, T> {
    fn drop(&mut self) {
        self.0.tail.wake_all();
        self.0.head.wake_all();
    }
}
