//! Threads that wait for an item, or for room.

use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::{GetTimeoutError, PutTimeoutError};

use super::{Kind, LONG, SHORT, full_of, item, items, rest};
use crate::support::asleep::asleep;
use crate::support::fewer_under_miri;
use crate::support::storm::in_a_storm;

#[test]
fn timeouts_of_every_size_end_as_they_should() {
    let empty = Kind::<u32>::bounded(1);
    let full = full_of(&[1]);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert_eq!(empty.get_timeout(timeout), Err(GetTimeoutError::Timeout));
        assert_eq!(full.put_timeout(item(7), timeout), Err(PutTimeoutError::Timeout(item(7))));
    }
    let now = Instant::now();
    for past in [now, now.checked_sub(SHORT).unwrap_or(now)] {
        assert_eq!(empty.get_deadline(past), Err(GetTimeoutError::Timeout));
        assert_eq!(full.put_deadline(item(7), past), Err(PutTimeoutError::Timeout(item(7))));
    }
}

/// One that has passed is a try: what is there is got, and where there is room it is put.
#[test]
fn a_deadline_that_has_passed_is_a_try() {
    let queue = Kind::bounded(1);
    let past = Instant::now();
    assert!(queue.put_deadline(item(1), past).is_ok());
    assert_eq!(queue.get_deadline(past), Ok(item(1)));
    assert!(queue.put_timeout(item(2), Duration::ZERO).is_ok());
    assert_eq!(queue.get_timeout(Duration::ZERO), Ok(item(2)));
}

/// Elsewhere the addition overflowed, or the span was cut to a short one.
#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let empty = Kind::bounded(1);
    let full = full_of(&[1]);
    thread::scope(|scope| {
        let getter = asleep(scope, || empty.get_timeout(Duration::MAX));
        let putter = asleep(scope, || full.put_timeout(item(2), Duration::from_secs(u64::MAX)));
        assert!(empty.put(item(5)).is_ok());
        assert_eq!((full.get(), full.get()), (Ok(item(1)), Ok(item(2))));
        assert_eq!(getter.join().expect("no panic"), Ok(item(5)));
        assert_eq!(putter.join().expect("no panic"), Ok(()));
    });
}

#[test]
fn a_timeout_leaves_no_ghost() {
    let queue = Kind::bounded(1);
    assert!(queue.get_timeout(SHORT).is_err());
    assert!(queue.try_put(item(1)).is_ok() && queue.len() == 1, "no getter was left to take it");
    assert!(queue.put_timeout(item(2), SHORT).is_err());
    assert_eq!((queue.try_get(), queue.len()), (Ok(item(1)), 0), "no putter was left to put");
}

#[test]
fn sleepers_are_served() {
    let queue = Kind::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get());
        queue.put(item(1)).expect("it is open");
        assert_eq!(getter.join().expect("no panic"), Ok(item(1)));
        queue.put(item(2)).expect("it is open");
        let putter = asleep(scope, || queue.put(item(3)));
        assert_eq!(queue.get(), Ok(item(2)));
        assert!(putter.join().expect("no panic").is_ok());
    });
    assert_eq!(queue.try_get(), Ok(item(3)));
}

/// However few a burst of items wakes: all who sleep are served.
#[test]
fn a_burst_of_items_reaches_all_getters_that_sleep() {
    let queue = Kind::bounded(8);
    thread::scope(|scope| {
        let getters: Vec<_> = (0..8).map(|_| asleep(scope, || queue.get_timeout(LONG))).collect();
        for number in 0..8 {
            assert_eq!(queue.try_put(item(number)), Ok(()));
        }
        let got = getters.into_iter().map(|getter| getter.join().expect("no panic"));
        let mut got: Vec<_> = got.map(|got| got.expect("there is one for each")).collect();
        got.sort_unstable();
        assert_eq!(got, items(0..8));
    });
}

