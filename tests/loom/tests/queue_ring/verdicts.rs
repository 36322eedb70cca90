//! "Empty", "full" and a number: said only of what was so at one moment.

use std::time::Duration;

use threadbare_sys::model::check;

use super::{Place, THREE, join, spawn};

/// A queue in which an item always is, is never said to be empty.
#[test]
fn what_is_never_empty_is_not_said_to_be() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        let mover = spawn(&place, |place| {
            place.put(2);
            place.get()
        });
        assert_ne!(place.queue.len(), 0);
        assert!(place.queue.try_get().is_ok(), "an item was there all the time");
        join(mover);
        place.assert_empty();
    });
}

/// A queue in which there always is room is never said to be full.
#[test]
fn what_is_never_full_is_not_said_to_be() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        let mover = spawn(&place, |place| {
            assert_eq!(place.get(), 1);
            place.queue.try_put(2).expect("one slot is ours");
        });
        assert!(place.queue.len() <= 1, "one at most");
        assert!(place.queue.put_timeout(3, Duration::ZERO).is_ok(), "there was room");
        join(mover);
        assert_eq!(place.queue.len(), 2);
    });
}

/// One who looks does not find the queue full, as if a put had come before a get, while another
/// finds it empty, as if the get had come first.
#[test]
fn two_who_look_agree_on_the_order() {
    THREE.check(|| {
        let place = Place::new(2);
        place.put(1);
        let putter = spawn(&place, |place| place.queue.try_put(2).is_ok());
        let getter = spawn(&place, |place| place.queue.try_get().is_ok());
        let looker = spawn(&place, |place| place.queue.try_put(3).is_err());
        let was_empty = place.queue.try_get().is_err();
        let was_full = join(looker);
        assert!(!(was_empty && was_full), "it cannot have been both");
        join(putter);
        join(getter);
    });
}

/// The number of items is that of one moment: never none, when one always is there.
#[test]
fn a_number_is_that_of_one_moment() {
    check(|| {
        let place = Place::new(3);
        place.put(1);
        // The other way round the checker would see one interleaving: it looks for a conflict with
        // the last access alone, and a putter has looked at the tail itself before it moves it.
        let looker = spawn(&place, |place| place.queue.len());
        place.put(2);
        assert_eq!(place.get(), 1);
        place.put(3);
        assert_eq!(place.get(), 2);
        let len = join(looker);
        assert!(len == 1 || len == 2, "one stays, and another comes and goes");
    });
}
