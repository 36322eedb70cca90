//! Tasks that wait, go away, or are forgotten.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use threadbare_queue::{Lifo, LockedFifo, TryGetError};

use super::{LONG, asleep, full_of};
use crate::support::{Bell, poll_once};

#[test]
fn an_item_wakes_one_task_and_stays_until_it_comes() {
    let queue = Lifo::bounded(4);
    let bells = [(); 3].map(|()| Arc::new(Bell::default()));
    let mut gets = [(); 3].map(|()| Box::pin(queue.get_async()));
    for (get, bell) in gets.iter_mut().zip(&bells) {
        assert!(bell.poll(get.as_mut()).is_pending());
    }
    queue.put(1).expect("it is open");
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 0, 0]);
    assert_eq!(queue.len(), 1);
    assert_eq!(bells[0].poll(gets[0].as_mut()), Poll::Ready(Ok(1)));
    assert_eq!(bells.each_ref().map(|bell| bell.rings()), [1, 0, 0]);
}

/// The one that was woken is dropped: elsewhere the item then stayed and nobody was told.
#[test]
fn a_dropped_get_passes_its_wake_on() {
    let queue = Lifo::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut first = Box::pin(queue.get_async());
    let mut second = pin!(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    assert!(bell.poll(second.as_mut()).is_pending());
    queue.put(1).expect("it is open");
    drop(first);
    assert_eq!(bell.rings(), 1);
    assert_eq!(bell.poll(second), Poll::Ready(Ok(1)), "and the item was not lost");
}

/// As above, with a thread behind it: that one is given the item.
#[test]
fn a_dropped_get_passes_the_item_on_to_a_thread() {
    let queue = LockedFifo::bounded(4);
    let mut first = Box::pin(queue.get_async());
    assert!(poll_once(first.as_mut()).is_pending());
    thread::scope(|scope| {
        let second = scope.spawn(|| queue.get_timeout(LONG));
        queue.put(1).expect("it is open");
        drop(first);
        assert_eq!(second.join().expect("no panic"), Ok(1));
    });
}

/// Elsewhere a forgotten future held the only notification, and the others slept for ever.
#[test]
fn a_forgotten_get_does_not_hold_up_the_others() {
    let queue = LockedFifo::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut forgotten = Box::pin(queue.get_async());
    let mut next = pin!(queue.get_async());
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(bell.poll(next.as_mut()).is_pending());
    queue.put(1).expect("it is open");
    Box::leak(Box::new(forgotten));
    assert_eq!(bell.rings(), 0);
    queue.put(2).expect("it is open");
    assert_eq!(bell.rings(), 1, "the next move told another");
    assert_eq!(bell.poll(next), Poll::Ready(Ok(1)));
}

/// The item of a put that waits was put, whether or not its future is polled again.
#[test]
fn a_put_that_waits_is_done_for_it() {
    let queue = full_of(&[1]);
    let bell = Arc::new(Bell::default());
    let mut put = Box::pin(queue.put_async(2));
    assert!(bell.poll(put.as_mut()).is_pending());
    assert_eq!((queue.try_get(), bell.rings(), queue.len()), (Ok(1), 1, 1));
    assert_eq!(put.as_mut().cancel(), None, "it is too late for that");
    assert_eq!(queue.try_get(), Ok(2));
}

#[test]
fn a_put_that_is_dropped_or_cancelled_leaves_no_ghost() {
    let queue = full_of(&[1]);
    let mut dropped = Box::pin(queue.put_async(2));
    let mut cancelled = pin!(queue.put_async(3));
    let mut last = pin!(queue.put_async(4));
    assert!(poll_once(dropped.as_mut()).is_pending());
    assert!(poll_once(cancelled.as_mut()).is_pending());
    assert!(poll_once(last.as_mut()).is_pending());
    drop(dropped);
    assert_eq!(cancelled.cancel(), Some(3));
    assert_eq!((queue.try_get(), queue.try_get()), (Ok(1), Ok(4)));
    assert!(poll_once(last).is_ready());
    assert!(queue.is_empty());
}

/// Items of futures that were never polled, or dropped at any later point, are dropped once.
#[test]
fn no_item_leaks_whenever_a_put_is_dropped() {
    let item = Arc::new(());
    let queue = LockedFifo::bounded(1);
    drop(queue.put_async(Arc::clone(&item)));
    assert_eq!(Arc::strong_count(&item), 1);
    queue.try_put(Arc::clone(&item)).expect("there is room");
    let mut put = Box::pin(queue.put_async(Arc::clone(&item)));
    assert!(poll_once(put.as_mut()).is_pending());
    drop(put);
    assert_eq!(Arc::strong_count(&item), 2);
    let mut put = Box::pin(queue.put_async(Arc::clone(&item)));
    assert!(poll_once(put.as_mut()).is_pending());
    drop(queue.try_get());
    drop(put);
    assert_eq!(Arc::strong_count(&item), 2, "the one that was put for it");
    drop(queue);
    assert_eq!(Arc::strong_count(&item), 1);
}

/// The waker of the last poll is the one that counts.
#[test]
fn a_task_that_moves_takes_its_new_waker_along() {
    let queue = full_of(&[1]);
    let empty = LockedFifo::<u32>::bounded(1);
    let (old, new) = (Arc::new(Bell::default()), Arc::new(Bell::default()));
    let mut put = pin!(queue.put_async(2));
    let mut get = pin!(empty.get_async());
    for bell in [&old, &new] {
        assert!(bell.poll(put.as_mut()).is_pending() && bell.poll(get.as_mut()).is_pending());
    }
    assert_eq!(Arc::strong_count(&old), 1, "the old waker was dropped");
    assert!(queue.try_get().is_ok() && empty.try_put(1).is_ok());
    assert_eq!((old.rings(), new.rings()), (0, 2));
}

#[test]
fn a_shutdown_wakes_forty_tasks() {
    let queue = full_of(&[1]);
    let bell = Arc::new(Bell::default());
    let mut puts: Vec<_> = (0..40).map(|item| Box::pin(queue.put_async(item))).collect();
    for put in &mut puts {
        assert!(bell.poll(put.as_mut()).is_pending());
    }
    queue.shutdown();
    assert_eq!(bell.rings(), 40);
    for (put, item) in puts.iter_mut().zip(0..) {
        let answer = poll_once(put.as_mut());
        assert!(matches!(answer, Poll::Ready(Err(error)) if error.into_inner() == item));
    }
}

/// One call may have more to wake than it has room to note.
#[test]
fn a_larger_capacity_puts_for_forty_tasks() {
    let queue = full_of(&[0]);
    let bell = Arc::new(Bell::default());
    let mut puts: Vec<_> = (1..=40).map(|item| Box::pin(queue.put_async(item))).collect();
    for put in &mut puts {
        assert!(bell.poll(put.as_mut()).is_pending());
    }
    queue.set_capacity(100);
    assert_eq!((bell.rings(), queue.len()), (40, 41));
    assert_eq!(queue.shutdown_now(), (0..=40).collect::<Vec<_>>());
    assert!(puts.iter_mut().all(|put| poll_once(put.as_mut()) == Poll::Ready(Ok(()))));
}

/// A task that uses the queue as soon as it is woken, on the thread of whoever woke it.
struct Meddler(LockedFifo<u32>, Mutex<Vec<Result<u32, TryGetError>>>);

impl Wake for Meddler {
    fn wake(self: Arc<Self>) {
        let got = self.0.try_get();
        self.1.lock().expect("no panic").push(got);
    }
}

/// From the first moment of the end, nothing comes in from those who wait outside, whether they
/// have been told already or not.
#[test]
fn nobody_gets_what_waits_outside_after_the_end() {
    for items in [vec![], vec![7]] {
        let queue = full_of(&items);
        let meddler = Arc::new(Meddler(queue.clone(), Mutex::default()));
        let waker = Waker::from(Arc::clone(&meddler));
        let mut puts: Vec<_> = (0..40).map(|item| Box::pin(queue.put_async(item))).collect();
        for put in &mut puts {
            assert!(put.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
        queue.shutdown();
        let got = meddler.1.lock().expect("no panic").clone();
        assert_eq!(got.len(), 40);
        assert_eq!(got.iter().filter_map(|got| got.ok()).collect::<Vec<_>>(), items);
        assert!(puts.iter_mut().all(|put| matches!(poll_once(put.as_mut()), Poll::Ready(Err(_)))));
    }
}

/// Two tasks were told and do not come. One move of somebody else serves both threads behind them.
#[test]
fn one_move_serves_all_threads_behind_tasks_that_do_not_come() {
    let queue = LockedFifo::bounded(2);
    let mut tasks = [(); 2].map(|()| Box::pin(queue.get_async()));
    assert!(tasks.iter_mut().all(|task| poll_once(task.as_mut()).is_pending()));
    thread::scope(|scope| {
        let getters = [(); 2].map(|()| asleep(scope, || queue.get_timeout(LONG)));
        queue.put(1).expect("it is open");
        queue.put(2).expect("it is open");
        assert_eq!(queue.len(), 2, "both tasks were told");
        assert!(queue.try_put(3).is_err_and(|error| error.is_full()));
        assert!(queue.is_empty());
        let got = getters.map(|getter| getter.join().expect("no panic"));
        assert_eq!(got, [Ok(1), Ok(2)]);
    });
}

/// A thread stands in line behind a task that was told: what comes late is not given to it past
/// what is there.
#[test]
fn an_item_does_not_overtake_those_in_the_container() {
    let queue = LockedFifo::bounded(1);
    let mut told = pin!(queue.get_async());
    assert!(poll_once(told.as_mut()).is_pending());
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        queue.put(1).expect("it is open");
        assert!(queue.try_put(2).is_err_and(|error| error.is_full()));
        assert_eq!(getter.join().expect("no panic"), Ok(1), "the next move serves another");
    });
    assert!(queue.is_empty());
}
