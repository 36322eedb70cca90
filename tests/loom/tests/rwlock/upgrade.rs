//! The upgradable reader: beside readers, and on its way to write.

use threadbare_sys::model::check;

use super::{Room, SOME_TIME, join, spawn};

/// Reads as the upgradable reader, then writes; nobody has written in between.
fn read_then_write(room: &Room) {
    room.lock.acquire_upgradable();
    let seen = room.data.get();
    // SAFETY: we have the upgradable read.
    unsafe { room.lock.upgrade() };
    assert_eq!(room.data.get(), seen, "somebody wrote in between");
    room.write_and_leave();
}

/// Nobody writes between the upgradable read and the write, though a writer waits.
#[test]
fn a_queued_writer_does_not_come_between_read_and_write() {
    check(|| {
        let room = Room::new();
        let writer = spawn(&room, Room::write);
        read_then_write(&room);
        join([writer]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// An upgrade waits for readers that are inside, and is woken by the last of them.
#[test]
fn an_upgrade_waits_for_the_readers() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let others = [spawn(&room, read_then_write), spawn(&room, Room::read)];
        room.read_and_leave();
        join(others);
        room.assert_free();
    });
}

/// Two that both read and then write do not wait for each other.
#[test]
fn two_upgraders_do_not_deadlock() {
    check(|| {
        let room = Room::new();
        let other = spawn(&room, read_then_write);
        read_then_write(&room);
        join([other]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// One that waits to be the upgradable reader keeps no plain reader out: the first does not leave
/// before the reader has come in (a lock that was released wrongly has had this).
#[test]
fn an_upgradable_waiter_keeps_no_reader_out() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_upgradable();
        let second = spawn(&room, Room::read_upgradable);
        let reader = spawn(&room, Room::read);
        join([reader]);
        room.read_upgradable_and_leave();
        join([second]);
        room.assert_free();
    });
}

/// The upgradable reader leaves, and whoever waits at the door is woken: a writer, and another
/// upgradable reader behind it.
#[test]
fn an_upgradable_reader_wakes_those_at_the_door() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_upgradable();
        let others = [spawn(&room, Room::read_upgradable), spawn(&room, Room::write)];
        room.read_upgradable_and_leave();
        join(others);
        room.assert_free();
    });
}

/// An upgrade that times out keeps the upgradable read, and lets the readers go on that it held
/// back.
#[test]
fn a_timed_upgrade_that_gives_up_lets_readers_go_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let upgrader = spawn(&room, |room| {
            room.lock.acquire_upgradable();
            let seen = room.data.get();
            // SAFETY: we have the upgradable read.
            if unsafe { room.lock.upgrade_timeout(SOME_TIME) }.is_ok() {
                assert_eq!(room.data.get(), seen);
                room.write_and_leave();
            } else {
                assert_eq!(room.data.get(), seen);
                room.read_upgradable_and_leave();
            }
        });
        let reader = spawn(&room, Room::read);
        join([reader]);
        room.read_and_leave();
        join([upgrader]);
        room.assert_free();
    });
}

/// A tried upgrade succeeds if nobody else reads, and otherwise keeps the upgradable read.
#[test]
fn a_tried_upgrade_writes_alone_or_not_at_all() {
    check(|| {
        let room = Room::new();
        let reader = spawn(&room, Room::read);
        room.lock.acquire_upgradable();
        // SAFETY: we have the upgradable read.
        if unsafe { room.lock.try_upgrade() } {
            room.write_and_leave();
        } else {
            room.read_upgradable_and_leave();
        }
        join([reader]);
        room.assert_free();
    });
}

/// The upgradable reader steps down to a plain one; a writer at the door is woken and waits for it
/// like for any reader.
#[test]
fn an_upgradable_reader_steps_down() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_upgradable();
        let writer = spawn(&room, Room::write);
        let seen = room.data.get();
        // SAFETY: we have the upgradable read.
        unsafe { room.lock.downgrade_upgradable() };
        assert_eq!(room.read_and_leave(), seen, "somebody wrote in between");
        join([writer]);
        room.assert_free();
    });
}

/// A writer steps down to the upgradable reader, lets readers in, and upgrades again.
#[test]
fn down_and_up_again() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let reader = spawn(&room, Room::read);
        let writer = spawn(&room, Room::write);
        room.data.bump();
        let seen = room.data.get();
        // SAFETY: we hold the write, and go on as what it becomes.
        unsafe { room.lock.downgrade_to_upgradable() };
        // SAFETY: we have the upgradable read.
        unsafe { room.lock.upgrade() };
        assert_eq!(room.data.get(), seen, "somebody wrote in between");
        room.write_and_leave();
        join([reader, writer]);
        room.assert_free();
    });
}
