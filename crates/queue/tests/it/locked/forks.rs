//! A fork, with the queue in every state: what the child finds.

use std::sync::mpsc;
use std::thread;

use threadbare_queue::Lifo;

use crate::support::child::child_says;

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
