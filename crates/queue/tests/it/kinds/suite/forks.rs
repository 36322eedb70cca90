//! A fork, with the queue in every state: what the child finds.

use std::pin::pin;
use std::thread;

use super::{Kind, LONG, SHORT, full_of, item, puts_for_tasks, rest};
use crate::support::asleep::asleep;
use crate::support::child::child_says;
use crate::support::poll_once;

#[test]
fn a_child_has_the_items_and_the_parent_keeps_its_own() {
    let queue = Kind::bounded(2);
    queue.put(item(1)).expect("it is open");
    assert!(child_says(|| {
        let put = queue.try_put(item(2)).is_ok() && queue.try_put(item(3)).is_err();
        put && queue.len() == 2 && rest(&queue) == [1, 2]
    }));
    assert_eq!(queue.len(), 1);
    assert!(child_says(|| queue.shutdown() && queue.get() == Ok(item(1)) && queue.get().is_err()));
    assert!(!queue.is_shut_down());
}

/// The waiters of the parent do not exist in the child; that they sleep may be noted there.
#[test]
fn getters_of_the_parent_do_not_wait_in_the_child() {
    let queue = Kind::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        assert!(child_says(|| {
            let put = queue.try_put(item(7)).is_ok();
            let is_late = queue.put_timeout(item(8), SHORT).is_err();
            let got = queue.try_get() == Ok(item(7));
            put && is_late && got && queue.get_timeout(SHORT).is_err()
        }));
        queue.put(item(1)).expect("it is open");
        assert_eq!(getter.join().expect("no panic"), Ok(item(1)));
    });
}

#[test]
fn putters_of_the_parent_do_not_put_in_the_child() {
    let queue = full_of(&[1]);
    thread::scope(|scope| {
        let putter = asleep(scope, || queue.put_timeout(item(2), LONG));
        assert!(child_says(|| {
            let one = queue.try_get() == Ok(item(1)) && queue.try_get().is_err();
            one && queue.try_put(item(3)).is_ok()
        }));
        // One whose first move is the end of the queue.
        assert!(child_says(|| {
            queue.shutdown() && queue.get() == Ok(item(1)) && queue.get().is_err()
        }));
        assert_eq!((queue.get(), queue.get()), (Ok(item(1)), Ok(item(2))));
        assert!(putter.join().expect("no panic").is_ok());
    });
}

/// A child that sleeps where a parent's sleeper was noted is woken all the same.
#[test]
fn threads_of_the_child_wait_for_each_other() {
    let queue = Kind::<u32>::bounded(1);
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        assert!(child_says(|| {
            thread::scope(|scope| {
                let inner = scope.spawn(|| queue.get_timeout(LONG));
                let put = queue.put(item(3)).is_ok();
                put && inner.join().is_ok_and(|got| got == Ok(item(3)))
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
    let mut put = pin!(queue.put_async(item(2)));
    let mut dropped = pin!(Some(queue.put_async(item(3))));
    assert!(poll_once(put.as_mut()).is_pending());
    assert!(poll_once(dropped.as_mut().as_pin_mut().expect("it is there")).is_pending());
    assert!(child_says(|| {
        let waits = poll_once(put.as_mut()).is_pending();
        dropped.set(None);
        let one = queue.try_get() == Ok(item(1));
        let is_put = queue.len() == usize::from(puts_for_tasks());
        waits && one && is_put && poll_once(put.as_mut()).is_ready() && rest(&queue) == [2]
    }));
    assert_eq!(queue.try_get(), Ok(item(1)));
    assert!(poll_once(put).is_ready());
    assert_eq!(queue.try_get(), Ok(item(2)));
}

#[test]
fn a_get_that_the_child_copied_begins_again() {
    let queue = Kind::bounded(1);
    let mut get = pin!(queue.get_async());
    assert!(poll_once(get.as_mut()).is_pending());
    assert!(child_says(|| {
        let waits = poll_once(get.as_mut()).is_pending();
        waits && queue.try_put(item(5)).is_ok() && poll_once(get.as_mut()).is_ready()
    }));
    assert!(queue.is_empty());
}
