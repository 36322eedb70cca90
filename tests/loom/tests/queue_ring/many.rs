//! Batches: one move for many items, and one wake.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Duration;

use threadbare_loom::poll_once;
use threadbare_sys::model::check;

use super::{Place, THREE, join, spawn};

impl Place {
    fn put_many(&self, items: impl IntoIterator<Item = u32>) {
        self.queue.put_many(items).expect("it is not shut down");
    }

    fn get_many(&self, max: usize) -> Vec<u32> {
        let mut items = Vec::new();
        self.queue.get_many(&mut items, max).expect("it is not shut down");
        items
    }
}

/// What was written before a batch is put is seen after the get of its last item.
#[test]
fn a_batch_brings_what_was_written_before_it() {
    check(|| {
        let place = Place::new(2);
        let putter = spawn(&place, |place| {
            place.data.bump();
            place.put_many([1, 2]);
        });
        let mut got = place.get_many(2);
        assert_eq!(place.data.get(), 1);
        got.extend((got.len() < 2).then(|| place.get()));
        assert_eq!(got, [1, 2]);
        join(putter);
        place.assert_empty();
    });
}

/// What was done before a batch is got is seen by the putter of a batch that found room by it.
#[test]
fn a_batch_of_room_brings_what_was_done_before_it() {
    check(|| {
        let place = Place::new(1);
        place.put(0);
        let getter = spawn(&place, |place| {
            place.data.bump();
            assert_eq!(place.get_many(1), [0]);
        });
        place.put_many([1]);
        assert_eq!(place.data.get(), 1);
        join(getter);
        assert_eq!(place.get(), 1);
        place.assert_empty();
    });
}

/// A batch goes into a slot when what was there has been taken out.
#[test]
fn a_batch_waits_until_a_slot_is_empty() {
    check(|| {
        let place = Place::new(1);
        place.put(0);
        let putter = spawn(&place, |place| place.put_many([1]));
        assert_eq!(place.get(), 0);
        join(putter);
        assert_eq!(place.get(), 1);
        place.assert_empty();
    });
}

/// Two getters that sleep both get an item of one batch.
#[test]
fn a_batch_reaches_all_who_sleep() {
    THREE.check(|| {
        let place = Place::new(2);
        let other = spawn(&place, Place::get);
        let putter = spawn(&place, |place| place.put_many([1, 2]));
        assert_eq!(place.get() + join(other), 3);
        join(putter);
        place.assert_empty();
    });
}

/// Two putters that wait for room both put when a batch is got.
#[test]
fn a_batch_lets_in_all_who_wait_for_room() {
    THREE.check(|| {
        let place = Place::new(2);
        place.put_many([0, 0]);
        let other = spawn(&place, |place| place.put(1));
        let getter = spawn(&place, |place| {
            let got = place.get_many(2).len();
            (got..2).for_each(|_| assert!(place.get() < 3));
        });
        place.put(2);
        join(other);
        join(getter);
        assert_eq!(place.queue.len(), 2);
    });
}

/// A batch that waits for room has woken whoever sleeps beside what it has put.
#[test]
fn a_batch_that_waits_leaves_nobody_asleep() {
    check(|| {
        let place = Place::new(1);
        let getter = spawn(&place, |place| [place.get(), place.get()]);
        place.put_many([1, 2]);
        assert_eq!(join(getter), [1, 2]);
        place.assert_empty();
    });
}

/// A batch whose iterator panics has woken whoever sleeps beside what it has put.
#[test]
fn a_batch_that_panics_leaves_nobody_asleep() {
    check(|| {
        let place = Place::new(2);
        let getter = spawn(&place, Place::get);
        let mut given = 0;
        let items = std::iter::from_fn(|| {
            given += 1;
            assert!(given < 2, "the iterator panics");
            Some(given)
        });
        let answer = catch_unwind(AssertUnwindSafe(|| place.queue.put_many(items)));
        assert!(answer.is_err());
        assert_eq!(join(getter), 1);
        place.assert_empty();
    });
}

/// A batch for a future that is forgotten, and a thread behind it: the thread gets its item.
#[test]
fn a_batch_tells_those_behind_a_task() {
    check(|| {
        let place = Place::new(2);
        let mut get = Box::pin(place.queue.get_async());
        assert!(poll_once(get.as_mut()).is_pending());
        let putter = spawn(&place, |place| place.put_many([1, 2]));
        let got = place.get();
        join(putter);
        assert_eq!(got + place.get(), 3);
        drop(get);
        place.assert_empty();
    });
}

/// A batch is put at one moment: nobody counts a part of it.
#[test]
fn a_batch_is_put_at_one_moment() {
    check(|| {
        let place = Place::new(2);
        let looker = spawn(&place, |place| place.queue.len());
        place.put_many([1, 2]);
        let len = join(looker);
        assert!(len == 0 || len == 2, "{len}");
        assert_eq!(place.get_many(2), [1, 2]);
        place.assert_empty();
    });
}

/// Two batches go in one after the other, each in its order.
#[test]
fn two_batches_lose_nothing() {
    check(|| {
        let place = Place::new(4);
        let putter = spawn(&place, |place| place.put_many([1, 2]));
        place.put_many([5, 6]);
        join(putter);
        let got = place.get_many(4);
        assert!(got == [1, 2, 5, 6] || got == [5, 6, 1, 2], "{got:?}");
        place.assert_empty();
    });
}

/// A queue in which there always is room is never said to be full, beside a batch that is put.
#[test]
fn room_beside_a_batch_is_not_denied() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        let mover = spawn(&place, |place| {
            assert_eq!(place.get(), 1);
            place.put_many([2]);
        });
        assert!(place.queue.len() <= 1, "one at most");
        assert!(place.queue.put_timeout(3, Duration::ZERO).is_ok(), "there was room");
        join(mover);
        assert_eq!(place.queue.len(), 2);
    });
}

/// A queue in which an item always is, is never said to be empty, beside a batch that is got.
#[test]
fn an_item_beside_a_batch_is_not_denied() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        let mover = spawn(&place, |place| {
            place.put(2);
            place.get_many(1)
        });
        assert_ne!(place.queue.len(), 0);
        assert!(place.queue.try_get().is_ok(), "an item was there all the time");
        join(mover);
        place.assert_empty();
    });
}

/// A future for a batch that was woken and is dropped wakes the thread behind it.
#[test]
fn a_dropped_batch_passes_its_wake_on() {
    check(|| {
        let place = Place::new(1);
        let dropper = spawn(&place, |place| {
            let mut batch = Vec::new();
            let mut get = pin!(place.queue.get_many_async(&mut batch, 2));
            assert!(poll_once(get.as_mut()).is_pending());
            place.put(1);
        });
        assert_eq!(place.get(), 1);
        join(dropper);
        place.assert_empty();
    });
}
