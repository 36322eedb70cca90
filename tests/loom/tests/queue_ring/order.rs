//! Items between threads: all arrive, once, in order, with what was written before.

use threadbare_sys::model::check;

use super::{Place, SOME_TIME, THREE, join, spawn};

/// What was written before a put is seen after the get of that item.
#[test]
fn an_item_brings_what_was_written_before_it() {
    check(|| {
        let place = Place::new(2);
        let putter = spawn(&place, |place| {
            place.data.bump();
            place.put(1);
        });
        assert_eq!(place.get(), 1);
        assert_eq!(place.data.get(), 1);
        join(putter);
        place.assert_empty();
    });
}

/// What was done with an item before the next get is seen by the putter that found room by it.
#[test]
fn room_brings_what_was_done_before_it() {
    check(|| {
        let place = Place::new(1);
        place.put(0);
        let getter = spawn(&place, |place| {
            place.data.bump();
            assert_eq!(place.get(), 0);
        });
        place.put(1);
        assert_eq!(place.data.get(), 1);
        join(getter);
        assert_eq!(place.get(), 1);
        place.assert_empty();
    });
}

/// Three items go through one slot, in order; both sides may have to sleep for each.
#[test]
fn items_go_one_by_one_through_one_slot() {
    check(|| {
        let place = Place::new(1);
        let putter = spawn(&place, |place| (1..=3).for_each(|item| place.put(item)));
        for item in 1..=3 {
            assert_eq!(place.get(), item);
        }
        join(putter);
        place.assert_empty();
    });
}

/// Two putters lose nothing, whoever has to wait.
#[test]
fn two_putters_and_one_slot() {
    THREE.check(|| {
        let place = Place::new(1);
        let other = spawn(&place, |place| place.put(1));
        let getter = spawn(&place, |place| place.get() + place.get());
        place.put(2);
        join(other);
        assert_eq!(join(getter), 3);
        place.assert_empty();
    });
}

/// Two getters get different items, whoever has to wait.
#[test]
fn two_getters_share_two_items() {
    THREE.check(|| {
        let place = Place::new(2);
        let other = spawn(&place, Place::get);
        let putter = spawn(&place, |place| [1, 2].map(|item| place.put(item)));
        assert_eq!(place.get() + join(other), 3);
        join(putter);
        place.assert_empty();
    });
}

/// A thread finds the item whose put has returned, though another put is in the middle of its slot
/// in front of it. (A plain ring says that it is empty.)
#[test]
fn a_returned_put_is_found_behind_one_in_flight() {
    check(|| {
        let place = Place::new(4);
        let other = spawn(&place, |place| place.put(1));
        place.put(2);
        assert!(place.queue.try_get().is_ok(), "an item is there");
        join(other);
        assert!(place.queue.try_get().is_ok(), "so is the other");
        place.assert_empty();
    });
}

/// A thread finds the room that its own get has made, though another get is in the middle of its
/// slot in front of it.
#[test]
fn a_returned_get_has_made_room_behind_one_in_flight() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        place.put(2);
        let other = spawn(&place, Place::get);
        let item = place.get();
        assert!(place.queue.try_put(3).is_ok(), "there is room");
        assert_eq!(join(other) + item, 3);
        assert_eq!(place.get(), 3);
        place.assert_empty();
    });
}

/// Of a timeout and an item that come together nobody loses anything.
#[test]
fn a_timed_getter_takes_it_or_leaves_it() {
    check(|| {
        let place = Place::new(1);
        let putter = spawn(&place, |place| place.put(1));
        let got = place.queue.get_timeout(SOME_TIME).ok();
        join(putter);
        assert_eq!(got.or_else(|| place.queue.try_get().ok()), Some(1));
        place.assert_empty();
    });
}

/// A getter that gave up does not keep the item from another that waits.
#[test]
fn a_timed_getter_does_not_swallow_a_wake() {
    THREE.check(|| {
        let place = Place::new(1);
        let patient = spawn(&place, Place::get);
        let putter = spawn(&place, |place| place.put(1));
        if place.queue.get_timeout(SOME_TIME).is_ok() {
            place.put(2);
        }
        join(patient);
        join(putter);
        place.assert_empty();
    });
}

/// Of a timeout and room that come together nobody loses anything.
#[test]
fn a_timed_putter_puts_it_or_keeps_it() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let getter = spawn(&place, Place::get);
        let kept = place.queue.put_timeout(2, SOME_TIME).map_err(|error| error.into_inner()).err();
        assert_eq!(join(getter), 1);
        assert_eq!(kept.or_else(|| place.queue.try_get().ok()), Some(2));
        place.assert_empty();
    });
}
