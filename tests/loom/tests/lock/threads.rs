//! Threads that come, wait, time out and go.

use threadbare_sync::{Lock, LockGuard, RawLock};
use threadbare_sys::model::{self, Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Room, SOME_TIME, join, spawn};
use threadbare_loom::Data;

/// Two threads are never inside together, and each sees what the other did there.
#[test]
fn two_exclude_each_other() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, Room::enter);
        room.enter();
        join([other]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// With three threads, each gets in: no wake is lost between sleepers.
#[test]
fn three_all_get_in() {
    check(|| {
        let room = Room::new();
        let others = [spawn(&room, Room::enter), spawn(&room, Room::enter)];
        room.enter();
        join(others);
        room.assert_free();
        assert_eq!(room.data.get(), 3);
    });
}

/// A thread that comes back at once does not shut a sleeper out for ever.
#[test]
fn one_that_returns_at_once_lets_the_sleeper_in() {
    check(|| {
        let room = Room::new();
        let sleeper = spawn(&room, Room::enter);
        room.enter();
        room.enter();
        join([sleeper]);
        assert_eq!(room.data.get(), 3);
    });
}

/// A try takes a free lock, fails on a held one, and orders memory like any acquisition.
#[test]
fn a_try_excludes_like_a_lock() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, |room| {
            if room.lock.try_acquire() {
                room.visit();
            }
        });
        room.enter();
        join([other]);
        room.assert_free();
    });
}

/// A waiter that times out holds nothing, and one that does not is inside alone.
#[test]
fn a_timeout_leaves_no_ghost() {
    check(|| {
        let room = Room::new();
        let timed = spawn(&room, Room::enter_in_time);
        room.enter();
        join([timed]);
        room.assert_free();
    });
}

/// A waiter that was woken, is overtaken and then times out does not take the wake of another
/// sleeper with it (3-state locks have shipped with this bug).
#[test]
fn a_timeout_after_a_wake_passes_it_on() {
    check(|| {
        let room = Room::new();
        let timed = spawn(&room, Room::enter_in_time);
        let sleeper = spawn(&room, Room::enter);
        room.enter();
        room.enter();
        join([timed, sleeper]);
        room.assert_free();
    });
}

/// Looking at a lock, from outside, disturbs nobody inside or asleep.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let room = Room::new();
        let onlooker = spawn(&room, |room| {
            let shown = format!("{:?}", room.lock);
            assert!(shown.contains("reserved: false"), "nobody starves here: {shown}");
            let _ = room.lock.is_locked();
        });
        let other = spawn(&room, Room::enter);
        room.enter();
        join([onlooker, other]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// Whoever releases may be another than who acquired; what both did is seen by the next.
#[test]
fn a_release_by_another_thread_hands_everything_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        room.data.bump();
        let releaser = spawn(&room, Room::visit);
        let waiter = spawn(&room, Room::enter);
        join([releaser, waiter]);
        assert_eq!(room.data.get(), 3);
    });
}

/// A lock that nobody holds cannot be released, and says so to whoever comes second.
#[test]
fn of_two_releases_one_fails() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let other = {
            let room = Arc::clone(&room);
            thread::spawn(move || room.lock.release().is_ok())
        };
        let ours = room.lock.release().is_ok();
        let theirs = other.join().expect("a release does not panic");
        assert!(ours != theirs, "one of two releases finds the lock held");
        room.assert_free();
    });
}

/// As if the holder had destroyed its lock.
fn bury(lock: &RawLock) {
    // SAFETY: `RawLock` is transparent over its word.
    model::futex::bury(unsafe { &*core::ptr::from_ref(lock).cast() });
}

/// After the store that frees the lock, a release touches it no more: the next holder may
/// destroy it at once.
#[test]
fn a_release_does_not_touch_a_lock_that_was_freed() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let heir = spawn(&room, |room| {
            room.lock.acquire();
            bury(&room.lock);
        });
        room.lock.release().expect("we hold the lock");
        join([heir]);
    });
}

/// As above, when the lock was kept for an heir that has starved.
#[test]
fn a_reserving_release_does_not_touch_a_lock_that_was_freed() {
    Model::new().ticking(SOME_TIME).check(|| {
        let room = Room::new();
        room.lock.acquire();
        let heir = spawn(&room, |room| {
            room.lock.acquire();
            if room.data.get() == 1 {
                bury(&room.lock);
            } else {
                room.lock.release().expect("we hold the lock");
            }
        });
        thread::yield_now(); // the heir falls asleep
        room.lock.release().expect("we hold the lock");
        room.lock.acquire();
        thread::yield_now(); // the heir was woken, starves, and has the lock kept for it
        room.data.bump();
        room.lock.release().expect("we hold the lock, for the last time");
        join([heir]);
    });
}

/// The guard releases what it locked, through `Arc`, a map and a closure that runs outside.
#[test]
fn every_guard_releases_once() {
    check(|| {
        let lock = Arc::new(Lock::new(Data::new()));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || Lock::lock_arc(&lock).bump())
        };
        let mut guard = lock.lock();
        LockGuard::unlocked(&mut guard, || lock.lock().bump());
        LockGuard::map(guard, |data| data).bump();
        other.join().expect("the other does not panic");
        assert_eq!(lock.lock().get(), 3);
    });
}

/// A thread that may look for as long as it likes sees the release, without having slept.
#[test]
fn one_that_looks_long_enough_gets_in() {
    Model::new().patient().check(|| {
        let room = Room::new();
        room.lock.acquire();
        let waiter = spawn(&room, Room::enter);
        room.visit();
        join([waiter]);
        assert_eq!(room.data.get(), 2);
    });
}
