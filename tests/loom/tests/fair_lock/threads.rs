//! Threads that come, wait, time out and go.

use threadbare_loom::Data;
use threadbare_sync::{FairLock, FairLockGuard, RawFairLock};
use threadbare_sys::model::{self, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Room, join, spawn};

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

/// With three threads, each gets in: no wake is lost between those who wait.
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

/// A try takes a free lock, fails on a held one, and orders memory like any acquisition.
#[test]
fn a_try_excludes_like_a_lock() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, Room::enter_if_free);
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

/// A release that finds its waiter gone frees the lock, and what was done inside is seen by
/// whoever takes it then.
#[test]
fn a_release_to_one_that_left_frees_the_lock() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let timed = spawn(&room, |room| {
            room.enter_in_time();
            room.enter_if_free();
        });
        room.visit();
        join([timed]);
        room.assert_free();
    });
}

/// A waiter that gives up leaves nobody stuck behind it: who stood there gets in, whether the
/// first was chosen or had left (fair semaphores have shipped with this bug).
#[test]
fn a_timeout_at_the_head_strands_nobody() {
    check(|| {
        let room = Room::new();
        let timed = spawn(&room, Room::enter_in_time);
        let behind = spawn(&room, Room::enter);
        room.enter();
        join([timed, behind]);
        room.assert_free();
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

/// The same with somebody who may be waiting, and leaves: at most two hold the lock in turn.
#[test]
fn of_two_releases_and_a_waiter_that_leaves_none_frees_a_free_lock() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let timed = {
            let room = Arc::clone(&room);
            thread::spawn(move || u32::from(room.lock.acquire_timeout(super::SOME_TIME).is_ok()))
        };
        let other = {
            let room = Arc::clone(&room);
            thread::spawn(move || u32::from(room.lock.release().is_ok()))
        };
        let ours = u32::from(room.lock.release().is_ok());
        let released = ours + other.join().expect("a release does not panic");
        let acquired = 1 + timed.join().expect("a wait does not panic");
        let is_held = u32::from(!room.lock.try_acquire());
        assert_eq!(acquired, released + is_held, "each release ends one turn");
    });
}

/// As if the holder had destroyed its lock.
fn bury(lock: &RawFairLock) {
    // SAFETY: `RawFairLock` is transparent over its word.
    model::futex::bury(unsafe { &*core::ptr::from_ref(lock).cast() });
}

/// After the store that lets the next one in, a release touches the lock no more: whoever is
/// inside then may destroy it at once.
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

/// As above, when a waiter has left and the release finds nobody.
#[test]
fn a_release_that_finds_nobody_does_not_touch_a_lock_that_was_freed() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let heir = spawn(&room, |room| {
            if room.lock.acquire_timeout(super::SOME_TIME).is_ok() || room.lock.try_acquire() {
                bury(&room.lock);
            }
        });
        room.lock.release().expect("we hold the lock");
        join([heir]);
    });
}

/// Looking at a lock, from outside, disturbs nobody inside or waiting.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let room = Room::new();
        let onlooker = spawn(&room, |room| {
            let shown = format!("{:?}", room.lock);
            assert!(!shown.contains("locked: false, queued: true"), "kept for nobody: {shown}");
            let _ = room.lock.is_locked();
        });
        let other = spawn(&room, Room::enter);
        room.enter();
        join([onlooker, other]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// Two locks whose waiters stand in one queue (in a model, all do) do not mix them up.
#[test]
fn two_locks_share_a_queue_and_not_their_waiters() {
    check(|| {
        let rooms = [Room::new(), Room::new()];
        rooms[0].lock.acquire();
        rooms[1].lock.acquire();
        let waiters = [spawn(&rooms[0], Room::enter), spawn(&rooms[1], Room::enter)];
        rooms[1].visit();
        rooms[0].visit();
        join(waiters);
        for room in rooms {
            room.assert_free();
            assert_eq!(room.data.get(), 2);
        }
    });
}

/// The guard releases what it locked, through `Arc`, a map and a closure that runs outside.
#[test]
fn every_guard_releases_once() {
    check(|| {
        let lock = Arc::new(FairLock::new(Data::new()));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || FairLock::lock_arc(&lock).bump())
        };
        let mut guard = lock.lock();
        FairLockGuard::unlocked(&mut guard, || lock.lock().bump());
        FairLockGuard::map(guard, |data| data).bump();
        other.join().expect("the other does not panic");
        assert_eq!(lock.lock().get(), 3);
    });
}
