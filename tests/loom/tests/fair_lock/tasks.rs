//! Tasks that wait for the lock, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::{check, fork::become_child};

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

/// A future that has the lock already and is dropped passes it on to who waits behind it.
#[test]
fn a_chosen_future_that_is_dropped_passes_the_lock_on() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let mut acquire = Box::pin(room.lock.acquire_async());
        assert!(poll_once(acquire.as_mut()).is_pending(), "it is held");
        let behind = spawn(&room, Room::enter);
        room.visit();
        drop(acquire);
        join([behind]);
        room.assert_free();
    });
}

/// As above, where the drop comes from another thread, before the choice or after it.
#[test]
fn a_future_may_be_dropped_while_it_is_chosen() {
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

/// In a forked child no lock is handed to a waiter of the parent, and a future that the child has
/// a copy of joins again.
#[test]
fn a_child_hands_nothing_to_a_waiter_of_its_parent() {
    check(|| {
        let room = Room::new();
        room.lock.acquire();
        let mut copied = Box::pin(room.lock.acquire_async());
        assert!(poll_once(copied.as_mut()).is_pending(), "it is held");
        let mut dropped = Box::pin(room.lock.acquire_async());
        assert!(poll_once(dropped.as_mut()).is_pending(), "it is held");
        become_child();
        let newcomer = spawn(&room, Room::enter);
        room.visit();
        block_on(copied);
        room.visit();
        drop(dropped);
        join([newcomer]);
        room.assert_free();
    });
}
