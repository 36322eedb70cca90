//! Waits: timeouts of every size, closing, tasks.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{AcquireError, Semaphore, TryAcquireError};

use super::line::is_waited_for;
use crate::support::{Bell, block_on, poll_once, until};

#[test]
fn an_empty_semaphore_times_out_whatever_the_size_of_the_timeout() {
    let seats = Semaphore::new(1);
    let late = Some(AcquireError::TimedOut);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert_eq!(seats.acquire_many_timeout(2, timeout).err(), late, "{timeout:?}");
        let deadline = Instant::now() + timeout;
        assert_eq!(seats.acquire_many_deadline(2, deadline).err(), late, "{timeout:?}");
        assert_eq!(seats.available(), 1, "nothing was taken");
    }
    let past = Instant::now().checked_sub(Duration::from_millis(1)).unwrap_or_else(Instant::now);
    assert_eq!(seats.acquire_many_deadline(2, past).err(), late);
    assert!(!is_waited_for(&seats), "nothing is left behind");
}

#[test]
fn permits_that_are_there_are_taken_whatever_the_size_of_the_timeout() {
    let seats = Semaphore::new(1);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(seats.acquire_timeout(timeout).is_ok(), "{timeout:?}");
    }
    assert!(seats.acquire_deadline(Instant::now()).is_ok());
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let seats = Arc::new(Semaphore::new(0));
    let waiters = [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)].map(
        |timeout| {
            let seats = Arc::clone(&seats);
            thread::spawn(move || seats.acquire_timeout(timeout).map(drop))
        },
    );
    until(|| is_waited_for(&seats));
    seats.release(1).expect("there is room");
    for waiter in waiters {
        assert_eq!(waiter.join().expect("no panic"), Ok(()));
    }
    assert_eq!(seats.available(), 1);
}

#[test]
fn a_wish_for_nothing_is_granted_unless_the_semaphore_is_closed() {
    let seats = Semaphore::new(0);
    assert_eq!(seats.acquire_many(0).map(|permit| permit.count()), Ok(0));
    assert!(seats.acquire_many_timeout(0, Duration::ZERO).is_ok());
    assert!(block_on(seats.acquire_many_async(0)).is_ok());
    assert!(seats.release(0).is_ok());
    let mut head = pin!(seats.acquire_async());
    assert!(poll_once(head.as_mut()).is_pending());
    assert!(seats.acquire_many(0).is_ok(), "it overtakes nobody");
    seats.close();
    assert!(seats.acquire_many(0).is_err());
    assert_eq!(seats.try_acquire_many(0).err(), Some(TryAcquireError::Closed));
}

#[test]
fn a_closed_semaphore_says_so_in_every_form() {
    let seats = Arc::new(Semaphore::new(3));
    let permit = seats.acquire().expect("it is open");
    seats.close();
    assert!(seats.is_closed());
    assert_eq!(seats.acquire().expect_err("closed").to_string(), "the semaphore was closed");
    assert_eq!(seats.try_acquire().err(), Some(TryAcquireError::Closed));
    for timeout in [Duration::ZERO, Duration::from_millis(1), Duration::MAX] {
        assert_eq!(seats.acquire_timeout(timeout).err(), Some(AcquireError::Closed));
    }
    assert_eq!(seats.acquire_deadline(Instant::now()).err(), Some(AcquireError::Closed));
    assert!(block_on(seats.acquire_async()).is_err());
    assert!(block_on(Semaphore::acquire_arc_async(Arc::clone(&seats), 1)).is_err());
    drop(permit);
    assert_eq!(seats.available(), 3, "what is out comes back");
    seats.close();
}

#[test]
fn a_close_ends_every_wait() {
    let seats = Semaphore::new(0);
    thread::scope(|scope| {
        let waiters = [
            scope.spawn(|| seats.acquire().is_err()),
            scope.spawn(|| seats.acquire_many(7).is_err()),
            scope.spawn(|| seats.acquire_timeout(Duration::MAX).is_err()),
            scope.spawn(|| block_on(seats.acquire_async()).is_err()),
        ];
        until(|| is_waited_for(&seats));
        seats.close();
        for waiter in waiters {
            assert!(waiter.join().expect("no panic"));
        }
    });
    assert!(!is_waited_for(&seats));
}

/// Each permit is one entry: with three of them never more than three are inside.
#[test]
fn never_more_inside_than_there_are_permits() {
    const SEATS: u32 = 3;
    let seats = Semaphore::new(SEATS);
    let inside = AtomicU32::new(0);
    let visit = || {
        assert!(inside.fetch_add(1, Ordering::Relaxed) < SEATS, "one too many");
        thread::yield_now();
        inside.fetch_sub(1, Ordering::Relaxed);
    };
    thread::scope(|scope| {
        for kind in 0..6 {
            let (seats, visit) = (&seats, &visit);
            scope.spawn(move || {
                for _ in 0..300 {
                    let permit = match kind % 3 {
                        0 => seats.acquire(),
                        1 => block_on(seats.acquire_async()),
                        _ => seats.acquire_many(2),
                    };
                    let permit = permit.expect("it is open");
                    visit();
                    drop(permit);
                }
            });
        }
    });
    assert_eq!(seats.available(), SEATS);
    assert!(!is_waited_for(&seats));
}

/// A stream of small wishes does not shut out a large one: this test ends.
#[test]
fn many_small_wishes_do_not_shut_out_a_large_one() {
    let seats = Semaphore::new(4);
    let is_over = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while is_over.load(Ordering::Acquire) == 0 {
                    let _one = seats.acquire().expect("it is open");
                    let start = Instant::now();
                    while start.elapsed() < Duration::from_micros(50) {}
                }
            });
        }
        for _ in 0..20 {
            drop(seats.acquire_many(4).expect("it is open"));
        }
        is_over.store(1, Ordering::Release);
    });
    assert_eq!(seats.available(), 4);
}

/// A future that is dropped at any of its polls leaves a semaphore that works, and the next one
/// moves up.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let seats = Semaphore::new(0);
        let bell = Arc::new(Bell::default());
        let mut next = pin!(seats.acquire_async());
        {
            let mut dropped = pin!(seats.acquire_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert!(bell.poll(next.as_mut()).is_pending());
            seats.release(1).expect("there is room");
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        assert!(bell.poll(next.as_mut()).is_ready());
        assert_eq!(seats.available(), 1);
        assert!(!is_waited_for(&seats));
    }
}
