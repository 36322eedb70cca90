//! Waiting as a task, or as a thread that selects.

use core::task::{Poll, Waker};

use threadbare_sys::waitlist::{Key, Removed, Waiter};

use super::session::Session;
use super::slot;
use super::{Container, Locked};
use crate::PutError;
use crate::engine::{Lines, Side};
use crate::hand::{Slot, Ticket};

/// What is dropped outside the lock: it holds wakers.
type Old = (Option<Waker>, Option<Removed>);

impl<C: Container> Lines for Locked<C> {
    fn may_try(&self, side: Side) -> bool {
        let mut state = self.state.lock();
        state.forget_the_parent_s();
        state.may_try(side, None)
    }

    fn heeds_tickets(&self, side: Side) -> bool {
        // With room an item can be made when there is some. It is for users that this differs: a
        // value is made at the same time, whichever engine a small channel has.
        side == Side::Get || self.state.lock().capacity == 0
    }

    unsafe fn enlist(
        &self,
        side: Side,
        node: &Waiter,
        ticket: Option<&Ticket>,
        waker: Waker,
    ) -> bool {
        let mut waker = Some(waker);
        let _old: Old;
        let mut session = self.enter();
        let may_try = session.state.may_try(side, ticket);
        if may_try {
            // SAFETY: the caller's promise; we hold the lock.
            _old = (None, unsafe { session.state.list(side).remove(node) });
        } else {
            let key = slot::key_of_hand(ticket);
            // SAFETY: the caller's promise.
            _old = unsafe { join(&mut session, side, node, key, &mut waker) };
        }
        session.end(1);
        may_try
    }

    unsafe fn withdraw(&self, side: Side, node: &Waiter) {
        let mut session = self.enter();
        // SAFETY: the caller's promise; we hold the lock.
        let removed = unsafe { session.state.list(side).remove(node) };
        // K4: one that was chosen has another chosen in its place.
        session.end(1);
        drop(removed);
    }
}

impl<C: Container> Locked<C> {
    /// # Safety
    ///
    /// That of `Engine::poll_put`.
    pub(super) unsafe fn put_as_task(
        &self,
        node: &Waiter,
        item: &Slot<C::Item>,
        waker: &Waker,
    ) -> Poll<Result<(), PutError<C::Item>>> {
        // SAFETY: the caller's promise.
        if let Some(answer) = unsafe { self.put_or_join(node, item, &mut None) } {
            return Poll::Ready(answer);
        }
        // Cloning is the user's code, so it is done without the lock; then we look again.
        let mut waker = Some(waker.clone());
        // SAFETY: the caller's promise.
        unsafe { self.put_or_join(node, item, &mut waker) }.map_or(Poll::Pending, Poll::Ready)
    }

    /// Puts the item if it can be put; else joins the line, if there is a waker. `None`: it was
    /// not put.
    ///
    /// # Safety
    ///
    /// That of `Engine::poll_put`.
    unsafe fn put_or_join(
        &self,
        node: &Waiter,
        slot: &Slot<C::Item>,
        waker: &mut Option<Waker>,
    ) -> Option<Result<(), PutError<C::Item>>> {
        let _old: Old;
        let _removed: Option<Removed>;
        let mut session = self.enter();
        // SAFETY: K1 - we hold the lock.
        if unsafe { slot.is_empty() } {
            session.end(1);
            return Some(Ok(()));
        }
        let mut answer = None;
        if session.state.may_try(Side::Put, None) {
            // SAFETY: the caller's promise; we hold the lock.
            _removed = unsafe { session.state.putters.remove(node) };
            // SAFETY: K1 - the node is in no list.
            let item = unsafe { slot.take() };
            let is_closed = session.state.is_closed;
            answer = match item.map(|item| session.offer(item)) {
                // A selection that waited has just gone.
                Some(Err(item)) if !is_closed => {
                    // SAFETY: K1 - the node is in no list; the item was just taken out.
                    unsafe { slot.fill(item) };
                    None
                }
                answer => answer.map(|answer| answer.map_err(PutError)),
            };
        }
        if answer.is_none() && waker.is_some() {
            let key = slot::key_of(slot);
            // SAFETY: the caller's promise.
            _old = unsafe { join(&mut session, Side::Put, node, key, waker) };
        }
        session.end(1);
        answer
    }
}

/// Goes to the end of the line with this waker, or changes the waker of a node that is there.
///
/// # Safety
///
/// The node is in this line or in none. It and the slot that `key` names keep K2.
unsafe fn join<C: Container>(
    session: &mut Session<'_, C>,
    side: Side,
    node: &Waiter,
    key: Key,
    waker: &mut Option<Waker>,
) -> Old {
    let Some(new) = waker.take() else { return (None, None) };
    let list = session.state.list(side);
    // SAFETY: the caller's promise; the session holds the lock.
    match unsafe { list.replace_waker(node, new) } {
        Ok(old) => (old, None),
        Err(new) => {
            // A waker of the parent's may be left in it.
            // SAFETY: K1 - the session holds the lock, and the node is in this list or none.
            let removed = unsafe { list.remove(node) };
            // SAFETY: K1 - the session holds the lock, and the node is in no list now.
            unsafe { list.push_back(node, key, Some(new)) };
            (None, removed)
        }
    }
}
