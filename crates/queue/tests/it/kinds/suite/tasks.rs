//! Tasks that wait, go away, or are forgotten.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use super::{Kind, LONG, full_of, item, polls_panic, puts_for_tasks, rest};
use crate::support::asleep::asleep;
use crate::support::{Bell, block_on, fewer_under_miri, forget, poll_once};

#[test]
fn tasks_and_threads_use_the_same_queue() {
    const ITEMS: u32 = fewer_under_miri(100, 20);
    let queue = Kind::bounded(1);
    thread::scope(|scope| {
        scope.spawn(|| (0..ITEMS).for_each(|number| queue.put(item(number)).expect("it is open")));
        for number in 0..ITEMS {
            assert_eq!(block_on(queue.get_async()), Ok(item(number)));
        }
        scope.spawn(|| (0..ITEMS).for_each(|number| assert_eq!(queue.get(), Ok(item(number)))));
        for number in 0..ITEMS {
            assert!(block_on(queue.put_async(item(number))).is_ok());
        }
    });
    assert!(queue.is_empty());
}

/// Each item tells a task; none is handed to it, so none is lost with it.
#[test]
fn an_item_tells_a_task_and_stays_until_it_comes() {
    let queue = Kind::bounded(4);
    let bells = [(); 3].map(|()| Arc::new(Bell::default()));
    let mut gets = [(); 3].map(|()| Box::pin(queue.get_async()));
    for (get, bell) in gets.iter_mut().zip(&bells) {
        assert!(bell.poll(get.as_mut()).is_pending());
    }
    queue.put(item(1)).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 0, 0]);
    assert_eq!(queue.len(), 1);
    queue.put(item(2)).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 1, 0]);
    assert!(bells[1].poll(gets[1].as_mut()).is_ready(), "who comes first is served");
    assert!(bells[0].poll(gets[0].as_mut()).is_ready());
    assert!(bells[2].poll(gets[2].as_mut()).is_pending());
}

