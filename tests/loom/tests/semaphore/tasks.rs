//! Tasks that wait for permits, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Room, join, spawn};

fn visit_as_task(room: &Room) {
    let _permit = block_on(room.seats.acquire_async()).expect("it is not closed");
    room.data.bump();
}

/// Polls once, and drops the future, ready or not.
fn come_and_go(room: &Room, n: u32) {
    let mut acquire = pin!(room.seats.acquire_many_async(n));
    let _ = poll_once(acquire.as_mut()).map(drop);
}

/// A task and a thread exclude each other, and both get in.
#[test]
fn a_task_and_a_thread_exclude_each_other() {
    check(|| {
        let room = Room::new(1);
        let task = spawn(&room, visit_as_task);
        room.visit(1);
        join([task]);
        room.assert_free(1);
        assert_eq!(room.data.get(), 2);
    });
}

/// Two tasks and a thread all get in.
#[test]
fn two_tasks_and_a_thread_all_get_in() {
    check(|| {
        let room = Room::new(1);
        let tasks = [spawn(&room, visit_as_task), spawn(&room, visit_as_task)];
        room.visit(1);
        join(tasks);
        room.assert_free(1);
        assert_eq!(room.data.get(), 3);
    });
}

/// A future that is dropped while it waits leaves nothing behind, at the head or not.
#[test]
fn a_dropped_future_leaves_no_ghost() {
    check(|| {
        let room = Room::new(1);
        let dropper = spawn(&room, |room| come_and_go(room, 1));
        room.visit(1);
        join([dropper]);
        room.assert_free(1);
    });
}

/// A head that is dropped strands neither a thread nor a task behind it (elsewhere a cancelled head
/// has left the line asleep, and a permit that was meant for it was lost).
#[test]
fn a_dropped_head_strands_nobody() {
    check(|| {
        let room = Room::new(0);
        let greedy = spawn(&room, |room| come_and_go(room, 2));
        let thread = spawn(&room, |room| room.pass(1));
        room.release(1);
        join([greedy, thread]);
        room.assert_free(1);
    });
}

/// As above, with a task behind it.
#[test]
fn a_dropped_head_strands_no_task() {
    check(|| {
        let room = Room::new(0);
        let greedy = spawn(&room, |room| come_and_go(room, 2));
        let task = spawn(&room, visit_as_task);
        room.release(1);
        join([greedy, task]);
        room.assert_free(1);
    });
}
