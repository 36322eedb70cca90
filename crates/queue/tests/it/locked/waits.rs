//! Threads that wait for an item, or for room.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::{GetTimeoutError, Lifo, LockedFifo, Priority, PutTimeoutError};

use super::{LONG, SHORT, asleep, full_of, heap_of};
use crate::support::storm::in_a_storm;

#[test]
fn timeouts_of_every_size_end_as_they_should() {
    let empty = LockedFifo::<u32>::bounded(1);
    let full = full_of(&[1]);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert_eq!(empty.get_timeout(timeout), Err(GetTimeoutError::Timeout));
        assert!(full.put_timeout(7, timeout).is_err_and(|error| error.into_inner() == 7));
    }
    let past = Instant::now();
    assert_eq!(empty.get_deadline(past), Err(GetTimeoutError::Timeout));
    assert!(full.put_deadline(7, past).is_err_and(|error| error.is_timeout()));
    assert!(empty.put_timeout(1, Duration::MAX).is_ok());
    assert_eq!(full.get_timeout(Duration::MAX), Ok(1));
}

#[test]
fn a_timeout_leaves_no_ghost() {
    let queue = LockedFifo::bounded(1);
    assert!(queue.get_timeout(SHORT).is_err());
    assert!(queue.try_put(1).is_ok() && queue.len() == 1, "no getter was left to take it");
    assert!(queue.put_timeout(2, SHORT).is_err());
    assert_eq!((queue.try_get(), queue.len()), (Ok(1), 0), "no putter was left to put");
}

/// A getter that sleeps is given the very item, and a putter that sleeps has it taken.
#[test]
fn sleepers_are_served() {
    let queue = Lifo::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get());
        queue.put(1).expect("it is open");
        assert_eq!(getter.join().expect("no panic"), Ok(1));
    });
    queue.put(2).expect("it is open");
    thread::scope(|scope| {
        let putter = asleep(scope, || queue.put(3));
        assert_eq!(queue.get(), Ok(2));
        assert!(putter.join().expect("no panic").is_ok());
    });
    assert_eq!(queue.try_get(), Ok(3));
}

/// Three that wait to put; returns when all of them sleep, in this order.
fn putters<'scope, 'env>(
    scope: &'scope thread::Scope<'scope, 'env>,
    queue: &'env LockedFifo<u32>,
    items: &[u32],
) -> Vec<thread::ScopedJoinHandle<'scope, Result<(), PutTimeoutError<u32>>>> {
    let mut threads = Vec::new();
    for item in items.iter().copied() {
        threads.push(asleep(scope, move || queue.put_timeout(item, LONG)));
    }
    threads
}

#[test]
fn waiting_putters_put_in_the_order_in_which_they_came() {
    let queue = full_of(&[1]);
    thread::scope(|scope| {
        let threads = putters(scope, &queue, &[2, 3, 4]);
        assert!(queue.try_put(9).is_err(), "a newcomer does not overtake them");
        let got: Vec<u32> = (0..4).map_while(|_| queue.try_get().ok()).collect();
        assert_eq!(got, [1, 2, 3, 4]);
        assert!(threads.into_iter().all(|thread| thread.join().expect("no panic").is_ok()));
    });
}

#[test]
fn a_shutdown_gives_waiting_putters_their_items_back() {
    let queue = full_of(&[1]);
    thread::scope(|scope| {
        let threads = putters(scope, &queue, &[2, 3]);
        assert_eq!(queue.shutdown_now(), [1], "what waited outside is not among them");
        let back: Vec<u32> = threads
            .into_iter()
            .filter_map(|thread| thread.join().expect("no panic").err())
            .map(|error| {
                assert!(error.is_shut_down());
                error.into_inner()
            })
            .collect();
        assert_eq!(back, [2, 3]);
    });
}

#[test]
fn a_larger_capacity_lets_waiting_putters_put() {
    let queue = full_of(&[1]);
    thread::scope(|scope| {
        let threads = putters(scope, &queue, &[2, 3, 4]);
        queue.set_capacity(3);
        assert_eq!(queue.len(), 3);
        assert_eq!(queue.shutdown_now(), [1, 2, 3]);
        let refused =
            threads.into_iter().filter_map(|thread| thread.join().expect("no panic").err());
        assert_eq!(refused.map(PutTimeoutError::into_inner).collect::<Vec<_>>(), [4]);
    });
}

/// More than one batch of wake-ups has room for.
#[test]
fn a_shutdown_reaches_forty() {
    let queue = Priority::<u32, ()>::unbounded();
    thread::scope(|scope| {
        let getters: Vec<_> = (0..40).map(|_| scope.spawn(|| queue.get())).collect();
        queue.shutdown();
        assert!(getters.into_iter().all(|getter| getter.join().expect("no panic").is_err()));
    });
}

#[test]
fn a_waiting_getter_gets_the_first_of_a_heap() {
    let queue = heap_of(&[]);
    thread::scope(|scope| {
        let getter = scope.spawn(|| queue.get_timeout(LONG));
        queue.put((2, 0)).expect("it is open");
        assert!(getter.join().expect("no panic").is_ok());
    });
    assert!(queue.is_empty());
}

#[test]
fn a_look_that_panics_leaves_the_queue_as_it_was() {
    let queue = full_of(&[1]);
    let look = catch_unwind(AssertUnwindSafe(|| queue.peek_with(|_| panic!("on purpose"))));
    assert!(look.is_err());
    assert_eq!((queue.peek_with(|item| *item), queue.try_get()), (Some(1), Ok(1)));
    assert_eq!(queue.peek_with(|item| *item), None);
}

#[test]
fn signals_do_not_disturb() {
    let queue = LockedFifo::bounded(1);
    let ahead = queue.clone();
    let behind = queue.clone();
    let putter = thread::spawn(move || {
        for item in 0..200 {
            ahead.put(item).expect("it is open");
        }
    });
    let getter = thread::spawn(move || {
        for item in 0..200 {
            assert_eq!(behind.get_timeout(LONG), Ok(item));
        }
    });
    in_a_storm(vec![putter, getter], || ());
    assert!(queue.is_empty());
}
