//! A release does not touch a lock that the next holder has freed.

use threadbare_sync::RawRwLock;
use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::model::{self, check};

use super::{Room, join, spawn};

/// As if the holder had destroyed its lock.
fn bury(lock: &RawRwLock) {
    // SAFETY: `RawRwLock` is two words, one after the other.
    let words: &[AtomicU32; 2] = unsafe { &*core::ptr::from_ref(lock).cast() };
    for word in words {
        model::futex::bury(word);
    }
}

fn write_and_bury(room: &Room) {
    room.lock.acquire_write();
    bury(&room.lock);
}

/// The last reader touches nothing after it has left, though a writer waits for it.
#[test]
fn the_last_reader_does_not_touch_a_lock_that_was_freed() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let heir = spawn(&room, write_and_bury);
        room.read_and_leave();
        join([heir]);
    });
}

/// A writer touches nothing after it has left, though another waits at the door.
#[test]
fn a_writer_does_not_touch_a_lock_that_was_freed() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let heir = spawn(&room, write_and_bury);
        room.write_and_leave();
        join([heir]);
    });
}

/// The upgradable reader touches nothing after it has left.
#[test]
fn an_upgradable_reader_does_not_touch_a_lock_that_was_freed() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_upgradable();
        let heir = spawn(&room, write_and_bury);
        room.read_upgradable_and_leave();
        join([heir]);
    });
}
