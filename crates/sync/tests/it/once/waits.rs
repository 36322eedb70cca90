//! Waits: timeouts of every size, beside one that is at it and before anybody is.

use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Once, OnceLock};

use crate::support::until;

const SIZES: [Duration; 3] = [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)];

#[test]
fn what_nobody_does_times_out_whatever_the_size_of_the_timeout() {
    let (once, cell) = (Once::new(), OnceLock::<u8>::new());
    for timeout in SIZES {
        assert!(once.wait_timeout(timeout).is_err(), "{timeout:?}");
        assert!(once.wait_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
        assert!(cell.wait_timeout(timeout).is_err(), "{timeout:?}");
        assert!(cell.wait_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    let past = Instant::now().checked_sub(Duration::from_millis(1));
    assert!(once.wait_deadline(past.unwrap_or_else(Instant::now)).is_err());
    assert!(!once.is_completed(), "a wait completes nothing");
}

#[test]
fn what_is_done_does_not_time_out_whatever_the_size_of_the_timeout() {
    let (once, cell) = (Once::new(), OnceLock::from(1));
    once.call_once(|| {});
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert_eq!(once.wait_timeout(timeout), Ok(()));
        assert_eq!(once.call_once_timeout(timeout, || unreachable!()), Ok(()));
        assert_eq!(cell.wait_timeout(timeout), Ok(&1));
        assert_eq!(cell.get_or_init_timeout(timeout, || 2), Ok(&1));
    }
    assert_eq!(once.wait_deadline(Instant::now()), Ok(()));
    assert_eq!(cell.get_or_init_deadline(Instant::now(), || 2), Ok(&1));
}

/// One that waits for another's turn gives up in time, and its closure is not called.
#[test]
fn a_timeout_beside_one_that_is_at_it_calls_nothing() {
    let (once, cell) = (Once::new(), OnceLock::new());
    once.call_once(|| {
        cell.get_or_init(|| {
            let timed = || {
                for timeout in SIZES {
                    assert!(once.call_once_timeout(timeout, || unreachable!()).is_err());
                    let deadline = Instant::now() + timeout;
                    assert!(once.call_once_deadline(deadline, || unreachable!()).is_err());
                    assert!(cell.get_or_init_timeout(timeout, || unreachable!()).is_err());
                    assert!(cell.get_or_init_deadline(deadline, || unreachable!()).is_err());
                    assert!(once.wait_timeout(timeout).is_err());
                }
                assert!(once.try_call_once(|| unreachable!()).is_err());
            };
            thread::scope(|scope| scope.spawn(timed).join()).expect("it gives up");
            7
        });
    });
    assert_eq!((once.is_completed(), cell.get()), (true, Some(&7)));
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let (once, cell) = (Once::new(), OnceLock::new());
    thread::scope(|scope| {
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)]
        {
            scope.spawn({
                let once = &once;
                move || assert_eq!(once.wait_timeout(timeout), Ok(()))
            });
            scope.spawn({
                let cell = &cell;
                move || assert_eq!(cell.wait_timeout(timeout), Ok(&3))
            });
        }
        until(|| format!("{once:?}").contains("waiters: true"));
        once.call_once(|| {});
        assert_eq!(cell.set(3), Ok(()));
    });
}

/// Waits that begin before anybody has begun are over when it is done.
#[test]
fn a_wait_may_come_first() {
    let cell = OnceLock::new();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert_eq!(*cell.wait(), 5));
        }
        assert_eq!(*cell.get_or_init(|| 5), 5);
    });
}
