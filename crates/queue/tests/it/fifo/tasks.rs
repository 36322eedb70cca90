//! Tasks that wait, go away, or are forgotten.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use threadbare_queue::Fifo;

use super::{LONG, asleep, full_of, rest};
use crate::support::{Bell, block_on, poll_once};

/// Polls again, as an executor may for no reason at all.
fn polls_panic<F: Future>(future: Pin<&mut F>) -> bool {
    catch_unwind(AssertUnwindSafe(|| poll_once(future).is_ready())).is_err()
}

#[test]
fn tasks_and_threads_use_the_same_queue() {
    let queue = Fifo::bounded(1);
    thread::scope(|scope| {
        scope.spawn(|| (0..100).for_each(|item| queue.put(item).expect("it is open")));
        for item in 0..100 {
            assert_eq!(block_on(queue.get_async()), Ok(item));
        }
        scope.spawn(|| (0..100).for_each(|item| assert_eq!(queue.get(), Ok(item))));
        for item in 0..100 {
            assert!(block_on(queue.put_async(item)).is_ok());
        }
    });
    assert!(queue.is_empty());
}

/// Each item tells a task; none is handed to it, so none is lost with it.
#[test]
fn an_item_tells_a_task_and_stays_until_it_comes() {
    let queue = Fifo::bounded(4);
    let bells = [(); 3].map(|()| Arc::new(Bell::default()));
    let mut gets = [(); 3].map(|()| Box::pin(queue.get_async()));
    for (get, bell) in gets.iter_mut().zip(&bells) {
        assert!(bell.poll(get.as_mut()).is_pending());
    }
    queue.put(1).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 0, 0]);
    assert_eq!(queue.len(), 1);
    queue.put(2).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 1, 0]);
    assert_eq!(bells[1].poll(gets[1].as_mut()), Poll::Ready(Ok(1)), "who comes first is served");
    assert_eq!(bells[0].poll(gets[0].as_mut()), Poll::Ready(Ok(2)));
    assert!(bells[2].poll(gets[2].as_mut()).is_pending());
}

/// Room tells a task; its item goes in when it comes, and not before.
#[test]
fn room_tells_a_task_and_stays_until_it_comes() {
    let queue = full_of(&[1]);
    let bell = Arc::new(Bell::default());
    let mut put = pin!(queue.put_async(2));
    assert!(bell.poll(put.as_mut()).is_pending());
    assert_eq!((queue.try_get(), bell.rings(), queue.len()), (Ok(1), 1, 0));
    assert!(queue.try_put(3).is_ok(), "a newcomer may be faster");
    assert!(bell.poll(put.as_mut()).is_pending(), "then it waits again");
    assert_eq!((queue.try_get(), bell.rings()), (Ok(3), 2));
    assert!(bell.poll(put.as_mut()).is_ready() && queue.try_get() == Ok(2));
}

