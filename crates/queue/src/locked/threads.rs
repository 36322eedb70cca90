//! Waiting as a thread.

use core::mem::ManuallyDrop;

use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::{Nap, SPIN_NS, Spin};
use threadbare_sys::waitlist::Waiter;

use super::session::{Kept, Session};
use super::slot;
use super::{Container, Locked};
use crate::engine::Side;
use crate::hand::Slot;
use crate::{GetTimeoutError, PutTimeoutError};

impl<C: Container> Locked<C> {
    pub(super) fn wait_to_get(&self, deadline: Deadline) -> Result<C::Item, GetTimeoutError> {
        loop {
            let node = Waiter::new();
            let slot = Slot::new(None);
            let mut session = self.enter();
            let item = session.take();
            let is_closed = session.state.is_closed;
            if item.is_some() || is_closed || deadline.is_now() {
                let none =
                    if is_closed { GetTimeoutError::ShutDown } else { GetTimeoutError::Timeout };
                return session.end_with(item).ok_or(none);
            }
            // SAFETY: K2 - node and slot are new, the slot is empty, and they outlive the place.
            let place = unsafe { InLine::join(self, &mut session, Side::Get, &node, &slot) };
            session.end(1);
            let was_chosen = place.sleep(deadline);
            // SAFETY: K1 - the node is in no list.
            match unsafe { slot.take() } {
                Some(item) => return Ok(item),
                None if !was_chosen => return Err(GetTimeoutError::Timeout),
                // K3: we look again.
                None => {}
            }
        }
    }

    pub(super) fn wait_to_put(
        &self,
        mut item: C::Item,
        deadline: Deadline,
    ) -> Result<(), PutTimeoutError<C::Item>> {
        loop {
            let node = Waiter::new();
            let mut session = self.enter();
            let is_closed = session.state.is_closed;
            let refused = match session.offer(item) {
                Err(item) if !is_closed && !deadline.is_now() => item,
                answer => {
                    session.end(1);
                    return answer.map_err(|item| match is_closed {
                        true => PutTimeoutError::ShutDown(item),
                        false => PutTimeoutError::Timeout(item),
                    });
                }
            };
            let slot = Slot::new(Some(refused));
            // SAFETY: K2 - node and slot are new, the slot is full, and they outlive the place.
            let place = unsafe { InLine::join(self, &mut session, Side::Put, &node, &slot) };
            session.end(1);
            let was_chosen = place.sleep(deadline);
            // SAFETY: K1 - the node is in no list.
            item = match unsafe { slot.take() } {
                None => return Ok(()),
                Some(item) if !was_chosen => return Err(PutTimeoutError::Timeout(item)),
                // K3: we look again.
                Some(item) => item,
            };
        }
    }
}

/// A thread's place in a line. Dropped, it is given up (K2): by a panic, of a waker that we wake
/// as we join, or when the kernel refuses to wait.
struct InLine<'a, C: Container> {
    queue: &'a Locked<C>,
    side: Side,
    node: &'a Waiter,
    slot: &'a Slot<C::Item>,
    is_alone: bool,
}

impl<'a, C: Container> InLine<'a, C> {
    /// Goes to the end of the line.
    ///
    /// # Safety
    ///
    /// The node is new, and the slot is full for a putter, empty for a getter. Both stay in place
    /// and are not touched while this lives.
    unsafe fn join(
        queue: &'a Locked<C>,
        session: &mut Session<'_, C>,
        side: Side,
        node: &'a Waiter,
        slot: &'a Slot<C::Item>,
    ) -> Self {
        let list = session.state.list(side);
        let is_alone = list.is_empty();
        // SAFETY: K1 - the lock is held; the node is new, and is taken out before it goes.
        unsafe { list.push_back(node, slot::key_of(slot), None) };
        Self { queue, side, node, slot, is_alone }
    }

    /// Sleeps until the node is chosen: true. False: the deadline came first. The node is in no
    /// list then.
    fn sleep(self, deadline: Deadline) -> bool {
        // Who waits behind others will not be next: it lets them run.
        let mut spin = if self.is_alone { Spin::to_be_told(SPIN_NS) } else { Spin::giving_way() };
        let mut was_in_time = false;
        while !was_in_time && spin.turn() {
            was_in_time = self.node.is_chosen();
        }
        spin.learn(was_in_time);
        let nap = (!was_in_time).then(Nap::begin);
        // Also by one that was in time: a look orders nothing, this does.
        let was_chosen = self.node.wait(deadline);
        if let Some(nap) = nap {
            nap.end();
        }
        // From here on it has left the line, or leaves it now.
        let place = ManuallyDrop::new(self);
        was_chosen || !place.leave()
    }

    /// Takes the node out; false: it was chosen.
    fn leave(&self) -> bool {
        let mut session = self.queue.enter();
        // SAFETY: K1 - the lock is held, and the node is in this list or in none.
        let removed = unsafe { session.state.list(self.side).remove(self.node) };
        session.end(1);
        removed.is_some()
    }
}

impl<C: Container> Drop for InLine<'_, C> {
    fn drop(&mut self) {
        if self.leave() || self.side == Side::Put {
            return;
        }
        // SAFETY: K1 - the node is in no list.
        let item = unsafe { self.slot.take() };
        // It was given to us, and cannot be returned: somebody else shall have it.
        drop(Kept { queue: self.queue, item });
    }
}

#[cfg(test)]
#[path = "threads_tests.rs"]
mod tests;
