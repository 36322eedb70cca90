//! Waiters that starve, and what is kept for them. Time ticks in these models: a waiter that has
//! slept once and lost has starved.

use std::time::Duration;

use threadbare_sys::model::Model;
use threadbare_sys::thread;

use super::{Room, join, spawn};

/// Every look at the clock is a millisecond later: twice the time after which a waiter starves.
fn ticking() -> Model {
    Model::new().ticking(Duration::from_millis(1))
}

/// Lets a waiter fall asleep, wakes it and overtakes it, so that it starves, and releases again;
/// true when the lock is kept for the waiter then.
fn release_to_a_starved_waiter(room: &Room) -> bool {
    thread::yield_now(); // the waiter falls asleep
    room.write_and_leave();
    room.lock.acquire_write();
    thread::yield_now(); // the waiter was woken, and starves
    let is_kept = format!("{:?}", room.lock).contains("reserved: true");
    room.write_and_leave();
    is_kept
}

/// A reader that starves beside a writer that returns at once gets in; nobody sleeps on a lock that
/// nobody will release.
#[test]
fn a_starved_reader_gets_in() {
    ticking().check(|| {
        let room = Room::new();
        let reader = spawn(&room, Room::read);
        room.write();
        room.write();
        room.write();
        join([reader]);
        room.assert_free();
    });
}

/// A writer that starves at the door gets in.
#[test]
fn a_starved_writer_gets_in() {
    ticking().check(|| {
        let room = Room::new();
        let writer = spawn(&room, Room::write);
        room.write();
        room.write();
        room.write();
        join([writer]);
        room.assert_free();
        assert_eq!(room.data.get(), 4);
    });
}

/// A starved reader and a starved writer both get in.
#[test]
fn a_starved_reader_and_a_starved_writer_get_in() {
    ticking().check(|| {
        let room = Room::new();
        let others = [spawn(&room, Room::read), spawn(&room, Room::write)];
        room.write();
        room.write();
        join(others);
        room.assert_free();
    });
}

/// A writer does not overtake a reader for which the lock is kept, neither by a try nor by waiting.
#[test]
fn a_writer_does_not_overtake_a_starved_reader() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let reader = spawn(&room, |room| {
            room.lock.acquire_read();
            assert!(room.read_and_leave() <= 2, "a writer overtook");
        });
        if release_to_a_starved_waiter(&room) {
            if room.lock.try_acquire_write() {
                room.write_and_leave();
            } else {
                room.write();
            }
        }
        join([reader]);
        room.assert_free();
    });
}

/// A newcomer does not overtake a writer for which the lock is kept.
#[test]
fn a_newcomer_does_not_overtake_a_starved_writer() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let writer = spawn(&room, Room::write);
        let is_kept = release_to_a_starved_waiter(&room);
        room.lock.acquire_write();
        assert!(!is_kept || room.data.get() == 3, "the newcomer overtook");
        room.write_and_leave();
        join([writer]);
        room.assert_free();
    });
}

/// A starved reader that times out takes what is kept for it along, or comes in.
#[test]
fn a_starved_reader_that_gives_up_keeps_nobody_out() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let timed = spawn(&room, Room::read_in_time);
        thread::yield_now(); // the reader falls asleep
        room.write_and_leave();
        room.lock.acquire_write();
        thread::yield_now(); // the reader was woken, starves, gives up
        room.write_and_leave();
        room.write();
        join([timed]);
        room.assert_free();
    });
}

/// A starved writer that times out takes its reservation along, or comes in.
#[test]
fn a_starved_writer_that_gives_up_keeps_nobody_out() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let timed = spawn(&room, Room::write_in_time);
        thread::yield_now(); // the writer falls asleep
        room.write_and_leave();
        room.lock.acquire_write();
        thread::yield_now(); // the writer was woken, starves, gives up
        room.write_and_leave();
        room.write();
        join([timed]);
        room.assert_free();
    });
}

/// A writer that waits keeps new readers out: one that returns at once does not read for ever.
#[test]
fn a_reader_that_returns_at_once_lets_the_writer_in() {
    Model::new().check(|| {
        let room = Room::new();
        let writer = spawn(&room, Room::write);
        room.read();
        room.read();
        room.read();
        join([writer]);
        room.assert_free();
    });
}

/// Once a writer waits for the readers to leave, no newcomer comes in before it has written.
#[test]
fn a_waiting_writer_is_not_overtaken() {
    Model::new().check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let writer = spawn(&room, Room::write);
        thread::yield_now(); // the writer waits
        let is_waiting = format!("{:?}", room.lock).contains("pending: true");
        assert!(!is_waiting || !room.lock.try_acquire_read(), "a newcomer overtook");
        room.read_and_leave();
        room.lock.acquire_read();
        let seen = room.read_and_leave();
        assert!(!is_waiting || seen == 1, "we overtook");
        join([writer]);
        room.assert_free();
    });
}
