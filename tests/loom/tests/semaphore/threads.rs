//! Threads that take permits, wait for them, and bring them back.

use threadbare_sync::{BoundedSemaphore, Semaphore};
use threadbare_sys::model::{self, Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Room, join, spawn};

/// With one permit, two threads are never inside together, and each sees what the other did there.
#[test]
fn one_permit_excludes() {
    check(|| {
        let room = Room::new(1);
        let other = spawn(&room, |room| room.visit(1));
        room.visit(1);
        join([other]);
        room.assert_free(1);
        assert_eq!(room.data.get(), 2);
    });
}

/// A try takes what is there, and is ordered like any other way in.
#[test]
fn a_try_excludes_like_a_wait() {
    check(|| {
        let room = Room::new(1);
        let other = spawn(&room, |room| {
            if let Ok(_permit) = room.seats.try_acquire() {
                room.data.bump();
            }
        });
        room.visit(1);
        join([other]);
        room.assert_free(1);
    });
}

/// Who has all permits is alone, and reads what each of those wrote who had one.
#[test]
fn all_permits_exclude_every_single_one() {
    check(|| {
        let room = Room::new(2);
        let other = spawn(&room, |room| {
            let _one = room.seats.acquire().expect("it is not closed");
            let _ = room.data.get();
        });
        room.visit(2);
        join([other]);
        room.assert_free(2);
    });
}

/// Two that come while a third has the permit both get in: no wake is lost in line.
#[test]
fn three_all_get_in() {
    check(|| {
        let room = Room::new(1);
        room.seats.acquire_raw(1).expect("it is not closed");
        let others = [spawn(&room, |room| room.visit(1)), spawn(&room, |room| room.visit(1))];
        room.data.bump();
        room.release(1);
        join(others);
        room.assert_free(1);
        assert_eq!(room.data.get(), 3);
    });
}

/// Two permits let two in at the same time: neither waits for the other.
#[test]
fn two_permits_let_two_in() {
    check(|| {
        let room = Room::new(2);
        let first = room.seats.acquire().expect("it is not closed");
        let other = spawn(&room, |room| room.pass(1));
        join([other]);
        drop(first);
        room.assert_free(2);
    });
}

/// One release of two permits lets in two who wait for one each.
#[test]
fn one_release_of_two_lets_two_in() {
    check(|| {
        let room = Room::new(0);
        let others = [spawn(&room, |room| room.pass(1)), spawn(&room, |room| room.pass(1))];
        room.release(2);
        join(others);
        room.assert_free(2);
    });
}

/// Two releases of one permit each let in one who waits for two.
#[test]
fn two_releases_of_one_let_in_a_wish_for_two() {
    check(|| {
        let room = Room::new(0);
        let other = spawn(&room, |room| room.pass(2));
        let helper = spawn(&room, |room| room.release(1));
        room.release(1);
        join([other, helper]);
        room.assert_free(2);
    });
}

/// A semaphore passes on what was written before a release, as an event does.
#[test]
fn a_release_hands_on_what_was_written() {
    check(|| {
        let room = Room::new(0);
        let other = spawn(&room, |room| {
            room.data.bump();
            room.release(1);
        });
        room.seats.acquire_raw(1).expect("it is not closed");
        assert_eq!(room.data.get(), 1);
        join([other]);
    });
}

/// As above, when somebody else takes a permit in between: what both wrote is seen.
#[test]
fn the_last_of_two_releases_hands_on_what_both_wrote() {
    check(|| {
        let room = Room::new(0);
        let helper = spawn(&room, |room| room.release(1));
        let other = spawn(&room, |room| {
            room.data.bump();
            room.release(1);
        });
        room.seats.acquire_raw(2).expect("it is not closed");
        assert_eq!(room.data.get(), 1);
        join([helper, other]);
    });
}

/// As if the one who took the permits had destroyed the semaphore.
fn bury(seats: &Semaphore) {
    let words = core::ptr::from_ref(seats).cast::<threadbare_sys::atomic::AtomicU32>();
    // SAFETY: a semaphore is its two words and nothing else; the order does not matter here.
    let permits = unsafe { &*words };
    // SAFETY: as above, the second of the two words.
    let second = unsafe { words.add(1) };
    // SAFETY: as above, alive as long as the semaphore is.
    let turnstile = unsafe { &*second };
    model::futex::bury(permits);
    model::futex::bury(turnstile);
}

/// After the store that adds the permits a release touches the semaphore no more: who takes them
/// may destroy it at once.
#[test]
fn a_release_does_not_touch_a_semaphore_that_was_freed() {
    check(|| {
        let room = Room::new(0);
        let heir = spawn(&room, |room| {
            room.seats.acquire_raw(1).expect("it is not closed");
            bury(&room.seats);
        });
        room.release(1);
        join([heir]);
    });
}

/// A release beyond the bound adds nothing, whoever comes second.
#[test]
fn of_two_releases_to_one_place_one_fails() {
    check(|| {
        let seats = Arc::new(BoundedSemaphore::new(1));
        seats.acquire_raw(1).expect("it is not closed");
        let other = {
            let seats = Arc::clone(&seats);
            thread::spawn(move || seats.release(1).is_ok())
        };
        let ours = seats.release(1).is_ok();
        let theirs = other.join().expect("a release does not panic");
        assert!(ours != theirs, "one of two finds it full");
        assert_eq!(seats.available(), 1);
    });
}

/// Looking at a semaphore, from outside, disturbs nobody.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let room = Room::new(1);
        let onlooker = spawn(&room, |room| {
            assert!(room.shows("starving: false"), "nobody starves here");
            assert!(room.seats.available() <= 1 && !room.seats.is_closed());
        });
        let other = spawn(&room, |room| room.visit(1));
        room.visit(1);
        join([onlooker, other]);
        room.assert_free(1);
    });
}

/// A thread that may look for as long as it likes sees the permit come back, without having joined
/// the line.
#[test]
fn one_that_looks_long_enough_takes_what_comes_back() {
    Model::new().patient().check(|| {
        let room = Room::new(0);
        let waiter = spawn(&room, |room| room.visit(1));
        room.release(1);
        join([waiter]);
        room.assert_free(1);
        assert_eq!(room.data.get(), 1);
    });
}
