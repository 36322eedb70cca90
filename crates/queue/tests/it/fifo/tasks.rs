//! Tasks that wait, go away, or are forgotten.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use threadbare_queue::Fifo;

use super::{full_of, is_ring, rest};
use crate::support::{Bell, forget, poll_once};

/// Room tells a task; its item goes in when it comes, and not before.
#[test]
fn room_tells_a_task_and_stays_until_it_comes() {
    if !is_ring() {
        return;
    }
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

#[test]
fn a_dropped_put_passes_its_wake_on() {
    if !is_ring() {
        return;
    }
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

#[test]
fn a_forgotten_put_does_not_hold_up_the_others() {
    if !is_ring() {
        return;
    }
    let queue = full_of(&[1, 2]);
    let bell = Arc::new(Bell::default());
    let mut forgotten = Box::pin(queue.put_async(3));
    let mut next = pin!(queue.put_async(4));
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(bell.poll(next.as_mut()).is_pending());
    assert_eq!(queue.try_get(), Ok(1));
    forget(forgotten);
    assert_eq!((queue.try_get(), bell.rings()), (Ok(2), 1));
    assert!(bell.poll(next).is_ready());
    assert_eq!(rest(&queue), [4]);
}

/// A put that was told of room, and not polled since, has not been put.
#[test]
fn a_put_that_was_told_can_still_be_cancelled() {
    if !is_ring() {
        return;
    }
    let queue = full_of(&[1]);
    let mut put = pin!(queue.put_async(2));
    assert!(poll_once(put.as_mut()).is_pending());
    assert_eq!((queue.try_get(), put.cancel()), (Ok(1), Some(2)));
    assert!(queue.is_empty());
}
