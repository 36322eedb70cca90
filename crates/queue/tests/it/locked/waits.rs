//! Threads that wait for an item, or for room.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use threadbare_queue::{LockedFifo, PutTimeoutError};

use super::{LONG, asleep, full_of, heap_of};

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
