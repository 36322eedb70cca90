//! A fork, with the queue in every state: what the child finds.
//!
//! The limit: a thread of the parent that was inside a slot at the moment of the fork is not in
//! the child, where its slot stays as it is. Nothing here can bring that about on purpose.

use std::pin::pin;
use std::thread;

use threadbare_queue::Fifo;

use super::{LONG, SHORT, asleep, full_of};
use crate::support::child::child_says;
use crate::support::poll_once;

#[test]
fn a_child_has_the_items_and_the_parent_keeps_its_own() {
    let queue = Fifo::bounded(2);
    queue.put(1).expect("it is open");
    assert!(child_says(|| {
        let put = queue.try_put(2).is_ok() && queue.try_put(3).is_err();
        put && queue.get() == Ok(1) && queue.get() == Ok(2) && queue.try_get().is_err()
    }));
    assert_eq!(queue.len(), 1);
    assert!(child_says(|| queue.shutdown() && queue.get() == Ok(1) && queue.get().is_err()));
    assert!(!queue.is_shut_down());
}

/// The flag that somebody sleeps is in the child, and nobody who does.
#[test]
fn getters_of_the_parent_do_not_wait_in_the_child() {
    let queue = Fifo::bounded(1);
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

/// A child that sleeps under the flag of a parent's sleeper is woken all the same.
#[test]
fn threads_of_the_child_wait_for_each_other() {
    let queue = Fifo::<u32>::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        assert!(child_says(|| {
            thread::scope(|scope| {
                let inner = scope.spawn(|| queue.get_timeout(LONG));
                queue.put(3).is_ok() && inner.join().is_ok_and(|got| got == Ok(3))
            })
        }));
        queue.shutdown();
        assert!(getter.join().expect("no panic").is_err());
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
        let one = queue.try_get() == Ok(1) && queue.try_get().is_err();
        waits && one && poll_once(put.as_mut()).is_ready() && queue.try_get() == Ok(2)
    }));
    assert_eq!(queue.try_get(), Ok(1));
    assert!(poll_once(put).is_ready());
    assert_eq!(queue.try_get(), Ok(2));
}

#[test]
fn a_get_that_the_child_copied_begins_again() {
    let queue = Fifo::bounded(1);
    let mut get = pin!(queue.get_async());
    assert!(poll_once(get.as_mut()).is_pending());
    assert!(child_says(|| {
        let waits = poll_once(get.as_mut()).is_pending();
        waits && queue.try_put(5).is_ok() && poll_once(get.as_mut()).is_ready()
    }));
    assert!(queue.is_empty());
}
