//! Who leaves the line early: nothing is taken, nobody is left behind.

use threadbare_sys::model::check;

use super::{Room, SOME_TIME, join, spawn};

/// A waiter that times out leaves no permit missing.
#[test]
fn a_timeout_leaves_no_ghost() {
    check(|| {
        let room = Room::new(1);
        let timed = spawn(&room, |room| room.visit_in_time(1));
        room.visit(1);
        join([timed]);
        room.assert_free(1);
    });
}

/// When the head of the line gives up a wish that cannot come true, the one behind it gets what is
/// there (elsewhere a cancelled head has left the whole line asleep).
#[test]
fn a_head_that_times_out_strands_nobody() {
    check(|| {
        let room = Room::new(0);
        let greedy = spawn(&room, |room| {
            // Nobody releases more than one.
            assert!(room.seats.acquire_many_timeout(2, SOME_TIME).is_err());
        });
        let modest = spawn(&room, |room| room.pass(1));
        room.release(1);
        join([greedy, modest]);
        room.assert_free(1);
    });
}

/// One in the middle of the line that times out takes no wake with it.
#[test]
fn a_timeout_in_line_strands_nobody() {
    check(|| {
        let room = Room::new(0);
        let timed = spawn(&room, |room| room.pass_in_time(1));
        let other = spawn(&room, |room| room.pass(1));
        room.release(1);
        join([timed, other]);
        room.assert_free(1);
    });
}

/// A wish for two that times out after the first of them came leaves that one to others (elsewhere
/// what had been counted for it was lost).
#[test]
fn half_a_wish_is_nobody_s() {
    check(|| {
        let room = Room::new(0);
        let timed = spawn(&room, |room| room.pass_in_time(2));
        room.release(1);
        room.release(1);
        join([timed]);
        room.assert_free(2);
    });
}
