//! A fork, with and without waiters: what the child finds.

use std::task::Poll;
use std::time::Duration;

use threadbare_sync::{Condition, Lock};

use super::{Room, crowd, join};
use crate::support::child::child_says;
use crate::support::poll_once;

#[test]
fn a_condition_works_in_the_child() {
    let (lock, changed) = (Lock::new(1), Condition::new());
    assert!(child_says(|| {
        let mut guard = lock.lock();
        let timed_out = changed.wait_timeout(&mut guard, Duration::from_millis(1)).is_err();
        timed_out && changed.notify_all() == 0
    }));
}

/// The parent's waiters do not wait in the child: nothing is handed to them, the child's waits
/// do not stand behind them, and may be made with another lock.
#[test]
fn waiters_of_the_parent_do_not_wait_in_the_child() {
    let room = Room::new();
    let threads = crowd(&room, 3, |_| ());
    let other = Lock::new(1);
    for granted in [0, 2] {
        let held = room.arrived.lock();
        assert_eq!(room.changed.notify(granted), granted);
        assert!(child_says(|| {
            let mut guard = other.lock();
            let timeout = Duration::from_millis(1);
            let timed_out = room.changed.wait_timeout(&mut guard, timeout).is_err();
            timed_out && room.changed.notify_all() == 0
        }));
        drop(held);
    }
    assert_eq!(room.changed.notify_all(), 1);
    join(threads);
}

/// A future that waits in the parent has a copy in the child: that one waits anew, and ends only
/// by the child's notification.
#[test]
fn the_child_s_copy_of_a_waiting_future_waits_anew() {
    let (lock, changed) = (Lock::new(1), Condition::new());
    let mut wait = Box::pin(changed.wait_async(lock.lock()));
    assert!(poll_once(wait.as_mut()).is_pending());
    assert!(child_says(|| {
        let still = changed.notify_all() == 0 && poll_once(wait.as_mut()).is_pending();
        let ended = changed.notify_one() && matches!(poll_once(wait.as_mut()), Poll::Ready(_));
        still && ended
    }));
    assert!(changed.notify_one());
    assert!(poll_once(wait.as_mut()).is_ready());
}
