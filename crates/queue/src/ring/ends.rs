//! One end of the ring, and those who wait for it to move. I1 to I5 stand at the head of `mod.rs`.

use core::cell::Cell;
use core::fmt;
use core::mem::ManuallyDrop;
use core::task::{Poll, Waker};
use std::collections::VecDeque;

use threadbare_sys::atomic::{AtomicU64, Ordering::Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::{Nap, SPIN_NS, Spin};
use threadbare_sys::waitlist::{Key, WaitQueue, Waiter, Wakeup};

use super::Ring;
use super::index::{ASLEEP, CLOSED, position};
use super::slots::Slots;
use crate::engine::{Engine, Lines, Side};
use crate::hand::{Slot, Ticket};
use crate::{GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};

/// An index word, those who wait for it to move, and what else is needed to move it: on a cache
/// line of its own, so that putters and getters meet in the slots alone.
#[repr(C, align(64))]
pub(super) struct End<T> {
    pub(super) word: AtomicU64,
    pub(super) slots: Slots<T>,
    pub(super) sleepers: WaitQueue,
}

impl<T> End<T> {
    pub(super) fn new(slots: Slots<T>) -> Self {
        Self { word: AtomicU64::new(0), slots, sleepers: WaitQueue::new() }
    }

    /// Takes a node out; false if it was chosen before.
    ///
    /// # Safety
    ///
    /// The node was never in another list than this.
    unsafe fn leave(&self, node: &Waiter) -> bool {
        let removed = self.sleepers.with(|list| {
            // SAFETY: the caller's promise.
            let removed = unsafe { list.remove(node) };
            if list.is_empty() {
                // [RE9] Relaxed: as [RE1].
                self.word.fetch_and(!ASLEEP, Relaxed);
            }
            removed
        });
        // A waker in `removed` is dropped at the end of this function, outside the gate.
        removed.is_some()
    }
}

impl<T> fmt::Debug for End<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [RE2] Relaxed: for a person to read, and old at once.
        f.debug_tuple("End").field(&self.word.load(Relaxed)).finish()
    }
}

impl<T> Ring<T> {
    /// The end whose movement this side waits for.
    fn end(&self, side: Side) -> &End<T> {
        match side {
            Side::Get => &self.tail,
            Side::Put => &self.head,
        }
    }

    /// Inside the gate: sets `ASLEEP`, if the side has to wait at that very moment (I3).
    ///
    /// The CAS proves it. The one end has not moved since we read it, and the other, which we read
    /// in between, cannot be where it was only later: it grows, and by I2 it may not have grown
    /// beyond what makes the ring empty, or full.
    ///
    /// When the flag stands already, reading is enough: whoever moved this end since, and saw the
    /// flag, has yet to come into the gate, and will find us.
    fn falls_asleep(&self, side: Side) -> bool {
        let end = self.end(side);
        loop {
            // [RE3] Relaxed: confirmed by the CAS, or by the gate.
            let word = end.word.load(Relaxed);
            let (head, tail) = match side {
                // [RE4] Relaxed: older than the word that the CAS confirms, or the same; see above.
                Side::Get => (self.head.word.load(Relaxed), word),
                // [RE5] Relaxed: as [RE4]; the closer comes into this gate after it has closed.
                Side::Put => (word, self.tail.word.load(Relaxed)),
            };
            if !self.has_to_wait(side, head, tail) {
                return false;
            }
            if word & ASLEEP != 0
                // [RE6] Relaxed/Relaxed: as [RE1].
                || end.word.compare_exchange(word, word | ASLEEP, Relaxed, Relaxed).is_ok()
            {
                return true;
            }
        }
    }

    /// Enters a node, or gives it another waker. True, and it is in no list: try again.
    ///
    /// # Safety
    ///
    /// As [`Lines::enlist`].
    unsafe fn enter(&self, side: Side, node: &Waiter, mut waker: Option<Waker>) -> bool {
        // What is replaced is dropped after the gate.
        let replaced = Cell::new(None);
        self.end(side).sleepers.with(|list| {
            if let Some(new) = waker.take() {
                // SAFETY: the caller's promise: the node is in this list or in none.
                match unsafe { list.replace_waker(node, new) } {
                    Ok(old) => {
                        replaced.set(old);
                        return false;
                    }
                    Err(new) => waker = Some(new),
                }
            }
            if !self.falls_asleep(side) {
                return true;
            }
            // SAFETY: the caller's promise; it is in no list, as we have just seen.
            unsafe { list.push_back(node, Key::NONE, waker.take()) };
            false
        })
    }

