//! Tasks that wait for the lock, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Room, join, spawn};

fn read_as_task(room: &Room) {
    block_on(room.lock.acquire_read_async());
    room.read_and_leave();
}

fn write_as_task(room: &Room) {
    block_on(room.lock.acquire_write_async());
    room.write_and_leave();
}

/// Polls a write once and drops it.
fn begin_to_write(room: &Room) {
    let mut write = pin!(room.lock.acquire_write_async());
    if poll_once(write.as_mut()).is_ready() {
        room.write_and_leave();
    }
}

/// A task that writes and a thread that reads exclude each other, and both get in.
#[test]
fn a_writing_task_and_a_reading_thread() {
    check(|| {
        let room = Room::new();
        let task = spawn(&room, write_as_task);
        room.read();
        join([task]);
        room.assert_free();
        assert_eq!(room.data.get(), 1);
    });
}

/// A task that reads and a thread that writes exclude each other, and both get in.
#[test]
fn a_reading_task_and_a_writing_thread() {
    check(|| {
        let room = Room::new();
        let task = spawn(&room, read_as_task);
        room.write();
        join([task]);
        room.assert_free();
    });
}

/// Two tasks that write, and a thread, all get in.
#[test]
fn two_writing_tasks_and_a_thread_all_get_in() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let tasks = [spawn(&room, write_as_task), spawn(&room, write_as_task)];
        room.write_and_leave();
        join(tasks);
        room.assert_free();
        assert_eq!(room.data.get(), 3);
    });
}

/// A future that is dropped while it waits to write lets the readers go on that it held back: the
/// first reader does not leave before the second has come in.
#[test]
fn a_dropped_write_lets_readers_go_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let dropper = spawn(&room, begin_to_write);
        let reader = spawn(&room, Room::read);
        join([reader]);
        room.read_and_leave();
        join([dropper]);
        room.assert_free();
    });
}

/// A future that a wake at the door chose, and that is dropped, passes the wake on to another task.
#[test]
fn a_chosen_write_that_is_dropped_passes_the_wake_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let dropper = spawn(&room, begin_to_write);
        let task = spawn(&room, write_as_task);
        room.write_and_leave();
        join([dropper, task]);
        room.assert_free();
    });
}

/// As above, when the chosen one was polled again, found readers, and is dropped while it wishes
/// that they leave.
#[test]
fn a_chosen_write_that_wishes_and_is_dropped_passes_the_wake_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let mut first = Box::pin(room.lock.acquire_write_async());
        assert!(poll_once(first.as_mut()).is_pending());
        let second = spawn(&room, write_as_task);
        room.data.bump();
        // SAFETY: we write; a reader is inside when the first task looks again.
        unsafe { room.lock.downgrade() };
        assert!(poll_once(first.as_mut()).is_pending());
        drop(first);
        room.read_and_leave();
        join([second]);
        room.assert_free();
    });
}

/// A future that waits to write and is leaked keeps out neither threads that read nor threads that
/// write.
#[test]
fn a_leaked_write_strands_no_thread() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let mut write = Box::pin(room.lock.acquire_write_async());
        assert!(poll_once(write.as_mut()).is_pending());
        let others = [spawn(&room, Room::read), spawn(&room, Room::write)];
        room.read_and_leave();
        join(others);
        // As good as leaked: it lived until here.
        drop(write);
        room.assert_free();
    });
}

/// A task that upgrades waits for the readers, and nobody writes in between.
#[test]
fn a_task_upgrades() {
    check(|| {
        let room = Room::new();
        let task = spawn(&room, |room| {
            block_on(room.lock.acquire_upgradable_async());
            let seen = room.data.get();
            // SAFETY: we have the upgradable read.
            block_on(unsafe { room.lock.upgrade_async() });
            assert_eq!(room.data.get(), seen, "somebody wrote in between");
            room.write_and_leave();
        });
        room.read();
        room.write();
        join([task]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// An upgrade that is dropped keeps the upgradable read, and lets the readers go on that it held
/// back.
#[test]
fn a_dropped_upgrade_lets_readers_go_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_read();
        let dropper = spawn(&room, |room| {
            room.lock.acquire_upgradable();
            {
                // SAFETY: we have the upgradable read.
                let upgrade = unsafe { room.lock.upgrade_async() };
                let mut upgrade = pin!(upgrade);
                if poll_once(upgrade.as_mut()).is_ready() {
                    room.write_and_leave();
                    return;
                }
            }
            room.read_upgradable_and_leave();
        });
        let reader = spawn(&room, Room::read);
        join([reader]);
        room.read_and_leave();
        join([dropper]);
        room.assert_free();
    });
}

/// A task that reads is woken by a writer that steps down.
#[test]
fn a_downgrade_wakes_a_reading_task() {
    check(|| {
        let room = Room::new();
        room.lock.acquire_write();
        let task = spawn(&room, read_as_task);
        room.data.bump();
        // SAFETY: we hold the write, and go on as what it becomes.
        unsafe { room.lock.downgrade() };
        join([task]);
        room.read_and_leave();
        room.assert_free();
    });
}
