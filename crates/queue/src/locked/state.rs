//! What stands behind the lock, and what can be said about it.

use threadbare_sys::fork;
use threadbare_sys::waitlist::{Key, WaitList};

use super::Container;
use super::slot;
use crate::engine::Side;
use crate::hand::Ticket;

/// The capacity of a queue without a bound: no container gets there.
pub(super) const UNBOUNDED: usize = usize::MAX;

/// More items than this there cannot be, whatever their size.
const CAPACITY_MAX: usize = usize::MAX / 2;

/// Room for so many is made in the beginning, and more when it is needed.
const ROOM_AT_FIRST: usize = 1024;

/// See K1 to K5 at the head of `mod.rs`.
pub(super) struct State<C: Container> {
    /// K5: what concerns the container alone can be done at once.
    pub(super) is_plain: bool,
    pub(super) is_closed: bool,
    /// The generation in which somebody was last in a `Session`. In another one, who is in the
    /// lists waits in a parent, and does not exist here.
    generation: u32,
    pub(super) capacity: usize,
    pub(super) items: C,
    pub(super) getters: WaitList,
    pub(super) putters: WaitList,
}

/// # Panics
///
/// When the container does not go with this capacity.
#[track_caller]
pub(super) fn check_capacity<C: Container>(capacity: usize) {
    assert!(capacity <= CAPACITY_MAX, "no memory holds so many items; use `unbounded()`");
    if let (0, Some(instead)) = (capacity, C::NO_ROOM) {
        panic!("{instead}");
    }
}

impl<C: Container> State<C> {
    pub(super) fn new(capacity: usize) -> Self {
        let room = if capacity == UNBOUNDED { 0 } else { capacity.min(ROOM_AT_FIRST) };
        Self {
            is_plain: true,
            is_closed: false,
            generation: 0,
            capacity,
            items: C::with_room(room),
            getters: WaitList::new(),
            putters: WaitList::new(),
        }
    }

    /// Forgets the waiters of another process: K2 does not hold for them.
    pub(super) fn forget_the_parent_s(&mut self) {
        let now = fork::generation();
        if self.generation != now {
            self.generation = now;
            self.getters = WaitList::new();
            self.putters = WaitList::new();
        }
    }

    /// Makes K5 true.
    pub(super) fn renew_is_plain(&mut self) {
        self.is_plain = !self.is_closed && self.getters.is_empty() && self.putters.is_empty();
    }

    /// True when the container may take one more.
    #[inline]
    pub(super) fn has_space(&self) -> bool {
        self.items.len() < self.capacity
    }

    /// True when a try to get does not find the queue empty. What the selection of this ticket has
    /// to offer is nothing for itself.
    pub(super) fn has_item(&self, own: Option<&Ticket>) -> bool {
        // Once the queue was shut down, what waits outside stays outside.
        self.items.len() > 0 || (!self.is_closed && is_anybody(&self.putters, own))
    }

    /// True when a try to put does not find the queue full. As [`has_item`](Self::has_item).
    pub(super) fn has_room(&self, own: Option<&Ticket>) -> bool {
        self.has_space() || (self.items.len() == 0 && is_anybody(&self.getters, own))
    }

    /// Claims a putter that waits and has an item to be taken, when the container is not to be
    /// asked first.
    pub(super) fn claim_seller(&self) -> Option<Key> {
        if self.items.len() > 0 || self.is_closed {
            return None;
        }
        // SAFETY: K1 - we have the state, and so the lock.
        self.putters.first_key_where(|key| unsafe { slot::claim(key) })
    }

    /// Claims a getter that waits and can be given an item past the container, in which there is
    /// none.
    pub(super) fn claim_buyer(&self) -> Option<Key> {
        if self.items.len() > 0 {
            return None;
        }
        // SAFETY: K1 - we have the state, and so the lock.
        self.getters.first_key_where(|key| unsafe { slot::claim(key) })
    }

    pub(super) fn list(&mut self, side: Side) -> &mut WaitList {
        match side {
            Side::Get => &mut self.getters,
            Side::Put => &mut self.putters,
        }
    }

    /// True when a try on this side has something to say but "not now", for the selection of this
    /// ticket, or for anybody.
    pub(super) fn may_try(&self, side: Side, own: Option<&Ticket>) -> bool {
        self.is_closed
            || match side {
                Side::Get => self.has_item(own),
                Side::Put => self.has_room(own),
            }
    }

    /// Takes out all items.
    pub(super) fn take_all(&mut self) -> C {
        core::mem::replace(&mut self.items, C::with_room(0))
    }
}

/// True when somebody in the list holds out what can be taken, or filled, but for the selection of
/// this ticket.
fn is_anybody(list: &WaitList, own: Option<&Ticket>) -> bool {
    let is_other = |key| {
        // SAFETY: K1 - the callers have the state, and so the lock.
        let ticket = unsafe { slot::ticket_of(key) };
        own.is_none_or(|own| ticket.is_none_or(|ticket| !ticket.is_of(own)))
    };
    // SAFETY: K1 - the callers have the state, and so the lock.
    list.first_key_where(|key| unsafe { slot::is_open(key) } && is_other(key)).is_some()
}
