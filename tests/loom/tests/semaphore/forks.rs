//! Semaphores that a forked child has copied from its parent, in the middle of things.

use std::pin::Pin;

use threadbare_loom::poll_once;
use threadbare_sync::SemaphoreAcquire;
use threadbare_sys::model::{check, fork::become_child};
use threadbare_sys::sync::Arc;

use super::{Room, join, spawn};

/// A future of the parent, polled once. It is never dropped: what it does in a child is what one
/// does that does not exist.
fn leave_in_line(room: &Arc<Room>, n: u32) {
    // SAFETY: the futures are leaked, and the room lives as long as the models use it.
    let room: &'static Room = unsafe { &*Arc::as_ptr(room) };
    let mut future: Pin<Box<SemaphoreAcquire<'static, _>>> =
        Box::pin(room.seats.acquire_many_async(n));
    assert!(poll_once(future.as_mut()).is_pending());
    Box::leak(Box::new(future));
}

/// Two threads of a child both get in, though the parent had a head and one behind it.
#[test]
fn a_line_of_the_parent_holds_nobody_up() {
    check(|| {
        let room = Room::new(0);
        leave_in_line(&room, 2);
        leave_in_line(&room, 1);
        become_child();
        room.release(1);
        let other = spawn(&room, |room| room.visit(1));
        room.visit(1);
        join([other]);
        room.assert_free(1);
        assert_eq!(room.data.get(), 2);
    });
}

/// As above, when both have to wait: one of them lets the other pass the turnstile that the parent
/// left taken, and nobody passes it twice.
#[test]
fn two_who_find_the_parent_s_turnstile_form_a_line() {
    check(|| {
        let room = Room::new(0);
        leave_in_line(&room, 2);
        become_child();
        let other = spawn(&room, |room| {
            room.release(1);
            room.visit(1);
        });
        room.visit(1);
        join([other]);
        room.assert_free(1);
        assert_eq!(room.data.get(), 2);
    });
}
