//! A FIFO without room: a put is over when a get has the item.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use threadbare_queue::LockedFifo;

use super::{LONG, SHORT, asleep};
use crate::support::child::child_says;
use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, fewer_under_miri, poll_once};

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
    const ITEMS: u32 = fewer_under_miri(100, 20);
    let queue = LockedFifo::bounded(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 0..ITEMS {
                queue.put(item).expect("it is open");
            }
            for item in 0..ITEMS {
                assert_eq!(queue.get(), Ok(item));
            }
        });
        for item in 0..ITEMS {
            assert_eq!(block_on(queue.get_async()), Ok(item));
        }
        for item in 0..ITEMS {
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

/// A task that takes what waits, if it is to, on the thread of whoever woke it, and panics.
struct Grenade(LockedFifo<u32>, bool);

impl Wake for Grenade {
    fn wake(self: Arc<Self>) {
        if self.1 {
            assert_eq!(self.0.try_get(), Ok(1));
        }
        panic!("on purpose");
    }
}

/// A putter tells a task that it is there, and panics in that one's waker: it is there no more, and
/// its item went with the panic, unless somebody was faster.
#[test]
fn a_putter_that_panics_in_a_waker_leaves_the_line() {
    for takes in [false, true] {
        let queue = LockedFifo::bounded(0);
        let waker = Waker::from(Arc::new(Grenade(queue.clone(), takes)));
        let mut get = pin!(queue.get_async());
        assert!(get.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        let put = catch_unwind(AssertUnwindSafe(|| queue.put_timeout(1, LONG)));
        assert!(put.is_err());
        assert!(poll_once(get).is_pending() && queue.try_get().is_err());
        let mut put = pin!(queue.put_async(2));
        assert!(poll_once(put.as_mut()).is_pending());
        assert_eq!(queue.try_get(), Ok(2));
    }
}

/// Signals interrupt the system calls in which both sides sleep.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let queue = LockedFifo::bounded(0);
    let (ahead, behind) = (queue.clone(), queue.clone());
    let putter = thread::spawn(move || {
        for item in 0..200 {
            ahead.put_timeout(item, LONG).expect("somebody gets it in time");
        }
    });
    let getter = thread::spawn(move || {
        for item in 0..200 {
            assert_eq!(behind.get_timeout(LONG), Ok(item));
        }
    });
    in_a_storm(vec![putter, getter], || ());
    assert!(queue.try_get().is_err());
}

/// Who waits in the parent is not in the child, and a future that both have begins again there.
#[test]
fn a_child_meets_its_own_threads_and_tasks_alone() {
    let queue = LockedFifo::bounded(0);
    let mut copied = pin!(queue.put_async(1));
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        assert!(child_says(|| queue.try_put(2).is_err() && queue.put_timeout(2, SHORT).is_err()));
        queue.put(3).expect("it is open");
        assert_eq!(getter.join().expect("no panic"), Ok(3));
        assert!(poll_once(copied.as_mut()).is_pending());
        let putter = asleep(scope, || queue.put_timeout(4, LONG));
        assert!(child_says(|| {
            let alone = queue.try_get().is_err();
            let waits = poll_once(copied.as_mut()).is_pending();
            alone && waits && queue.try_get() == Ok(1) && poll_once(copied.as_mut()).is_ready()
        }));
        assert_eq!((queue.try_get(), queue.try_get()), (Ok(1), Ok(4)));
        assert!(putter.join().expect("no panic").is_ok());
    });
}
