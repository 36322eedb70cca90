//! Waits: timeouts of every size, and what they leave behind.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::FairLock;

use super::until_queued;

#[test]
fn a_held_lock_times_out_whatever_the_size_of_the_timeout() {
    let lock = FairLock::new(());
    let _held = lock.lock();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(lock.lock_timeout(timeout).is_err(), "{timeout:?}");
        assert!(lock.lock_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    let past = Instant::now().checked_sub(Duration::from_millis(1));
    assert!(lock.lock_deadline(past.unwrap_or_else(Instant::now)).is_err());
}

#[test]
fn a_free_lock_does_not_time_out_whatever_the_size_of_the_timeout() {
    let lock = FairLock::new(());
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(lock.lock_timeout(timeout).is_ok(), "{timeout:?}");
    }
    assert!(lock.lock_deadline(Instant::now()).is_ok());
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let lock = Arc::new(FairLock::new(0));
    let guard = FairLock::lock_arc(&lock);
    let timeouts = [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)];
    let waiters = timeouts.map(|timeout| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || lock.lock_timeout(timeout).map(|mut value| *value += 1))
    });
    until_queued(&lock);
    drop(guard);
    for waiter in waiters {
        assert_eq!(waiter.join().expect("no panic"), Ok(()));
    }
    assert_eq!(*lock.lock(), 3);
}

/// The one at the head of the queue gives up; the one behind it gets in.
#[test]
fn a_timeout_leaves_a_lock_that_works() {
    let lock = Arc::new(FairLock::new(0));
    let guard = FairLock::lock_arc(&lock);
    let timed = {
        let lock = Arc::clone(&lock);
        thread::spawn(move || lock.lock_timeout(Duration::from_millis(5)).is_err())
    };
    until_queued(&lock);
    let behind = {
        let lock = Arc::clone(&lock);
        thread::spawn(move || *lock.lock() += 1)
    };
    assert!(timed.join().expect("no panic"), "it was held all the time");
    drop(guard);
    behind.join().expect("no panic");
    assert_eq!(lock.try_lock().map(|value| *value), Some(1));
}
