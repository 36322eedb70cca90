//! Waiters that starve, and what is kept for them. Time ticks in these models: a waiter that has
//! slept once and lost has starved.

use std::time::Duration;

use threadbare_sys::model::Model;
use threadbare_sys::thread;

use super::{Room, join, spawn};

/// Every look at the clock is a millisecond later: twice the time after which a waiter starves.
fn ticking() -> Model {
    Model::new().ticking(Duration::from_millis(1))
}

/// A lock that is kept for a starved waiter is taken by it; nobody sleeps on a lock that nobody
/// will release.
#[test]
fn a_starved_waiter_gets_in() {
    ticking().check(|| {
        let room = Room::new();
        let waiter = spawn(&room, Room::enter);
        room.enter();
        room.enter();
        room.enter();
        join([waiter]);
        room.assert_free();
        assert_eq!(room.data.get(), 4);
    });
}

/// With two waiters, either of them starved, both get in and the lock is free in the end.
#[test]
fn two_starved_waiters_get_in() {
    ticking().check(|| {
        let room = Room::new();
        let waiters = [spawn(&room, Room::enter), spawn(&room, Room::enter)];
        room.enter();
        room.enter();
        join(waiters);
        room.assert_free();
        assert_eq!(room.data.get(), 4);
    });
}

/// Lets a waiter starve, then releases; true when the lock was kept for the waiter.
fn release_to_a_starved_waiter(room: &Room) -> bool {
    thread::yield_now(); // the waiter falls asleep
    room.lock.release().expect("we hold the lock");
    room.lock.acquire();
    thread::yield_now(); // the waiter was woken, and starves
    let is_kept = format!("{:?}", room.lock).contains("reserved: true");
    room.lock.release().expect("we hold the lock");
    is_kept
}

/// A try does not overtake a waiter for which the lock is kept.
#[test]
fn a_try_does_not_overtake_a_starved_waiter() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire();
        let waiter = spawn(&room, Room::enter);
        let is_kept = release_to_a_starved_waiter(&room);
        if room.lock.try_acquire() {
            assert!(!is_kept || room.data.get() == 1, "the newcomer overtook");
            room.lock.release().expect("we hold the lock");
        }
        join([waiter]);
        room.assert_free();
    });
}

/// A newcomer that waits does not overtake a waiter for which the lock is kept.
#[test]
fn a_newcomer_does_not_overtake_a_starved_waiter() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire();
        let waiter = spawn(&room, Room::enter);
        let is_kept = release_to_a_starved_waiter(&room);
        room.lock.acquire();
        assert!(!is_kept || room.data.get() == 1, "the newcomer overtook");
        room.lock.release().expect("we hold the lock");
        join([waiter]);
        room.assert_free();
    });
}

/// A starved waiter that times out takes its reservation with it, or takes the lock.
#[test]
fn a_reservation_does_not_outlive_its_waiter() {
    ticking().check(|| {
        let room = Room::new();
        let timed = spawn(&room, Room::enter_in_time);
        room.enter();
        room.enter();
        join([timed]);
        room.assert_free();
    });
}

/// As above, steered to the moment: the waiter has starved and gives up while the lock is held.
#[test]
fn a_starved_waiter_gives_up_while_the_lock_is_held() {
    ticking().check(|| {
        let room = Room::new();
        room.lock.acquire();
        let timed = spawn(&room, Room::enter_in_time);
        thread::yield_now(); // the waiter falls asleep
        room.lock.release().expect("we hold the lock");
        room.lock.acquire();
        thread::yield_now(); // the waiter was woken, starves, gives up
        room.visit();
        join([timed]);
        room.assert_free();
    });
}

/// As above, with a sleeper that must not be left asleep behind the one that gave up.
#[test]
fn a_starved_timeout_strands_nobody() {
    ticking().check(|| {
        let room = Room::new();
        let timed = spawn(&room, Room::enter_in_time);
        let sleeper = spawn(&room, Room::enter);
        room.enter();
        room.enter();
        join([timed, sleeper]);
        room.assert_free();
    });
}

/// A fair release lets a sleeper in, or frees the lock when there is none.
#[test]
fn a_fair_release_frees_or_hands_over() {
    Model::new().check(|| {
        let room = Room::new();
        room.lock.acquire();
        let waiter = spawn(&room, Room::enter);
        room.data.bump();
        room.lock.release_fair().expect("we hold the lock");
        room.enter();
        join([waiter]);
        room.assert_free();
        assert_eq!(room.data.get(), 3);
    });
}

/// A fair release with a waiter that times out meanwhile leaves the lock to whoever comes.
#[test]
fn a_fair_release_to_one_that_left_frees_the_lock() {
    Model::new().check(|| {
        let room = Room::new();
        room.lock.acquire();
        let timed = spawn(&room, Room::enter_in_time);
        let newcomer = spawn(&room, Room::enter);
        room.data.bump();
        room.lock.release_fair().expect("we hold the lock");
        join([timed, newcomer]);
        room.assert_free();
    });
}

/// A bump lets others in and comes back inside.
#[test]
fn a_bump_comes_back_inside() {
    Model::new().check(|| {
        let room = Room::new();
        let waiter = spawn(&room, Room::enter);
        room.lock.acquire();
        room.data.bump();
        room.lock.bump().expect("we hold the lock");
        room.visit();
        join([waiter]);
        room.assert_free();
        assert_eq!(room.data.get(), 3);
    });
}
