//! Shutting down, beside those who put, get and wait.

use threadbare_loom::poll_once;
use threadbare_sys::model::check;

use super::{Place, join, spawn};

/// A getter that waits is told.
#[test]
fn a_shutdown_ends_a_wait_for_an_item() {
    check(|| {
        let place = Place::new(1);
        let closer = spawn(&place, |place| {
            place.data.bump();
            assert!(place.queue.shutdown());
        });
        assert!(place.queue.get().is_err(), "nothing was put");
        // What came before the shutdown is seen.
        assert_eq!(place.data.get(), 1);
        join(closer);
    });
}

/// A putter that waits is told, and has its item back.
#[test]
fn a_shutdown_ends_a_wait_for_room() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let closer = spawn(&place, |place| {
            place.data.bump();
            assert!(place.queue.shutdown());
        });
        let error = place.queue.put(2).expect_err("there is no room");
        assert_eq!(error.into_inner(), 2);
        assert_eq!(place.data.get(), 1);
        join(closer);
        assert_eq!(place.queue.try_get(), Ok(1));
        assert!(place.queue.try_get().expect_err("nothing is left").is_shut_down());
    });
}

/// Two getters that wait are both told.
#[test]
fn a_shutdown_tells_all() {
    check(|| {
        let place = Place::new(1);
        let one = spawn(&place, |place| place.queue.get().is_err());
        let two = spawn(&place, |place| place.queue.get().is_err());
        assert!(place.queue.shutdown());
        assert!(join(one) && join(two));
    });
}

/// A future that is forgotten keeps a shutdown from nobody behind it.
#[test]
fn a_shutdown_tells_those_behind_a_task() {
    check(|| {
        let place = Place::new(1);
        let mut get = Box::pin(place.queue.get_async());
        assert!(poll_once(get.as_mut()).is_pending());
        let closer = spawn(&place, |place| place.queue.shutdown());
        assert!(place.queue.get().is_err(), "nothing was put");
        assert!(join(closer));
        drop(get);
    });
}

/// What was put before a shutdown is got; what was refused comes back; nothing else happens.
#[test]
fn what_was_put_is_got_after_a_shutdown() {
    check(|| {
        let place = Place::new(1);
        let putter = spawn(&place, |place| place.queue.put(1).is_ok());
        let closer = spawn(&place, |place| place.queue.shutdown());
        let got = place.queue.get();
        assert!(join(closer));
        assert_eq!(join(putter), got.is_ok());
    });
}

/// Of two shutdowns one is the first.
#[test]
fn one_shutdown_is_the_first() {
    check(|| {
        let place = Place::new(1);
        let other = spawn(&place, |place| place.queue.shutdown());
        let ours = place.queue.shutdown();
        assert_ne!(ours, join(other));
    });
}

/// An item that is put while all are taken out is taken out, or refused.
#[test]
fn all_that_was_put_is_taken_out() {
    check(|| {
        let place = Place::new(2);
        let putter = spawn(&place, |place| place.queue.put(1).is_ok());
        let items = place.queue.shutdown_now();
        assert_eq!(join(putter), !items.is_empty());
        assert!(place.queue.try_get().expect_err("nothing is left").is_shut_down());
    });
}

/// An item is got or taken out, by one alone.
#[test]
fn an_item_is_got_or_taken_out() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        place.put(2);
        let getter = spawn(&place, |place| place.queue.get().ok());
        let mut items = place.queue.shutdown_now();
        items.extend(join(getter));
        items.sort_unstable();
        assert_eq!(items, [1, 2]);
    });
}

/// Whoever finds that all is taken out at the end sees what came before the end.
#[test]
fn the_end_that_takes_all_tells_what_came_before_it() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let closer = spawn(&place, |place| {
            place.data.bump();
            place.queue.shutdown_now()
        });
        if place.queue.try_get().is_err() {
            assert_eq!(place.data.get(), 1, "an item was there until the end");
        }
        join(closer);
    });
}
