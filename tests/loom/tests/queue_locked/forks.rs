//! Queues that a forked child has copied from its parent, with waiters that do not exist there.

use threadbare_loom::poll_once;
use threadbare_queue::LockedFifo;
use threadbare_sys::model::{check, fork::become_child};
use threadbare_sys::thread;

/// A task of the parent waits. Its future is never dropped: what it does in a child is what one
/// does that does not exist.
fn leave_in_line(queue: &LockedFifo<u32>, is_putter: bool) {
    // SAFETY: the future is not polled again, so it does not reach the queue after its end.
    let queue: &'static LockedFifo<u32> = unsafe { &*core::ptr::from_ref(queue) };
    if is_putter {
        let mut put = Box::pin(queue.put_async(9));
        assert!(poll_once(put.as_mut()).is_pending());
        Box::leak(Box::new(put));
    } else {
        let mut get = Box::pin(queue.get_async());
        assert!(poll_once(get.as_mut()).is_pending());
        Box::leak(Box::new(get));
    }
}

/// Getters of the parent take nothing in the child.
#[test]
fn getters_of_the_parent_take_nothing() {
    check(|| {
        let queue = LockedFifo::bounded(1);
        leave_in_line(&queue, false);
        become_child();
        let other = queue.clone();
        let getter = thread::spawn(move || other.get());
        assert!(queue.put(1).is_ok());
        assert_eq!(getter.join().expect("no panic"), Ok(1));
    });
}

/// Putters of the parent put nothing in the child.
#[test]
fn putters_of_the_parent_put_nothing() {
    check(|| {
        let queue = LockedFifo::bounded(1);
        assert!(queue.put(1).is_ok());
        leave_in_line(&queue, true);
        become_child();
        let other = queue.clone();
        let putter = thread::spawn(move || other.put(2).is_ok());
        assert_eq!((queue.get(), queue.get()), (Ok(1), Ok(2)));
        assert!(putter.join().expect("no panic"));
    });
}
