//! What the key of a waiter says: what it holds out, and under which condition.
//!
//! | key | waiter |
//! |---|---|
//! | `TRIES` | holds nothing out: it is woken, and tries again |
//! | even | the address of its slot |
//! | odd | the address of its ticket, marked: a selection, to be claimed before it is served |

use threadbare_sys::waitlist::Key;

use crate::hand::{Slot, Ticket};

/// The key of a waiter without a slot. No slot is there.
pub(super) const TRIES: Key = Key::NONE;

/// The key of a waiter with this slot.
pub(super) fn key_of<T>(slot: &Slot<T>) -> Key {
    Key::address_of(slot)
}

/// The key of a selection's hand; one that holds nothing out tries.
pub(super) fn key_of_hand(ticket: Option<&Ticket>) -> Key {
    ticket.map_or(TRIES, |ticket| Key::address_of(ticket).marked())
}

/// True when the waiter with this key is to be claimed.
pub(super) fn has_ticket(key: Key) -> bool {
    key.is_marked()
}

/// The ticket of the waiter with this key.
///
/// # Safety
///
/// K1: the lock is held while the answer lives, and `key` is that of a linked node.
pub(super) unsafe fn ticket_of<'a>(key: Key) -> Option<&'a Ticket> {
    let ticket = key.unmarked().address::<Ticket>();
    // SAFETY: K2 - the ticket of a linked node is alive.
    has_ticket(key).then(|| unsafe { &*ticket })
}

/// True when the waiter holds something out that can be taken, or filled.
///
/// # Safety
///
/// K1: the lock is held, and `key` is that of a linked node.
pub(super) unsafe fn is_open(key: Key) -> bool {
    // SAFETY: the caller's promise.
    let ticket = unsafe { ticket_of(key) };
    // SAFETY: K2 - the claim of a linked node is alive.
    key != TRIES && ticket.is_none_or(|ticket| unsafe { ticket.is_open() })
}

/// As [`is_open`], and the waiter is claimed: it has to be served now, and chosen.
///
/// # Safety
///
/// As [`is_open`].
pub(super) unsafe fn claim(key: Key) -> bool {
    // SAFETY: the caller's promise.
    let ticket = unsafe { ticket_of(key) };
    // SAFETY: H1 - the lock is held, and the caller serves.
    key != TRIES && ticket.is_none_or(|ticket| unsafe { ticket.claim() })
}

/// The slot of the waiter with this key.
///
/// # Safety
///
/// As [`ticket_of`], and the key is not `TRIES`, in a list of `T`s.
unsafe fn slot_of<'a, T>(key: Key) -> &'a Slot<T> {
    // SAFETY: the caller's promise.
    let slot = match unsafe { ticket_of(key) } {
        Some(ticket) => ticket.slot().cast(),
        None => key.address::<Slot<T>>(),
    };
    // SAFETY: K2 - the slot of a linked node is alive.
    unsafe { &*slot }
}

/// Takes the item out of the slot of a waiter that was claimed.
///
/// # Safety
///
/// K1: the caller holds the lock, and `key` is that of a linked node in a list of `T`s, with a
/// slot.
pub(super) unsafe fn take_from<T>(key: Key) -> Option<T> {
    // SAFETY: the caller's promise.
    let slot = unsafe { slot_of(key) };
    // SAFETY: K1 - nobody else is at the slot.
    unsafe { slot.take() }
}

/// Puts an item into the slot of a getter that was claimed.
///
/// # Safety
///
/// As [`take_from`].
pub(super) unsafe fn put_into<T>(key: Key, item: T) {
    // SAFETY: the caller's promise.
    let slot = unsafe { slot_of(key) };
    // SAFETY: K1 - nobody else is at the slot; K2 - it is empty.
    unsafe { slot.fill(item) };
}