/// The one that was woken is dropped: elsewhere the item then stayed and nobody was told, or went
/// with it.
#[test]
fn a_dropped_get_passes_its_wake_on() {
    let queue = Fifo::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut first = Box::pin(queue.get_async());
    let mut second = pin!(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(bell.poll(second.as_mut()).is_pending());
    queue.put(1).expect("it is open");
    assert_eq!(bell.rings(), 0);
    drop(first);
    assert_eq!(bell.rings(), 1);
    assert_eq!(bell.poll(second), Poll::Ready(Ok(1)), "and the item was not lost");
}

#[test]
fn a_dropped_put_passes_its_wake_on() {
    let queue = full_of(&[1]);
    let bell = Arc::new(Bell::default());
    let mut first = Box::pin(queue.put_async(2));
    let mut second = pin!(queue.put_async(3));
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(bell.poll(second.as_mut()).is_pending());
    assert_eq!((queue.try_get(), bell.rings()), (Ok(1), 0));
    drop(first);
    assert_eq!(bell.rings(), 1);
    assert!(bell.poll(second).is_ready());
    assert_eq!(rest(&queue), [3]);
}

#[test]
fn a_dropped_get_passes_its_wake_on_to_a_thread() {
    let queue = Fifo::bounded(4);
    let mut first = Box::pin(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    thread::scope(|scope| {
        let second = asleep(scope, || queue.get_timeout(LONG));
        queue.put(1).expect("it is open");
        drop(first);
        assert_eq!(second.join().expect("no panic"), Ok(1));
    });
}

/// The task that was told of both comes, and takes one: another is told of the rest.
#[test]
fn a_task_that_takes_one_of_two_items_tells_another() {
    let queue = Fifo::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut first = pin!(queue.get_async());
    let mut second = pin!(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(bell.poll(second.as_mut()).is_pending());
    assert!(queue.put(1).is_ok() && queue.put(2).is_ok());
    assert_eq!(poll_once(first), Poll::Ready(Ok(1)));
    assert_eq!((bell.rings(), queue.len()), (1, 1));
    assert_eq!(bell.poll(second), Poll::Ready(Ok(2)));
}

/// Elsewhere a forgotten future held the only notification, and the others slept for ever.
#[test]
fn a_forgotten_get_does_not_hold_up_the_others() {
    let queue = Fifo::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut forgotten = Box::pin(queue.get_async());
    let mut next = pin!(queue.get_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(bell.poll(next.as_mut()).is_pending());
    queue.put(1).expect("it is open");
    Box::leak(Box::new(forgotten));
    queue.put(2).expect("it is open");
    assert_eq!(bell.rings(), 1, "the next item told another");
    assert_eq!(bell.poll(next), Poll::Ready(Ok(1)));
}

#[test]
fn a_forgotten_put_does_not_hold_up_the_others() {
    let queue = full_of(&[1, 2]);
    let bell = Arc::new(Bell::default());
    let mut forgotten = Box::pin(queue.put_async(3));
    let mut next = pin!(queue.put_async(4));
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(bell.poll(next.as_mut()).is_pending());
    assert_eq!(queue.try_get(), Ok(1));
    Box::leak(Box::new(forgotten));
    assert_eq!((queue.try_get(), bell.rings()), (Ok(2), 1));
    assert!(bell.poll(next).is_ready());
    assert_eq!(rest(&queue), [4]);
}

#[test]
fn a_put_that_is_dropped_or_cancelled_leaves_no_ghost() {
    let queue = full_of(&[1]);
    let mut dropped = Box::pin(queue.put_async(2));
    let mut cancelled = pin!(queue.put_async(3));
    let mut new = pin!(queue.put_async(4));
    assert!(poll_once(dropped.as_mut()).is_pending());
    assert!(poll_once(cancelled.as_mut()).is_pending());
    drop(dropped);
    assert_eq!(cancelled.as_mut().cancel(), Some(3));
    assert_eq!(cancelled.as_mut().cancel(), None, "it was given back");
    assert_eq!(new.as_mut().cancel(), Some(4), "it was never polled");
    assert!(polls_panic(cancelled) && polls_panic(new));
    assert_eq!(rest(&queue), [1]);
}

/// A put that was told of room, and not polled since, has not been put.
#[test]
fn a_put_that_was_told_can_still_be_cancelled() {
    let queue = full_of(&[1]);
    let mut put = pin!(queue.put_async(2));
    assert!(poll_once(put.as_mut()).is_pending());
    assert_eq!((queue.try_get(), put.cancel()), (Ok(1), Some(2)));
    assert!(queue.is_empty());
}

/// The waker of the last poll is the one that counts, and the old one is dropped at once.
#[test]
fn a_task_that_moves_takes_its_new_waker_along() {
    let full = full_of(&[1]);
    let empty = Fifo::<u32>::bounded(1);
    let (old, new) = (Arc::new(Bell::default()), Arc::new(Bell::default()));
    let mut put = pin!(full.put_async(2));
    let mut get = pin!(empty.get_async());
    for bell in [&old, &new] {
        assert!(bell.poll(put.as_mut()).is_pending() && bell.poll(get.as_mut()).is_pending());
    }
    assert_eq!(Arc::strong_count(&old), 1, "the old waker was dropped");
    assert!(full.try_get().is_ok() && empty.try_put(1).is_ok());
    assert_eq!((old.rings(), new.rings()), (0, 2));
}

#[test]
fn polls_for_no_reason_change_nothing() {
    let queue = Fifo::bounded(2);
    let bells = [(); 2].map(|()| Arc::new(Bell::default()));
    let mut gets = [(); 2].map(|()| Box::pin(queue.get_async()));
    for _ in 0..5 {
        for (get, bell) in gets.iter_mut().zip(&bells) {
            assert!(bell.poll(get.as_mut()).is_pending());
        }
    }
    queue.put(1).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 0], "one node each, in order");
    let [first, second] = gets;
    drop(second);
    assert_eq!(block_on(first), Ok(1));
}

#[test]
fn a_future_that_was_ready_is_not_polled_again() {
    let queue = Fifo::bounded(1);
    let mut put = pin!(queue.put_async(1));
    assert!(poll_once(put.as_mut()).is_ready() && polls_panic(put));
    let mut get = pin!(queue.get_async());
    assert!(poll_once(get.as_mut()).is_ready() && polls_panic(get));
    assert!(queue.is_empty(), "the second poll has got nothing");
}

#[test]
fn a_shutdown_wakes_forty_tasks_of_each_side() {
    let (full, empty) = (full_of(&[1]), Fifo::<u32>::bounded(1));
    let bell = Arc::new(Bell::default());
    let mut puts: Vec<_> = (0..40).map(|item| Box::pin(full.put_async(item))).collect();
    let mut gets: Vec<_> = (0..40).map(|_| Box::pin(empty.get_async())).collect();
    assert!(puts.iter_mut().all(|put| bell.poll(put.as_mut()).is_pending()));
    assert!(gets.iter_mut().all(|get| bell.poll(get.as_mut()).is_pending()));
    assert!(full.shutdown() && empty.shutdown_now().is_empty());
    assert_eq!(bell.rings(), 80);
    for (put, item) in puts.iter_mut().zip(0..) {
        let answer = poll_once(put.as_mut());
        assert!(matches!(answer, Poll::Ready(Err(error)) if error.into_inner() == item));
    }
    assert!(gets.iter_mut().all(|get| matches!(poll_once(get.as_mut()), Poll::Ready(Err(_)))));
    assert!(matches!(poll_once(pin!(full.put_async(9))), Poll::Ready(Err(_))));
    assert_eq!(poll_once(pin!(full.get_async())), Poll::Ready(Ok(1)), "it drains");
}

/// Dropped after every number of polls, woken or not: what is put afterwards is found, and the
/// queue has no waiters left.
#[test]
fn futures_dropped_at_every_poll_leave_nothing_behind() {
    for polls in 0..3 {
        for is_woken in [false, true] {
            let (full, empty) = (full_of(&[1]), Fifo::<u32>::bounded(1));
            let bell = Arc::new(Bell::default());
            let mut put = Box::pin(full.put_async(2));
            let mut get = Box::pin(empty.get_async());
            for _ in 0..polls {
                assert!(bell.poll(put.as_mut()).is_pending());
                assert!(bell.poll(get.as_mut()).is_pending());
            }
            if is_woken {
                assert!(full.try_get().is_ok() && empty.try_put(3).is_ok());
            }
            drop((put, get));
            let rings = if is_woken && polls > 0 { 2 } else { 0 };
            assert_eq!((bell.rings(), Arc::strong_count(&bell)), (rings, 1));
            let left = if is_woken { (vec![], vec![3]) } else { (vec![1], vec![]) };
            assert_eq!((rest(&full), rest(&empty)), left);
        }
    }
}
