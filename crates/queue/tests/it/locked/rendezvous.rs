//! A FIFO without room: a put is over when a get has the item.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use threadbare_queue::LockedFifo;

use super::{LONG, SHORT, asleep};
use crate::support::{Bell, block_on, poll_once};

#[test]
fn nobody_there_means_neither_full_nor_empty_can_be_helped() {
    let queue = LockedFifo::bounded(0);
    assert!(queue.try_put(1).is_err_and(|error| error.is_full()));
    assert!(queue.try_get().is_err_and(|error| error.is_empty()));
    assert!(queue.put_timeout(1, SHORT).is_err_and(|error| error.is_timeout()));
    assert!(queue.get_timeout(SHORT).is_err_and(|error| error.is_timeout()));
    assert!(queue.put_timeout(1, Duration::ZERO).is_err_and(|error| error.is_timeout()));
    assert!(queue.is_empty() && queue.is_full() && queue.capacity() == Some(0));
}

#[test]
fn a_try_hands_over_to_a_thread_that_waits() {
    let queue = LockedFifo::bounded(0);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        assert!(queue.try_put(1).is_ok());
        assert_eq!(getter.join().expect("no panic"), Ok(1));
        assert!(queue.try_put(2).is_err());
    });
}

#[test]
fn a_try_takes_from_a_thread_and_from_a_task_that_wait_in_their_order() {
    let queue = LockedFifo::bounded(0);
    let mut first = pin!(queue.put_async(1));
    assert!(poll_once(first.as_mut()).is_pending());
    thread::scope(|scope| {
        let second = asleep(scope, || queue.put_timeout(2, LONG));
        assert_eq!((queue.try_get(), queue.try_get()), (Ok(1), Ok(2)));
        assert!(second.join().expect("no panic").is_ok());
    });
    assert_eq!(poll_once(first), Poll::Ready(Ok(())));
}

#[test]
fn two_tasks_meet_whoever_comes_first() {
    let queue = LockedFifo::bounded(0);
    let bell = Arc::new(Bell::default());
    let mut get = pin!(queue.get_async());
    assert!(bell.poll(get.as_mut()).is_pending());
    assert!(queue.try_put(1).is_err_and(|error| error.is_full()), "a task is handed nothing");
    let mut put = pin!(queue.put_async(1));
    assert!(poll_once(put.as_mut()).is_pending());
    assert_eq!(bell.rings(), 1, "somebody is there now");
    assert_eq!(bell.poll(get), Poll::Ready(Ok(1)));
    assert_eq!(poll_once(put), Poll::Ready(Ok(())));
}

/// A thread that puts beside a task that gets, and the other way round.
#[test]
fn a_thread_and_a_task_meet() {
    let queue = LockedFifo::bounded(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 0..100 {
                queue.put(item).expect("it is open");
            }
            for item in 0..100 {
                assert_eq!(queue.get(), Ok(item));
            }
        });
        for item in 0..100 {
            assert_eq!(block_on(queue.get_async()), Ok(item));
        }
        for item in 0..100 {
            assert!(block_on(queue.put_async(item)).is_ok());
        }
    });
}

#[test]
fn shutdown_now_leaves_what_is_outside_outside() {
    let queue = LockedFifo::bounded(0);
    let mut put = pin!(queue.put_async(1));
    assert!(poll_once(put.as_mut()).is_pending());
    assert!(queue.shutdown_now().is_empty());
    assert!(queue.try_get().is_err_and(|error| error.is_shut_down()));
    assert!(matches!(poll_once(put), Poll::Ready(Err(error)) if error.into_inner() == 1));
}

/// A capacity of zero that comes later, with a task that was told of an item and never came.
#[test]
fn room_that_is_taken_away_turns_the_queue_into_a_rendezvous() {
    let queue = LockedFifo::bounded(2);
    queue.put(1).expect("it is open");
    queue.set_capacity(0);
    let mut put = pin!(queue.put_async(2));
    assert!(poll_once(put.as_mut()).is_pending());
    assert_eq!((queue.try_get(), queue.try_get()), (Ok(1), Ok(2)));
    assert!(poll_once(put).is_ready());
}
