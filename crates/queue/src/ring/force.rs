//! Putting into a full ring: the oldest item goes for it. I1 to I5 stand at the head of `mod.rs`.
//!
//! In a full ring the slot at the tail is the slot at the head. Whoever moves the head by one may
//! empty it (I1), and nobody else moves the tail meanwhile, because the slot there is not free. So
//! the same thread fills it again, and moves the tail.
//!
//! That is two words, and has to be one move. The CAS of the head sets `FORCED` in it: from then on
//! the item is in, and a tail that has not moved yet is on its way. Who needs both ends to say
//! something (`count`, `see_items_at`, `take_all`) waits while the flag stands. Putters find the
//! slot not free and the ring, as they see it, not full, and wait for the tail as for any putter in
//! its slot. Getters go on behind the new head.
//!
//! It is a move of the moment at which the tail was read, open and full: until the CAS the head
//! has not moved, so the ring was full all the time, and nobody could tell. A shutdown in between
//! came after it; one that takes all has changed the head, and the CAS fails.
//!
//! Room is not made, so those who wait for it sleep on: `ASLEEP` in the head stays, and wakes
//! nobody. The tail moves, so a getter that sleeps beside `ASLEEP` in it is woken (I4).

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release};
use threadbare_sys::spin::Stall;

use super::Ring;
use super::index::{ASLEEP, CLOSED, FORCED, Shape, position};
use crate::{PutError, TryPutError};

impl<T> Ring<T> {
    /// Puts the item; where there is no room, the oldest item is taken out for it.
    pub(crate) fn force(&self, mut item: T) -> Result<Option<T>, PutError<T>> {
        let mut stall = Stall::new();
        loop {
            item = match self.put_or_full(item) {
                Ok(()) => return Ok(None),
                Err(TryPutError::ShutDown(item)) => return Err(PutError(item)),
                Err(TryPutError::Full(item)) => item,
            };
            item = match self.displace(item, &mut stall) {
                Ok(oldest) => return Ok(Some(oldest)),
                Err(item) => item,
            };
        }
    }

    /// Exchanges the item for the oldest one, if the ring is full and open, and nobody else is at
    /// either.
    fn displace(&self, item: T, stall: &mut Stall) -> Result<T, T> {
        let slots = self.head.slots;
        // [RF1] Relaxed: at most the tail of the moment of the CAS, which is no more than this.
        let tail = self.tail.word.load(Relaxed);
        // [RF2] Relaxed: confirmed by the CAS.
        let head = self.head.word.load(Relaxed);
        if !slots.shape.is_full(head, tail) {
            return Err(item);
        }
        let here = position(head);
        let slot = slots.at(here);
        let is_taken = (head | tail) & (CLOSED | FORCED) != 0;
        // [RF3] Acquire: pairs with [RG4], [RM4] and [RF6]; the oldest item is ours to read.
        if is_taken || slot.stamp.load(Acquire) != here + 1 {
            // By another such put, by one that takes all, or by the putter that is still in it.
            stall.wait();
            return Err(item);
        }
        let moved = slots.shape.moved(head) | FORCED;
        // [RF4] Relaxed/Relaxed: who judges by both ends waits for [RF7] while the flag stands.
        if self.head.word.compare_exchange(head, moved, Relaxed, Relaxed).is_err() {
            return Err(item);
        }
        // SAFETY: I1 - the slot was filled, and we have moved the head past it.
        let oldest = unsafe { slot.empty() };
        // SAFETY: I1 - it is not stamped free, so nobody else can move the tail past it.
        unsafe { slot.fill(item) };
        let there = position(tail);
        let step = Shape::step(there, slots.shape.after(there));
        // [RF5] Release: as [RG3]; an addition, because a flag may come and go meanwhile.
        let was = self.tail.word.fetch_add(step, Release);
        // [RF6] Release: as [RG4].
        slot.stamp.store(there + 1, Release);
        // [RF7] Release: pairs with [RG21], [RG17] and the fence [RG26]; who sees no flag sees the
        // tail moved.
        self.head.word.fetch_and(!FORCED, Release);
        if was & ASLEEP != 0 {
            self.tail.wake_one();
        }
        Ok(oldest)
    }
}
