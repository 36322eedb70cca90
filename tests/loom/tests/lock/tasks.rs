//! Tasks that wait for the lock, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Room, join, spawn};

fn enter_as_task(room: &Room) {
    block_on(room.lock.acquire_async());
    room.visit();
}

/// A task and a thread exclude each other, and both get in.
#[test]
fn a_task_and_a_thread_exclude_each_other() {
    check(|| {
        let room = Room::new();
        let task = spawn(&room, enter_as_task);
        room.enter();
        join([task]);
        room.assert_free();
        assert_eq!(room.data.get(), 2);
    });
}

/// Two tasks and a thread all get in.
#[test]
fn two_tasks_and_a_thread_all_get_in() {
    check(|| {
        let room = Room::new();
        let tasks = [spawn(&room, enter_as_task), spawn(&room, enter_as_task)];
        room.enter();
        join(tasks);
        room.assert_free();
        assert_eq!(room.data.get(), 3);
    });
}

/// A future that is dropped while it waits leaves nothing behind, chosen or not.
#[test]
fn a_dropped_future_leaves_no_ghost() {
    check(|| {
        let room = Room::new();
        let dropper = spawn(&room, |room| {
            let mut acquire = pin!(room.lock.acquire_async());
            if poll_once(acquire.as_mut()).is_ready() {
                room.visit();
            }
        });
        room.enter();
        join([dropper]);
        room.assert_free();
    });
}

/// A future that was chosen and is dropped passes the wake on to another task.
#[test]
fn a_chosen_future_that_is_dropped_passes_the_wake_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let dropper = spawn(&room, |room| {
            let mut acquire = pin!(room.lock.acquire_async());
            if poll_once(acquire.as_mut()).is_ready() {
                room.visit();
            }
        });
        let task = spawn(&room, enter_as_task);
        room.visit();
        join([dropper, task]);
        room.assert_free();
    });
}

/// A future that was chosen and is leaked keeps a wake, but no thread sleeps behind it.
#[test]
fn a_leaked_future_strands_no_thread() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let leaker = spawn(&room, |room| {
            let mut acquire = Box::pin(room.lock.acquire_async());
            if poll_once(acquire.as_mut()).is_ready() {
                room.visit();
            }
            Box::leak(Box::new(acquire));
        });
        let thread = spawn(&room, Room::enter);
        room.visit();
        join([leaker, thread]);
    });
}
