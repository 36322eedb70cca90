//! The place of an item outside the queue: on the stack of a thread that waits, or in a future.

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::waitlist::Key;

/// Where a waiter keeps its item, or finds the one that it was given.
pub(super) type Slot<T> = UnsafeCell<Option<T>>;

/// The key of a waiter without a slot: it is woken, and tries again. No slot is there.
pub(super) const TRIES: Key = Key::NONE;

/// The key of a waiter with this slot.
pub(super) fn key_of<T>(slot: &Slot<T>) -> Key {
    Key::address_of(slot)
}

/// Takes the item out of the slot of a waiter, or of our own.
///
/// # Safety
///
/// K1: the caller holds the lock, and `key` is that of a linked node in a list of `T`s.
pub(super) unsafe fn take_from<T>(key: Key) -> Option<T> {
    // SAFETY: K2 - the slot of a linked node is alive.
    let slot = unsafe { &*key.address::<Slot<T>>() };
    // SAFETY: K1 - the caller's promise.
    unsafe { take(slot) }
}

/// Puts an item into the slot of a getter that waits.
///
/// # Safety
///
/// As [`take_from`].
pub(super) unsafe fn put_into<T>(key: Key, item: T) {
    // SAFETY: K2 - the slot of a linked node is alive.
    let slot = unsafe { &*key.address::<Slot<T>>() };
    slot.with_mut(|slot| {
        // SAFETY: K1 - nobody else is at the slot; K2 - it is empty, so nothing is dropped.
        unsafe { *slot = Some(item) };
    });
}

/// Takes the item out of a slot.
///
/// # Safety
///
/// K1: nobody else reaches the slot.
pub(super) unsafe fn take<T>(slot: &Slot<T>) -> Option<T> {
    slot.with_mut(|slot| {
        // SAFETY: the caller's promise.
        let slot = unsafe { &mut *slot };
        slot.take()
    })
}

/// True when there is no item in the slot.
///
/// # Safety
///
/// K1: nobody else writes to the slot.
pub(super) unsafe fn is_empty<T>(slot: &Slot<T>) -> bool {
    slot.with(|slot| {
        // SAFETY: the caller's promise.
        let slot = unsafe { &*slot };
        slot.is_none()
    })
}