    /// Sees to those behind a thread that was chosen and has done what it came for: if there is
    /// something for them, wakes the next, else sets the flag for them (I3).
    #[cold]
    fn settle(&self, side: Side) {
        let end = self.end(side);
        // Who was behind us when we were chosen is seen here; who came later has set the flag.
        if end.sleepers.is_empty() {
            return;
        }
        let next = end.sleepers.with(|list| {
            if list.is_empty() || self.falls_asleep(side) { None } else { end.choose(list) }
        });
        next.into_iter().for_each(Wakeup::deliver);
    }

    /// Looks until the slot that this side goes to next is ready, or the spin is over. The looks
    /// leave the other end alone, whose line others need to move it. In a stream the other side is
    /// let get ahead first.
    fn is_ready_soon(&self, side: Side, spin: &mut Spin) -> bool {
        while spin.turn() {
            let end = match side {
                Side::Get => &self.head,
                Side::Put => &self.tail,
            };
            // [RE10] Relaxed: a look; the attempt that follows does it properly.
            let here = position(end.word.load(Relaxed));
            if end.slots.looks_ready(side, here) {
                end.slots.slip(side, here);
                return true;
            }
        }
        false
    }

    /// One sleep of a thread; false: the deadline has come. `was_chosen`: it has to settle.
    fn sleep(&self, side: Side, deadline: Deadline, was_chosen: &mut bool) -> bool {
        /// Takes the node out, also when the kernel refuses to wait.
        struct Stay<'a, T>(&'a End<T>, &'a Waiter);

        impl<T> Drop for Stay<'_, T> {
            fn drop(&mut self) {
                // SAFETY: it was in this list alone.
                unsafe { self.0.leave(self.1) };
            }
        }

        let node = Waiter::new();
        // SAFETY: the node is new, and stays in this frame until it was chosen or taken out.
        if unsafe { self.enter(side, &node, None) } {
            return true;
        }
        let stay = Stay(self.end(side), &node);
        let nap = Nap::begin();
        let chosen = node.wait(deadline);
        nap.end();
        let _in_time = ManuallyDrop::new(stay);
        // SAFETY: it was in this list alone.
        let is_chosen = chosen || !unsafe { self.end(side).leave(&node) };
        *was_chosen |= is_chosen;
        is_chosen
    }

    /// Tries, looks again for a while, and sleeps, until `attempt` has an answer. `None`: the
    /// deadline has come.
    fn wait<A>(
        &self,
        side: Side,
        deadline: Deadline,
        mut attempt: impl FnMut() -> Option<A>,
    ) -> Option<A> {
        let mut spin = if deadline.is_now() { Spin::NONE } else { Spin::closely(SPIN_NS) };
        // Settles at the end, also when somebody's waker panics in an attempt.
        let mut settling = Settling { ring: self, side, was_chosen: false };
        loop {
            let is_ready = self.is_ready_soon(side, &mut spin);
            if let Some(answer) = attempt() {
                spin.learn(true);
                return Some(answer);
            }
            if is_ready {
                // Somebody else was quicker.
                continue;
            }
            spin.learn(false);
            spin = Spin::NONE;
            if deadline.is_now() || !self.sleep(side, deadline, &mut settling.was_chosen) {
                return None;
            }
        }
    }
}

/// A wait of a thread. When it is over, one that was chosen sees to those behind it.
struct Settling<'a, T> {
    ring: &'a Ring<T>,
    side: Side,
    was_chosen: bool,
}

impl<T> Drop for Settling<'_, T> {
    fn drop(&mut self) {
        if self.was_chosen {
            self.ring.settle(self.side);
        }
    }
}

impl<T: Send> Lines for Ring<T> {
    fn may_try(&self, side: Side) -> bool {
        !self.is_stuck(side)
    }

