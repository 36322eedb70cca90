//! Readers and writers that come, wait, time out and go.

use threadbare_sync::{RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard};
use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::atomic::Ordering::AcqRel;
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex;
use threadbare_sys::model::{Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Room, join, spawn};
use threadbare_loom::Data;

/// A reader and a writer are never inside together, and each sees what was done before.
#[test]
fn a_writer_excludes_a_reader() {
    check(|| {
        let room = Room::new();
        let reader = spawn(&room, Room::read);
        room.write();
        room.read();
        join([reader]);
        room.assert_free();
        assert_eq!(room.data.get(), 1);
    });
}

/// Two writers are never inside together, and each sees what the other did there.
#[test]
fn two_writers_exclude_each_other() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, Room::write);
        room.write();
        join([other]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// With three writers, each gets in: no wake is lost at the door.
#[test]
fn three_writers_all_get_in() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let others = [spawn(&room, Room::write), spawn(&room, Room::write)];
        room.write_and_leave();
        join(others);
        room.assert_free();
        assert_eq!(room.data.get(), 3);
    });
}

/// A writer beside two readers: all get in, and what the readers read does not change under them.
#[test]
fn a_writer_and_two_readers_all_get_in() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let readers = [spawn(&room, Room::read), spawn(&room, Room::read)];
        room.write_and_leave();
        join(readers);
        room.assert_free();
    });
}

/// Two writers and a reader all get in: who is woken at the door and who on the state do not
/// depend on each other.
#[test]
fn two_writers_and_a_reader_all_get_in() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let others = [spawn(&room, Room::write), spawn(&room, Room::read)];
        room.write_and_leave();
        join(others);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// A reader inside does not keep another reader out.
#[test]
fn readers_read_together() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let other = spawn(&room, Room::read);
        join([other]);
        room.read_and_leave();
        room.assert_free();
    });
}

/// Readers that slept while somebody wrote come in together, and can meet inside (readers that
/// wait for each other there have hung in a system's own lock).
#[test]
fn readers_that_slept_meet_inside() {
    /// Tells the other reader that we are inside, and waits until it is.
    fn meet(inside: &AtomicU32) {
        if inside.fetch_add(1, AcqRel) == 0 {
            while inside.fetch_add(0, AcqRel) == 1 {
                let _ = futex::wait(inside, 1, Deadline::NEVER);
            }
        }
        futex::wake(futex::address(inside), 2);
    }
    check(|| {
        let room = Room::new();
        let inside = Arc::new(AtomicU32::new(0));
        room.lock.acquire_write();
        let readers = [Arc::clone(&inside), inside].map(|inside| {
            spawn(&room, move |room| {
                room.lock.acquire_read();
                meet(&inside);
                room.read_and_leave();
            })
        });
        room.write_and_leave();
        join(readers);
        room.assert_free();
    });
}

/// A try takes a free lock, fails on a held one, and orders memory like any acquisition.
#[test]
fn a_try_excludes_like_a_wait() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, |room| {
            if room.lock.try_acquire_read() {
                room.read_and_leave();
            }
            if room.lock.try_acquire_write() {
                room.write_and_leave();
            }
        });
        room.write();
        join([other]);
        room.assert_free();
    });
}

/// A timed writer that gives up lets the readers go on that it held back: the first reader does not
/// leave before the second has come in (timed writers have left readers stuck).
#[test]
fn a_timed_writer_that_gives_up_lets_readers_go_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let writer = spawn(&room, |room| {
            if room.lock.acquire_write_timeout(super::SOME_TIME).is_ok() {
                room.write_and_leave();
            }
        });
        let reader = spawn(&room, Room::read);
        join([reader]);
        room.read_and_leave();
        join([writer]);
        room.assert_free();
    });
}

/// A timed writer that was woken, or gives up instead, strands no other writer.
#[test]
fn a_timed_writer_passes_its_wake_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let timed = spawn(&room, Room::write_in_time);
        let writer = spawn(&room, Room::write);
        room.write_and_leave();
        join([timed, writer]);
        room.assert_free();
    });
}

