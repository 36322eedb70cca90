//! Signals, and misuse that must not pass unnoticed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{BoundedSemaphore, OverRelease, Semaphore};

use crate::support::block_on;
use crate::support::storm::in_a_storm;

/// Signals that come all the time, to waiters of every kind, lose no wake-up and end no wait.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let seats = Arc::new(Semaphore::new(2));
    let waiter = |kind: u32| {
        let seats = Arc::clone(&seats);
        thread::spawn(move || {
            for _ in 0..300 {
                let permit = match kind {
                    0 => seats.acquire().expect("it is open"),
                    1 => seats.acquire_timeout(Duration::MAX).expect("for ever"),
                    2 => seats.acquire_many(2).expect("it is open"),
                    _ => block_on(seats.acquire_async()).expect("it is open"),
                };
                thread::yield_now();
                drop(permit);
            }
        })
    };
    let waiters = (0..4).map(waiter).collect();
    // Held long enough for the others to sleep.
    in_a_storm(waiters, || {
        let held = seats.acquire_many(2);
        thread::yield_now();
        drop(held);
    });
    assert_eq!(seats.available(), 2);
}

#[test]
fn a_semaphore_refuses_more_than_it_can_count_and_gives_the_number_back() {
    const MOST: u32 = Semaphore::MAX_PERMITS;
    let seats = Semaphore::new(MOST);
    assert_eq!(seats.release(1).map_err(OverRelease::count), Err(1));
    assert_eq!(seats.release(u32::MAX).map_err(OverRelease::count), Err(u32::MAX));
    assert_eq!(seats.available(), MOST, "a failed release changes nothing");
    let all = seats.acquire_many(MOST).expect("it is open");
    assert_eq!(seats.available(), 0);
    assert!(seats.release(u32::MAX).is_err());
    drop(all);
    assert_eq!(seats.available(), MOST);
}

#[test]
fn a_wish_that_cannot_come_true_panics_in_every_form() {
    let seats = BoundedSemaphore::new(2);
    let fails = |wish: &dyn Fn()| catch_unwind(AssertUnwindSafe(wish)).is_err();
    assert!(fails(&|| drop(seats.acquire_many(3))));
    assert!(fails(&|| drop(seats.try_acquire_many(3))));
    assert!(fails(&|| drop(seats.acquire_many_timeout(3, Duration::ZERO))));
    assert!(fails(&|| drop(seats.acquire_many_async(3))));
    assert!(fails(&|| assert!(seats.acquire_raw(3).is_err())));
    let plain = Semaphore::new(1);
    assert!(fails(&|| drop(plain.try_acquire_many(Semaphore::MAX_PERMITS + 1))));
    assert!(fails(&|| drop(Semaphore::new(Semaphore::MAX_PERMITS + 1))));
    assert!(fails(&|| drop(BoundedSemaphore::new(u32::MAX))));
    assert_eq!((seats.available(), plain.available()), (2, 1));
}
