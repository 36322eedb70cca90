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

/// Two tasks that have to wait both get in.
#[test]
fn two_tasks_get_in_one_after_the_other() {
    check(|| {
        let room = Room::new(0);
        let tasks = [spawn(&room, visit_as_task), spawn(&room, visit_as_task)];
        room.release(1);
        join(tasks);
        room.assert_free(1);
        assert_eq!(room.data.get(), 2);
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

/// What stands behind a head that is dropped gets the permit that was not enough for the head.
fn drop_the_head_before(behind: impl FnOnce(&Room) + 'static) {
    let room = Room::new(0);
    let mut head = Box::pin(room.seats.acquire_many_async(2));
    assert!(poll_once(head.as_mut()).is_pending());
    let behind = spawn(&room, behind);
    room.release(1);
    drop(head);
    join([behind]);
    room.assert_free(1);
}

/// A head that is dropped, woken or not, strands no thread behind it (elsewhere a cancelled head
/// has left the line asleep, and a permit that was meant for it was lost).
#[test]
fn a_dropped_head_strands_no_thread() {
    check(|| drop_the_head_before(|room| room.visit(1)));
}

/// As above, with a task behind it.
#[test]
fn a_dropped_head_strands_no_task() {
    check(|| drop_the_head_before(visit_as_task));
}

/// One in line that is dropped when its turn has just come passes the turn on.
#[test]
fn one_that_is_dropped_with_its_turn_passes_it_on() {
    check(|| {
        let room = Room::new(0);
        let mut head = Box::pin(room.seats.acquire_many_async(2));
        let mut next = Box::pin(room.seats.acquire_many_async(2));
        assert!(poll_once(head.as_mut()).is_pending() && poll_once(next.as_mut()).is_pending());
        let last = spawn(&room, visit_as_task);
        drop(head);
        room.release(1);
        drop(next);
        join([last]);
        room.assert_free(1);
    });
}

/// A task that was woken in vain has starved: from then on permits add up for it.
#[test]
fn a_task_that_starves_gets_in() {
    check(|| {
        let room = Room::new(0);
        let task = spawn(&room, |room| {
            drop(block_on(room.seats.acquire_many_async(2)).expect("it is not closed"));
        });
        room.release(1);
        drop(room.seats.try_acquire());
        room.release(1);
        join([task]);
        room.assert_free(2);
    });
}
