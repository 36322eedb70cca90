//! What can be selected, whatever its items are. An arm that holds a hand out is one: `hands.rs`.

use core::ptr;
use core::task::Waker;

use threadbare_sys::clock::Deadline;
use threadbare_sys::waitlist::Waiter;

use crate::channel::Clock;
use crate::engine::{Engine, Side};
use crate::hand::Ticket;

/// The other party of an operation: a queue, or the clock.
pub(super) trait Party {
    /// True when a try on this side may have another answer than "not now".
    fn is_ready(&self, side: Side) -> bool;

    /// The moment at which it is ready by itself.
    fn moment(&self) -> Deadline {
        Deadline::NEVER
    }

    /// The slot of a hand to be held out, full to put and empty to get, which stays there while
    /// this is borrowed; null: there is none. May run the user's code, which makes the item.
    fn hand(&self) -> *const () {
        ptr::null()
    }

    /// As [`Engine::enlist`].
    ///
    /// # Safety
    ///
    /// As [`Engine::enlist`]. The ticket is for what [`hand`](Self::hand) said since the last wait.
    unsafe fn enlist(
        &self,
        side: Side,
        node: &Waiter,
        ticket: Option<&Ticket>,
        waker: Waker,
    ) -> bool;

    /// As [`Engine::withdraw`].
    ///
    /// # Safety
    ///
    /// As [`Engine::withdraw`].
    unsafe fn withdraw(&self, side: Side, node: &Waiter);
}

impl<E: Engine> Party for E {
    #[inline]
    fn is_ready(&self, side: Side) -> bool {
        self.may_try(side)
    }

    unsafe fn enlist(
        &self,
        side: Side,
        node: &Waiter,
        ticket: Option<&Ticket>,
        waker: Waker,
    ) -> bool {
        // SAFETY: the caller's promise.
        unsafe { Engine::enlist(self, side, node, ticket, waker) }
    }

    unsafe fn withdraw(&self, side: Side, node: &Waiter) {
        // SAFETY: the caller's promise.
        unsafe { Engine::withdraw(self, side, node) }
    }
}

/// The clock needs no line: everybody knows when to look.
impl<T> Party for Clock<T> {
    fn is_ready(&self, _: Side) -> bool {
        self.next().is_past()
    }

    fn moment(&self) -> Deadline {
        self.next()
    }

    unsafe fn enlist(&self, _: Side, _: &Waiter, _: Option<&Ticket>, _: Waker) -> bool {
        false
    }

    unsafe fn withdraw(&self, _: Side, _: &Waiter) {}
}
