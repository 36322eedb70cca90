//! Tasks that wait, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Place, join, spawn};

/// A task gets what a thread puts, through one slot.
#[test]
fn a_task_gets_what_a_thread_puts() {
    check(|| {
        let place = Place::new(1);
        let putter = spawn(&place, |place| place.put(1));
        assert_eq!(block_on(place.queue.get_async()).ok(), Some(1));
        join(putter);
        place.assert_empty();
    });
}

/// A task that has to wait for room puts its item.
#[test]
fn a_task_puts_when_there_is_room() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let task = spawn(&place, |place| block_on(place.queue.put_async(2)).is_ok());
        assert_eq!(place.get(), 1);
        assert!(join(task));
        assert_eq!(place.get(), 2);
        place.assert_empty();
    });
}

/// A future that was woken and is dropped wakes the thread behind it.
#[test]
fn a_dropped_getter_passes_its_wake_on() {
    check(|| {
        let place = Place::new(1);
        let dropper = spawn(&place, |place| {
            let mut get = pin!(place.queue.get_async());
            assert!(poll_once(get.as_mut()).is_pending());
            place.put(1);
        });
        assert_eq!(place.get(), 1);
        join(dropper);
        place.assert_empty();
    });
}

/// As above, for those who wait for room.
#[test]
fn a_dropped_putter_passes_its_wake_on() {
    check(|| {
        let place = Place::new(1);
        place.put(1);
        let dropper = spawn(&place, |place| {
            let mut put = pin!(place.queue.put_async(2));
            assert!(poll_once(put.as_mut()).is_pending());
            assert_eq!(place.get(), 1);
            assert_eq!(put.cancel(), Some(2));
        });
        place.put(3);
        join(dropper);
        assert_eq!(place.get(), 3);
        place.assert_empty();
    });
}

/// A future that is forgotten while it waits holds up nobody for longer than until the next item.
#[test]
fn a_forgotten_getter_does_not_wedge_the_queue() {
    check(|| {
        let place = Place::new(2);
        let mut get = Box::pin(place.queue.get_async());
        assert!(poll_once(get.as_mut()).is_pending());
        let putter = spawn(&place, |place| [1, 2].map(|item| place.put(item)));
        let got = place.get();
        join(putter);
        assert_eq!(got + place.get(), 3);
        drop(get);
        place.assert_empty();
    });
}

/// As above, for room: the next get tells the thread behind it.
#[test]
fn a_forgotten_putter_does_not_wedge_the_queue() {
    check(|| {
        let place = Place::new(2);
        place.put(1);
        place.put(2);
        let mut put = Box::pin(place.queue.put_async(7));
        assert!(poll_once(put.as_mut()).is_pending());
        let getter = spawn(&place, |place| (place.get(), place.get()));
        place.put(3);
        assert_eq!(join(getter), (1, 2));
        assert_eq!(place.get(), 3);
        drop(put);
        place.assert_empty();
    });
}

/// A shutdown wakes a task.
#[test]
fn a_shutdown_wakes_a_task() {
    check(|| {
        let place = Place::new(1);
        let task = spawn(&place, |place| block_on(place.queue.get_async()).is_err());
        assert!(place.queue.shutdown());
        assert!(join(task));
    });
}
