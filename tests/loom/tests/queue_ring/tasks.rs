//! Tasks that wait, beside threads.

use std::pin::pin;

use threadbare_loom::{block_on, poll_once};
use threadbare_sys::model::check;

use super::{Place, THREE, join, spawn};

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
    THREE.check(|| {
        let place = Place::new(1);
        let dropper = spawn(&place, |place| {
            let mut get = pin!(place.queue.get_async());
            let _ = poll_once(get.as_mut()).map(|got| got.map(|item| place.put(item)));
        });
        let putter = spawn(&place, |place| place.put(1));
        assert_eq!(place.get(), 1);
        join(dropper);
        join(putter);
        place.assert_empty();
    });
}

/// As above, for those who wait for room.
#[test]
fn a_dropped_putter_passes_its_wake_on() {
    THREE.check(|| {
        let place = Place::new(1);
        place.put(1);
        let dropper = spawn(&place, |place| {
            let mut put = pin!(place.queue.put_async(2));
            let _ = poll_once(put.as_mut());
            // What was put anyway is taken out again.
            if put.cancel().is_none() {
                assert!(place.queue.get().is_ok());
            }
        });
        let getter = spawn(&place, Place::get);
        place.put(3);
        let first = join(getter);
        join(dropper);
        let rest: u32 = std::iter::from_fn(|| place.queue.try_get().ok()).sum();
        assert!(first + rest == 4 || first + rest == 6 || first + rest == 5 || first + rest == 3);
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
