//! A fork, with the queue in every state: what the child finds.

use std::pin::pin;
use std::sync::mpsc;
use std::thread;

use threadbare_queue::{Lifo, LockedFifo};

use super::{LONG, SHORT, asleep, full_of};
use crate::support::child::child_says;
use crate::support::poll_once;

#[test]
fn a_child_has_the_items_and_the_parent_keeps_its_own() {
    let stack = Lifo::bounded(2);
    stack.put(1).expect("it is open");
    assert!(child_says(|| {
        let put = stack.try_put(2).is_ok();
        put && stack.get() == Ok(2) && stack.get() == Ok(1) && stack.try_get().is_err()
    }));
    assert_eq!(stack.len(), 1);
}

/// The waiters of the parent do not exist in the child, and their slots are not touched there.
#[test]
fn getters_of_the_parent_do_not_wait_in_the_child() {
    let queue = LockedFifo::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        assert!(child_says(|| {
            let put = queue.try_put(7).is_ok();
            let is_late = queue.put_timeout(8, SHORT).is_err();
            put && is_late && queue.try_get() == Ok(7) && queue.get_timeout(SHORT).is_err()
        }));
        queue.put(1).expect("it is open");
        assert_eq!(getter.join().expect("no panic"), Ok(1));
    });
}

#[test]
fn putters_of_the_parent_do_not_put_in_the_child() {
    let queue = full_of(&[1]);
    thread::scope(|scope| {
        let putter = asleep(scope, || queue.put_timeout(2, LONG));
        assert!(child_says(|| {
            queue.try_get() == Ok(1) && queue.try_get().is_err() && queue.try_put(3).is_ok()
        }));
        // One whose first move is the end of the queue.
        assert!(child_says(|| queue.shutdown() && queue.get() == Ok(1) && queue.get().is_err()));
        assert_eq!((queue.get(), queue.get()), (Ok(1), Ok(2)));
        assert!(putter.join().expect("no panic").is_ok());
    });
}

/// A future of the forking thread is in both: polled in the child it begins anew, and dropped there
/// it leaves the child's line alone.
#[test]
fn futures_that_the_child_copied_begin_again() {
    let queue = full_of(&[1]);
    let mut put = pin!(queue.put_async(2));
    let mut dropped = pin!(Some(queue.put_async(3)));
    assert!(poll_once(put.as_mut()).is_pending());
    assert!(poll_once(dropped.as_mut().as_pin_mut().expect("it is there")).is_pending());
    assert!(child_says(|| {
        let waits = poll_once(put.as_mut()).is_pending();
        dropped.set(None);
        let one = queue.try_get() == Ok(1) && queue.try_get() == Ok(2);
        waits && one && queue.try_get().is_err() && poll_once(put.as_mut()).is_ready()
    }));
    assert_eq!(queue.try_get(), Ok(1));
    assert_eq!(queue.try_get(), Ok(2));
    assert_eq!(queue.try_get(), Ok(3));
}

#[test]
fn a_get_that_the_child_copied_begins_again() {
    let queue = LockedFifo::bounded(1);
    let mut get = pin!(queue.get_async());
    assert!(poll_once(get.as_mut()).is_pending());
    assert!(child_says(|| {
        let waits = poll_once(get.as_mut()).is_pending();
        waits && queue.try_put(5).is_ok() && poll_once(get.as_mut()).is_ready()
    }));
    assert!(queue.is_empty());
}

/// Held by the forking thread itself: the child goes on where the fork was, and releases it.
#[test]
fn a_fork_from_inside_a_look_leaves_both_usable() {
    let stack = Lifo::bounded(2);
    stack.put(1).expect("it is open");
    let mut is_parent = false;
    assert!(child_says(|| {
        // The child of the child is forked with the lock held by the one thread that there is.
        let inner = stack.peek_with(|_| child_says(|| true));
        inner == Some(true) && stack.try_get() == Ok(1)
    }));
    is_parent |= stack.peek_with(|_| child_says(|| true)) == Some(true);
    assert!(is_parent && stack.get() == Ok(1));
}

/// Held by another thread: it is held for ever in the child, like any lock.
#[test]
fn a_queue_that_another_thread_looks_at_is_locked_in_the_child() {
    let stack = Lifo::bounded(2);
    stack.put(1).expect("it is open");
    let (inside, is_inside) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let stack = &stack;
        scope.spawn(move || {
            stack.peek_with(|_| {
                inside.send(()).expect("the test listens");
                let _ = may_leave.recv();
            })
        });
        is_inside.recv().expect("the looker speaks");
        // It can be told from outside, and does not wait for what cannot come.
        assert!(child_says(|| stack.clone().is_same(stack)));
        leave.send(()).expect("the looker listens");
    });
    assert_eq!(stack.get(), Ok(1));
}