/// A release that wakes a writer at the door which has just given up strands no reader (a lock
/// that believed the count of woken writers did).
#[test]
fn a_writer_that_is_gone_does_not_cost_a_reader_its_wake() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let timed = spawn(&room, Room::write_in_time);
        let reader = spawn(&room, Room::read);
        room.write_and_leave();
        join([timed, reader]);
        room.assert_free();
    });
}

/// A timed reader leaves nothing behind, and one that comes in reads alone or with readers.
#[test]
fn a_timed_reader_leaves_no_ghost() {
    check(|| {
        let room = Room::new();
        let timed = spawn(&room, Room::read_in_time);
        room.write();
        join([timed]);
        room.assert_free();
    });
}

/// A writer that steps down lets readers in, and no writer before it has left.
#[test]
fn a_downgrade_lets_readers_in_and_no_writer() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let writer = spawn(&room, Room::write);
        room.data.bump();
        let before = room.data.get();
        // SAFETY: we hold the write, and go on as what it becomes.
        unsafe { room.lock.downgrade() };
        assert_eq!(room.read_and_leave(), before, "somebody wrote in between");
        join([writer]);
        room.assert_free();
    });
}

/// A writer that steps down wakes the readers that slept: it does not leave before one came in.
#[test]
fn a_downgrade_wakes_readers() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let reader = spawn(&room, Room::read);
        room.data.bump();
        // SAFETY: we hold the write, and go on as what it becomes.
        unsafe { room.lock.downgrade() };
        join([reader]);
        room.read_and_leave();
        room.assert_free();
    });
}

/// Who reads already reads again without waiting, though a writer waits for it to leave.
#[test]
fn reading_again_does_not_wait_for_a_writer() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let writer = spawn(&room, Room::write);
        // SAFETY: we hold a read, released below.
        unsafe { room.lock.acquire_read_again() };
        room.read_and_leave();
        room.read_and_leave();
        join([writer]);
        room.assert_free();
    });
}

/// Looking at a lock from outside disturbs nobody.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let room = Room::new();
        let onlooker = spawn(&room, |room| {
            let shown = format!("{:?}", room.lock);
            assert!(shown.contains("reserved: false"), "nobody starves here: {shown}");
            let _ = (room.lock.is_locked(), room.lock.is_write_locked(), room.lock.reader_count());
        });
        room.write();
        join([onlooker]);
        room.assert_free();
    });
}

/// Guards of all kinds release what they hold, once.
#[test]
fn every_guard_releases_once() {
    check(|| {
        let lock = Arc::new(RwLock::new(Data::new()));
        let other = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || RwLock::write_arc(&lock).bump())
        };
        let guard = lock.upgradable();
        let seen = guard.get();
        let guard = RwLockUpgradableGuard::upgrade(guard);
        assert_eq!(guard.get(), seen, "nobody writes in between");
        guard.bump();
        let guard = RwLockWriteGuard::downgrade(guard);
        let again = RwLockReadGuard::again(&guard);
        drop(guard);
        drop(again);
        other.join().expect("the other does not panic");
        assert_eq!(lock.read().get(), 2);
    });
}

/// A writer that may look for as long as it likes sees another writer leave.
#[test]
fn a_writer_that_looks_long_enough_gets_in() {
    Model::new().patient().check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let writer = spawn(&room, Room::write);
        room.write_and_leave();
        join([writer]);
        assert_eq!(room.data.get(), 2);
    });
}

/// A writer that may look for as long as it likes sees the last reader leave.
#[test]
fn a_writer_that_looks_long_enough_sees_the_reader_leave() {
    Model::new().patient().check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let writer = spawn(&room, Room::write);
        room.read_and_leave();
        join([writer]);
        assert_eq!(room.data.get(), 1);
    });
}

/// A reader that may look for as long as it likes sees the writer leave.
#[test]
fn a_reader_that_looks_long_enough_gets_in() {
    Model::new().patient().check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let reader = spawn(&room, |room| {
            room.lock.acquire_read();
            assert_eq!(room.read_and_leave(), 1);
        });
        room.write_and_leave();
        join([reader]);
    });
}
