//! Signals, panics, misuse.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{Condition, Lock};

use super::{Room, crowd, join};
use crate::support::storm::in_a_storm;

/// Signals that come all the time, also between the steps by which a wait takes its lock again,
/// end no wait, lose no notification, and leave every guard with its lock held.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let room = Room::new();
    let waiter = |kind: u32| {
        let room = Arc::clone(&room);
        thread::spawn(move || {
            for _ in 0..200 {
                let mut guard = room.arrived.lock();
                match kind {
                    0 => room.changed.wait(&mut guard),
                    1 => room.changed.wait_timeout(&mut guard, Duration::MAX).expect("for ever"),
                    _ => {
                        let soon = Duration::from_micros(20);
                        let _ = room.changed.wait_timeout(&mut guard, soon);
                    }
                }
                assert!(room.arrived.try_lock().is_none(), "the guard holds its lock");
                *guard += 1;
            }
        })
    };
    let waiters = (0..5).map(waiter).collect();
    in_a_storm(waiters, || {
        let held = room.arrived.lock();
        room.changed.notify_all();
        thread::yield_now();
        drop(held);
    });
    assert_eq!(*room.arrived.lock(), 1_000);
}

#[test]
fn two_locks_at_the_same_time_panic_with_advice() {
    let room = Room::new();
    let threads = crowd(&room, 1, |_| ());
    let other = Lock::new(0);
    let mut guard = other.lock();
    let outcome = catch_unwind(AssertUnwindSafe(|| room.changed.wait(&mut guard)));
    let message = outcome.expect_err("two locks are waited with");
    let message = message.downcast_ref::<&str>().expect("a plain message");
    assert!(message.contains("give each lock a condition of its own"), "{message}");
    assert!(other.try_lock().is_none(), "the guard was not touched");
    assert_eq!(room.changed.notify_all(), 1, "the other waiter was not touched");
    join(threads);
    let soon = Duration::from_millis(1);
    assert!(room.changed.wait_timeout(&mut guard, soon).is_err(), "one after the other may");
}

#[test]
fn a_predicate_that_panics_does_so_with_the_lock_held() {
    let room = Room::new();
    let guest = {
        let room = Arc::clone(&room);
        thread::spawn(move || {
            let mut guard = room.arrive();
            let mut is_first = true;
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                room.changed.wait_for(&mut guard, |_| {
                    assert!(std::mem::take(&mut is_first), "on purpose");
                    false
                });
            }));
            assert!(outcome.is_err());
            assert!(room.arrived.try_lock().is_none());
        })
    };
    drop(room.until_arrived(1));
    assert!(room.changed.notify_one());
    guest.join().expect("the panic was caught");
    assert!(room.arrived.try_lock().is_some());
    assert_eq!(room.changed.notify_all(), 0);
}

#[test]
fn a_condition_crosses_a_catch_unwind() {
    let changed = Condition::new();
    assert!(catch_unwind(|| changed.notify_all()).is_ok());
}