/// The one that was woken is dropped: elsewhere the item then stayed and nobody was told, or went
/// with it.
#[test]
fn a_dropped_get_passes_its_wake_on() {
    let queue = Kind::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut first = Box::pin(queue.get_async());
    let mut second = pin!(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(bell.poll(second.as_mut()).is_pending());
    queue.put(item(1)).expect("it is open");
    assert_eq!(bell.rings(), 0);
    drop(first);
    assert_eq!(bell.rings(), 1);
    assert_eq!(bell.poll(second), Poll::Ready(Ok(item(1))), "and the item was not lost");
}

#[test]
fn a_dropped_get_passes_its_wake_on_to_a_thread() {
    let queue = Kind::bounded(4);
    let mut first = Box::pin(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    thread::scope(|scope| {
        let second = asleep(scope, || queue.get_timeout(LONG));
        queue.put(item(1)).expect("it is open");
        drop(first);
        assert_eq!(second.join().expect("no panic"), Ok(item(1)));
    });
}

/// Elsewhere a forgotten future held the only notification, and the others slept for ever.
#[test]
fn a_forgotten_get_does_not_hold_up_the_others() {
    let queue = Kind::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut forgotten = Box::pin(queue.get_async());
    let mut next = pin!(queue.get_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(bell.poll(next.as_mut()).is_pending());
    queue.put(item(1)).expect("it is open");
    forget(forgotten);
    assert_eq!(bell.rings(), 0);
    queue.put(item(2)).expect("it is open");
    assert_eq!(bell.rings(), 1, "the next item told another");
    assert!(bell.poll(next).is_ready());
}

#[test]
fn a_put_that_is_dropped_or_cancelled_leaves_no_ghost() {
    let queue = full_of(&[1]);
    let mut dropped = Box::pin(queue.put_async(item(2)));
    let mut cancelled = pin!(queue.put_async(item(3)));
    let mut last = pin!(queue.put_async(item(4)));
    let mut new = pin!(queue.put_async(item(5)));
    assert!(poll_once(dropped.as_mut()).is_pending());
    assert!(poll_once(cancelled.as_mut()).is_pending());
    assert!(poll_once(last.as_mut()).is_pending());
    drop(dropped);
    assert_eq!(cancelled.as_mut().cancel(), Some(item(3)));
    assert_eq!(cancelled.as_mut().cancel(), None, "it was given back");
    assert_eq!(new.as_mut().cancel(), Some(item(5)), "it was never polled");
    assert!(polls_panic(cancelled) && polls_panic(new));
    assert_eq!(queue.try_get(), Ok(item(1)));
    assert!(poll_once(last).is_ready());
    assert_eq!(rest(&queue), [4]);
}

/// The waker of the last poll is the one that counts, and the old one is dropped at once.
#[test]
fn a_task_that_moves_takes_its_new_waker_along() {
    let full = full_of(&[1]);
    let empty = Kind::<u32>::bounded(1);
    let (old, new) = (Arc::new(Bell::default()), Arc::new(Bell::default()));
    let mut put = pin!(full.put_async(item(2)));
    let mut get = pin!(empty.get_async());
    for bell in [&old, &new] {
        assert!(bell.poll(put.as_mut()).is_pending() && bell.poll(get.as_mut()).is_pending());
    }
    assert_eq!(Arc::strong_count(&old), 1, "the old waker was dropped");
    assert!(full.try_get().is_ok() && empty.try_put(item(1)).is_ok());
    assert_eq!((old.rings(), new.rings()), (0, 2));
}

#[test]
fn polls_for_no_reason_change_nothing() {
    let queue = Kind::bounded(2);
    let bells = [(); 2].map(|()| Arc::new(Bell::default()));
    let mut gets = [(); 2].map(|()| Box::pin(queue.get_async()));
    for _ in 0..5 {
        for (get, bell) in gets.iter_mut().zip(&bells) {
            assert!(bell.poll(get.as_mut()).is_pending());
        }
    }
    queue.put(item(1)).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 0], "one node each, in order");
    let [first, second] = gets;
    drop(second);
    assert_eq!(block_on(first), Ok(item(1)));
}

#[test]
fn a_future_that_was_ready_is_not_polled_again() {
    let queue = Kind::bounded(1);
    let mut put = pin!(queue.put_async(item(1)));
    assert!(poll_once(put.as_mut()).is_ready() && polls_panic(put));
    let mut get = pin!(queue.get_async());
    assert!(poll_once(get.as_mut()).is_ready() && polls_panic(get));
    assert!(queue.is_empty(), "the second poll has got nothing");
}

#[test]
fn a_shutdown_wakes_forty_tasks_of_each_side() {
    let (full, empty) = (full_of(&[1]), Kind::<u32>::bounded(1));
    let bell = Arc::new(Bell::default());
    let mut puts: Vec<_> = (0..40).map(|number| Box::pin(full.put_async(item(number)))).collect();
    let mut gets: Vec<_> = (0..40).map(|_| Box::pin(empty.get_async())).collect();
    assert!(puts.iter_mut().all(|put| bell.poll(put.as_mut()).is_pending()));
    assert!(gets.iter_mut().all(|get| bell.poll(get.as_mut()).is_pending()));
    assert!(full.shutdown() && empty.shutdown_now().is_empty());
    assert_eq!(bell.rings(), 80);
    for (put, number) in puts.iter_mut().zip(0..) {
        let answer = poll_once(put.as_mut());
        assert!(matches!(answer, Poll::Ready(Err(error)) if error.into_inner() == item(number)));
    }
    assert!(gets.iter_mut().all(|get| matches!(poll_once(get.as_mut()), Poll::Ready(Err(_)))));
    assert!(matches!(poll_once(pin!(full.put_async(item(9)))), Poll::Ready(Err(_))));
    assert_eq!(poll_once(pin!(full.get_async())), Poll::Ready(Ok(item(1))), "it drains");
}

/// Dropped after every number of polls, woken or not: what is put afterwards is found, and the
/// queue has no waiters left.
#[test]
fn futures_dropped_at_every_poll_leave_nothing_behind() {
    for polls in 0..3 {
        for is_woken in [false, true] {
            let (full, empty) = (full_of(&[1]), Kind::<u32>::bounded(1));
            let bell = Arc::new(Bell::default());
            let mut put = Box::pin(full.put_async(item(2)));
            let mut get = Box::pin(empty.get_async());
            for _ in 0..polls {
                assert!(bell.poll(put.as_mut()).is_pending());
                assert!(bell.poll(get.as_mut()).is_pending());
            }
            if is_woken {
                assert!(full.try_get().is_ok() && empty.try_put(item(3)).is_ok());
            }
            drop((put, get));
            let rings = if is_woken && polls > 0 { 2 } else { 0 };
            assert_eq!((bell.rings(), Arc::strong_count(&bell)), (rings, 1));
            let was_put = puts_for_tasks() && is_woken && polls > 0;
            let in_full = if was_put { vec![2] } else { vec![1; usize::from(!is_woken)] };
            assert_eq!((rest(&full), rest(&empty)), (in_full, vec![3; usize::from(is_woken)]));
        }
    }
}
