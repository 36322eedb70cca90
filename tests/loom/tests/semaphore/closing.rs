//! `close`: everybody leaves, and nobody gets in.

use threadbare_loom::block_on;
use threadbare_sync::AcquireError;
use threadbare_sys::model::check;

use super::{Room, SOME_TIME, join, spawn};

/// All who wait leave: the head, and who stands behind it.
#[test]
fn a_close_reaches_everybody_in_line() {
    check(|| {
        let room = Room::new(0);
        let waits = |room: &Room| assert!(room.seats.acquire().is_err());
        let others = [spawn(&room, waits), spawn(&room, waits)];
        room.seats.close();
        join(others);
        assert!(room.shows("locked: false"), "{:?}", room.seats);
    });
}

/// As above, with a task at any place and a thread that may give up by itself.
#[test]
fn a_close_reaches_tasks_and_those_with_a_deadline() {
    check(|| {
        let room = Room::new(0);
        let task = spawn(&room, |room| assert!(block_on(room.seats.acquire_async()).is_err()));
        let timed = spawn(&room, |room| assert!(room.seats.acquire_timeout(SOME_TIME).is_err()));
        room.seats.close();
        join([task, timed]);
        assert!(room.shows("locked: false"), "{:?}", room.seats);
    });
}

/// Who finds it closed reads what the closer wrote before.
#[test]
fn a_close_hands_on_what_was_written() {
    check(|| {
        let room = Room::new(0);
        let waiter = spawn(&room, |room| match room.seats.acquire_timeout(SOME_TIME) {
            Err(AcquireError::Closed) => assert_eq!(room.data.get(), 1),
            outcome => assert_eq!(outcome.err(), Some(AcquireError::TimedOut)),
        });
        room.data.bump();
        room.seats.close();
        join([waiter]);
    });
}

/// A permit that comes back and a close at the same time: the waiter gets the one or the other.
#[test]
fn a_close_beside_a_release_leaves_nobody_waiting() {
    check(|| {
        let room = Room::new(0);
        let waiter = spawn(&room, |room| {
            if let Ok(permit) = room.seats.acquire() {
                permit.forget();
            }
        });
        let helper = spawn(&room, |room| room.release(1));
        room.seats.close();
        join([waiter, helper]);
        assert!(room.seats.try_acquire().is_err());
    });
}
