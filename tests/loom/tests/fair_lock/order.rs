//! First come, first served.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;
use threadbare_sys::thread;

use super::{Room, join, spawn};

/// Nobody overtakes one who waits, by whatever way it comes: not even the thread that has just
/// released.
#[test]
fn a_newcomer_does_not_overtake_one_who_waits() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let waiter = spawn(&room, Room::enter);
        thread::yield_now(); // the waiter falls asleep
        let is_queued = room.is_queued();
        room.lock.release().expect("we hold the lock");
        if room.lock.try_acquire() {
            assert!(!is_queued || room.data.get() == 1, "a try overtook");
            room.lock.release().expect("we hold the lock");
        }
        room.lock.acquire();
        assert!(!is_queued || room.data.get() == 1, "a newcomer overtook");
        room.lock.release().expect("we hold the lock");
        join([waiter]);
        room.assert_free();
    });
}

/// One who joins behind another gets in after it, also when the one before it comes late to take
/// what is its own.
#[test]
fn who_came_later_gets_in_later() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let mut first = Box::pin(room.lock.acquire_async());
        assert!(poll_once(first.as_mut()).is_pending(), "it is held");
        let second = spawn(&room, |room| {
            room.lock.acquire();
            assert_eq!(room.data.get(), 1, "the second overtook the first");
            room.visit();
        });
        room.lock.release().expect("we hold the lock");
        block_on(first);
        room.visit();
        join([second]);
        room.assert_free();
    });
}

/// One who gives up loses its place, and the others keep theirs.
#[test]
fn the_others_keep_their_places_when_one_leaves() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let timed = spawn(&room, Room::enter_in_time);
        let mut first = pin!(room.lock.acquire_async());
        assert!(poll_once(first.as_mut()).is_pending(), "it is held");
        let mut second = pin!(room.lock.acquire_async());
        assert!(poll_once(second.as_mut()).is_pending(), "it is held");
        room.lock.release().expect("we hold the lock");
        block_on(first);
        assert!(poll_once(second.as_mut()).is_pending(), "the first is inside");
        room.visit();
        block_on(second);
        room.visit();
        join([timed]);
        room.assert_free();
    });
}
