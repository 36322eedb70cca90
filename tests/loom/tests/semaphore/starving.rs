//! A head that starves, and what is kept for it. Time ticks in these models: a head that has slept
//! once and was overtaken has starved.

use std::time::Duration;

use threadbare_sys::model::Model;
use threadbare_sys::thread;

use super::{Room, SOME_TIME, join, spawn};

/// Every look at the clock is a millisecond later: twice the time after which the head starves.
fn ticking() -> Model {
    Model::new().ticking(Duration::from_millis(1))
}

/// The head gets in though others come back at once.
#[test]
fn a_starving_head_gets_in() {
    ticking().check(|| {
        let room = Room::new(1);
        let waiter = spawn(&room, |room| room.visit(1));
        room.visit(1);
        room.visit(1);
        room.visit(1);
        join([waiter]);
        room.assert_free(1);
        assert_eq!(room.data.get(), 4);
    });
}

/// While the head starves, a try takes nothing, and one that waits does not get in first.
#[test]
fn nobody_overtakes_a_starving_head() {
    ticking().check(|| {
        let room = Room::new(0);
        let waiter = spawn(&room, |room| {
            room.seats.acquire_raw(2).expect("it is not closed");
            room.data.bump();
            room.release(2);
        });
        thread::yield_now(); // the waiter falls asleep
        room.release(1);
        thread::yield_now(); // the waiter was woken, in vain, and starves
        let is_kept = room.shows("starving: true");
        if let Ok(_overtaking) = room.seats.try_acquire() {
            assert!(!is_kept || room.data.get() == 1, "the try overtook");
        }
        room.release(1);
        let permit = room.seats.acquire().expect("it is not closed");
        assert!(!is_kept || room.data.get() == 1, "the newcomer overtook");
        drop(permit);
        join([waiter]);
        room.assert_free(2);
    });
}

/// A starving head that gives up lets newcomers in again.
#[test]
fn starving_ends_with_the_head() {
    ticking().check(|| {
        let room = Room::new(0);
        let timed = spawn(&room, |room| {
            assert!(room.seats.acquire_many_timeout(2, SOME_TIME).is_err());
        });
        thread::yield_now(); // the waiter falls asleep
        room.release(1);
        join([timed]);
        assert!(room.shows("starving: false"), "{:?}", room.seats);
        room.assert_free(1);
    });
}
