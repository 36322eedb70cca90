//! Forced puts: the oldest item goes for the new one, in one move.

use threadbare_loom::poll_once;
use threadbare_sys::model::check;

use super::{Place, join, spawn};

impl Place {
    fn force(&self, item: u32) -> Option<u32> {
        self.queue.force_put(item).expect("it is not shut down")
    }
}

/// A ring that is full stays so: a forced put is one move to those who count.
#[test]
fn a_full_ring_is_full_at_every_moment() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        place.put(2);
        let looker = spawn(&place, |place| place.queue.len());
        assert_eq!(place.force(3), Some(1));
        assert_eq!(join(looker), 2);
        assert_eq!((place.get(), place.get()), (2, 3));
        place.assert_empty();
    });
}

/// In a ring of one there always is an item, so nobody is told that it is empty.
#[test]
fn a_ring_of_one_is_never_empty() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let getter = spawn(&place, |place| place.queue.try_get());
        let out = place.force(2);
        let got = join(getter).expect("one was there all the time");
        let rest = place.queue.try_get().ok();
        assert!(
            matches!((out, got, rest), (Some(1), 2, None) | (None, 1, Some(2))),
            "{out:?} {got} {rest:?}"
        );
        place.assert_empty();
    });
}

/// A put beside it finds no room that is not there.
#[test]
fn a_forced_put_makes_no_room() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let putter = spawn(&place, |place| place.queue.try_put(3).is_err());
        assert_eq!(place.force(2), Some(1));
        assert!(join(putter), "it was full all the time");
        assert_eq!(place.get(), 2);
        place.assert_empty();
    });
}

/// Two of them displace two items, or one the other's.
#[test]
fn two_forced_puts_displace_two() {
    check(|| {
        let place = Place::new(1);
        place.data.bump();
        place.put(1);
        let other = spawn(&place, |place| place.force(2));
        let ours = place.force(3);
        let mut all = [ours, join(other), place.queue.try_get().ok()].map(|item| item.unwrap_or(0));
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3]);
        place.assert_empty();
    });
}

/// What was written before a forced put is seen by whoever gets the item, or displaces it.
#[test]
fn a_forced_item_brings_what_was_written_before_it() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let forcer = spawn(&place, |place| {
            place.data.bump();
            place.force(2)
        });
        if place.force(3) == Some(2) {
            assert_eq!(place.data.get(), 1);
        }
        join(forcer);
        assert!(place.queue.try_get().is_ok());
        place.assert_empty();
    });
}

/// A getter that is asleep gets what is forced in.
#[test]
fn a_forced_item_wakes_a_getter() {
    check(|| {
        let place = Place::new(1);
        let getter = spawn(&place, |place| [place.get(), place.get()]);
        let mut sum = 0;
        sum += place.force(1).unwrap_or(0);
        sum += place.force(2).unwrap_or(0);
        if sum > 0 {
            place.put(sum);
        }
        let got = join(getter);
        assert_eq!(got[0] + got[1], 3);
        place.assert_empty();
    });
}

/// A getter behind a future that is forgotten gets what is forced in, when the future was told of
/// the item that goes for it.
#[test]
fn a_forced_item_tells_those_behind_a_task() {
    check(|| {
        let place = Place::new(1);
        let mut get = Box::pin(place.queue.get_async());
        assert!(poll_once(get.as_mut()).is_pending());
        let forcer = spawn(&place, |place| [place.force(1), place.force(2)]);
        let got = place.get();
        let out = join(forcer);
        let rest = place.queue.try_get().ok();
        assert!(
            matches!((out, got, rest), ([None, Some(1)], 2, None) | ([None, None], 1, Some(2))),
            "{out:?} {got} {rest:?}"
        );
        drop(get);
        place.assert_empty();
    });
}

/// A putter that waits for room sleeps on while items are forced in, and puts when one is got.
#[test]
fn a_putter_waits_for_room_beside_forced_puts() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let forcer = spawn(&place, |place| (place.force(3), place.get()));
        place.put(2);
        assert_eq!(join(forcer), (Some(1), 3));
        assert_eq!(place.get(), 2);
        place.assert_empty();
    });
}

/// A shutdown that takes all leaves no item behind, and none is in two places.
#[test]
fn an_end_that_takes_all_beside_a_forced_put() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let closer = spawn(&place, |place| place.queue.shutdown_now());
        let forced = place.queue.force_put(2);
        let taken = join(closer);
        match forced {
            Ok(out) => assert_eq!((out, taken), (Some(1), vec![2])),
            Err(back) => assert_eq!((back.into_inner(), taken), (2, vec![1])),
        }
        assert!(place.queue.try_get().expect_err("nothing is left").is_shut_down());
    });
}

/// After a shutdown what was forced in before it is got.
#[test]
fn an_end_beside_a_forced_put() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let closer = spawn(&place, |place| place.queue.shutdown());
        let left = match place.queue.force_put(2) {
            Ok(out) => {
                assert_eq!(out, Some(1));
                2
            }
            Err(_) => 1,
        };
        join(closer);
        assert_eq!(place.queue.try_get(), Ok(left));
        assert!(place.queue.try_get().is_err());
    });
}