    unsafe fn enlist(&self, side: Side, node: &Waiter, _: Option<&Ticket>, waker: Waker) -> bool {
        // SAFETY: the caller's promise.
        unsafe { self.enter(side, node, Some(waker)) }
    }

    unsafe fn withdraw(&self, side: Side, node: &Waiter) {
        // SAFETY: the caller's promise.
        let was_chosen = !unsafe { self.end(side).leave(node) };
        // Whoever chose us had made its move, and we have passed the gate after it.
        if was_chosen && !self.is_stuck(side) {
            self.end(side).wake_one();
        }
    }
}

impl<T: Send> Engine for Ring<T> {
    type Item = T;

    #[inline]
    fn try_put(&self, item: T) -> Result<(), TryPutError<T>> {
        self.put_or_full(item)
    }

    #[inline]
    fn try_get(&self) -> Result<T, TryGetError> {
        self.get_or_empty()
    }

    #[inline]
    fn put_at_once(&self, item: T) -> Result<(), T> {
        self.put_ready::<true>(item).map_err(|(item, _)| item)
    }

    #[inline]
    fn get_at_once(&self) -> Option<T> {
        self.get_ready::<true>().ok()
    }

    fn get_many_at_once(&self, into: &mut Vec<T>, max: usize) -> usize {
        self.get_row(into, max)
    }

    fn put_many_at_once(&self, items: &mut VecDeque<T>) -> usize {
        self.put_row(items)
    }

    fn put_until(&self, item: T, deadline: Deadline) -> Result<(), PutTimeoutError<T>> {
        let mut item = Some(item);
        let answer = self.wait(Side::Put, deadline, || match self.put_or_full(item.take()?) {
            Ok(()) => Some(Ok(())),
            Err(TryPutError::ShutDown(back)) => Some(Err(PutTimeoutError::ShutDown(back))),
            Err(TryPutError::Full(back)) => {
                item = Some(back);
                None
            }
        });
        match (answer, item) {
            (Some(answer), _) => answer,
            (None, Some(item)) => Err(PutTimeoutError::Timeout(item)),
            (None, None) => unreachable!("an item that was not put came back"),
        }
    }

    fn get_until(&self, deadline: Deadline) -> Result<T, GetTimeoutError> {
        let answer = self.wait(Side::Get, deadline, || match self.get_or_empty() {
            Ok(item) => Some(Ok(item)),
            Err(TryGetError::ShutDown) => Some(Err(GetTimeoutError::ShutDown)),
            Err(TryGetError::Empty) => None,
        });
        answer.unwrap_or(Err(GetTimeoutError::Timeout))
    }

    unsafe fn poll_put(
        &self,
        node: &Waiter,
        item: &Slot<T>,
        waker: &Waker,
    ) -> Poll<Result<(), PutError<T>>> {
        loop {
            // SAFETY: the caller's promise: nobody else touches the item; this engine never does.
            let Some(taken) = (unsafe { item.take() }) else {
                return Poll::Ready(Ok(()));
            };
            let back = match self.put_or_full(taken) {
                Ok(()) => return Poll::Ready(Ok(())),
                Err(TryPutError::ShutDown(item)) => return Poll::Ready(Err(PutError(item))),
                Err(TryPutError::Full(item)) => item,
            };
            // SAFETY: the caller's promise, as when it was taken.
            unsafe { item.fill(back) };
            // SAFETY: the caller's promise.
            if !unsafe { self.enter(Side::Put, node, Some(waker.clone())) } {
                return Poll::Pending;
            }
        }
    }

    fn shutdown(&self) -> bool {
        self.close()
    }

    fn shutdown_now(&self) -> Vec<T> {
        self.close_and_take()
    }

    fn is_shut_down(&self) -> bool {
        // [RE7] Relaxed: an answer that is old at once orders nothing.
        self.tail.word.load(Relaxed) & CLOSED != 0
    }

    #[expect(clippy::cast_possible_truncation, reason = "at most the capacity, a usize")]
    fn len(&self) -> usize {
        self.count() as usize
    }

    #[expect(clippy::cast_possible_truncation, reason = "it was a usize")]
    fn capacity(&self) -> Option<usize> {
        Some(self.head.slots.shape.capacity() as usize)
    }
}