/// Elsewhere senders hung when the queue was full.
#[test]
fn a_burst_of_gets_reaches_all_putters_that_sleep() {
    let queue = full_of(&[0; 8]);
    thread::scope(|scope| {
        let queue = &queue;
        let putters: Vec<_> = (1..=8)
            .map(|number| asleep(scope, move || queue.put_timeout(item(number), LONG)))
            .collect();
        let mut got: Vec<_> = (0..8).filter_map(|_| queue.try_get().ok()).collect();
        assert!(putters.into_iter().all(|putter| putter.join().expect("no panic").is_ok()));
        got.extend(items(rest(queue)));
        got.sort_unstable();
        assert_eq!(got, items([0; 8].into_iter().chain(1..=8)));
    });
}

#[test]
fn a_shutdown_gives_waiting_putters_their_items_back() {
    for is_now in [false, true] {
        let queue = full_of(&[1]);
        thread::scope(|scope| {
            let queue = &queue;
            let putters =
                [2, 3].map(|number| asleep(scope, move || queue.put_timeout(item(number), LONG)));
            if is_now {
                assert_eq!(queue.shutdown_now(), items([1]), "what waited stays outside");
            } else {
                assert!(queue.shutdown());
            }
            let back = putters.map(|putter| putter.join().expect("no panic"));
            assert_eq!(back, [2, 3].map(|number| Err(PutTimeoutError::ShutDown(item(number)))));
        });
    }
}

#[test]
fn a_shutdown_ends_all_gets() {
    for is_now in [false, true] {
        let queue = Kind::<u32>::bounded(3);
        thread::scope(|scope| {
            let forever = asleep(scope, || queue.get().is_err());
            let timed = asleep(scope, || queue.get_timeout(LONG));
            if is_now {
                assert!(queue.shutdown_now().is_empty());
            } else {
                queue.shutdown();
            }
            assert!(forever.join().expect("no panic"));
            assert_eq!(timed.join().expect("no panic"), Err(GetTimeoutError::ShutDown));
        });
    }
}

/// More than one batch of wake-ups has room for.
#[test]
fn a_shutdown_reaches_forty() {
    let queue = Kind::<u32>::bounded(1);
    thread::scope(|scope| {
        let getters: Vec<_> = (0..40).map(|_| scope.spawn(|| queue.get())).collect();
        queue.shutdown();
        assert!(getters.into_iter().all(|getter| getter.join().expect("no panic").is_err()));
    });
}

/// Elsewhere a receiver that found nothing and then saw the end said so, with an item put between.
#[test]
fn what_was_put_before_the_end_is_got_before_the_end() {
    for _ in 0..fewer_under_miri(200, 10) {
        let queue = Kind::bounded(1);
        thread::scope(|scope| {
            let getter = scope.spawn(|| {
                loop {
                    match queue.try_get() {
                        Err(error) if error.is_empty() => thread::yield_now(),
                        answer => break answer,
                    }
                }
            });
            queue.put(item(1)).expect("it is open");
            queue.shutdown();
            assert_eq!(getter.join().expect("no panic"), Ok(item(1)));
        });
    }
}

/// Signals interrupt the system calls in which both sides sleep.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let queue = Kind::bounded(1);
    let (ahead, behind) = (queue.clone(), queue.clone());
    let putter = thread::spawn(move || {
        for number in 0..200 {
            if number % 2 == 0 {
                ahead.put(item(number)).expect("it is open");
            } else {
                ahead.put_timeout(item(number), LONG).expect("there is room in time");
            }
        }
    });
    let getter = thread::spawn(move || {
        for number in 0..200 {
            let got =
                if number % 3 == 0 { behind.get().ok() } else { behind.get_timeout(LONG).ok() };
            assert_eq!(got, Some(item(number)));
        }
    });
    in_a_storm(vec![putter, getter], || ());
    assert!(queue.is_empty());
}
