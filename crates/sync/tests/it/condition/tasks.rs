//! Tasks: order, drops at every poll, wakers that misbehave.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use threadbare_sync::{Condition, ConditionWait, Lock, LockGuard};

use super::{Room, crowd, join};
use crate::support::{Bell, block_on, forget, poll_once};

type Wait<'a> = Pin<Box<ConditionWait<'a, LockGuard<'a, u32>>>>;

/// Futures that wait, each with its bell.
fn waiting<'a>(
    lock: &'a Lock<u32>,
    changed: &'a Condition,
    n: usize,
) -> Vec<(Wait<'a>, Arc<Bell>)> {
    let wait = |_| {
        let (mut wait, bell) = (Box::pin(changed.wait_async(lock.lock())), Arc::<Bell>::default());
        assert!(bell.poll(wait.as_mut()).is_pending());
        (wait, bell)
    };
    (0..n).map(wait).collect()
}

fn rings(tasks: &[(Wait<'_>, Arc<Bell>)]) -> Vec<u32> {
    tasks.iter().map(|(_, bell)| bell.rings()).collect()
}

/// More than a batch of them, so that some are granted for a while.
#[test]
fn tasks_are_notified_in_the_order_in_which_they_came() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let mut tasks = waiting(&lock, &changed, 50);
    assert!(changed.notify_one());
    assert_eq!(rings(&tasks).iter().position(|rings| *rings == 0), Some(1));
    assert_eq!(changed.notify(40), 40);
    assert_eq!(rings(&tasks).iter().position(|rings| *rings == 0), Some(41));
    assert_eq!(changed.notify_all(), 9);
    assert!(rings(&tasks).iter().all(|rings| *rings == 1), "each was woken once");
    for (wait, bell) in &mut tasks {
        assert!(bell.poll(wait.as_mut()).is_ready());
    }
}

/// A future that waits again as soon as it was notified is not notified twice at once.
#[test]
fn one_notification_ends_one_wait() {
    /// Waits again in the middle of being woken, outside every lock of the condition.
    struct Again(Arc<Room>, AtomicU32);

    impl Wake for Again {
        fn wake(self: Arc<Self>) {
            self.1.fetch_add(1, Ordering::Relaxed);
            // It waits for ever.
            let room = &**forget(Arc::clone(&self.0));
            let mut forgotten = Box::pin(room.changed.wait_async(room.arrived.lock()));
            assert!(poll_once(forgotten.as_mut()).is_pending());
            forget(forgotten);
        }
    }

    let room = Room::new();
    let again = Arc::new(Again(Arc::clone(&room), AtomicU32::new(0)));
    let waker = Waker::from(Arc::clone(&again));
    let wait = |_| {
        let mut wait = Box::pin(room.changed.wait_async(room.arrived.lock()));
        assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        wait
    };
    let _waits: Vec<_> = (0..40).map(wait).collect();
    assert_eq!(room.changed.notify_all(), 40, "not those who came meanwhile");
    assert_eq!(again.1.load(Ordering::Relaxed), 40);
}

/// Dropped before it is polled, while it waits, notified, and while it waits for the lock: the
/// lock is free and the next waiter has the notification.
#[test]
fn a_future_may_be_dropped_at_every_stage() {
    for stage in 0..4 {
        let (lock, changed) = (Lock::new(0), Condition::new());
        let mut dropped = Box::pin(changed.wait_async(lock.lock()));
        assert!(lock.is_locked(), "it holds the lock until it is polled");
        if stage > 0 {
            assert!(poll_once(dropped.as_mut()).is_pending());
            let (mut next, bell) = waiting(&lock, &changed, 1).remove(0);
            let held = lock.lock();
            if stage > 1 {
                assert!(changed.notify_one());
            }
            if stage > 2 {
                assert!(poll_once(dropped.as_mut()).is_pending(), "the lock is held");
            }
            drop(held);
            drop(dropped);
            assert_eq!(bell.rings(), u32::from(stage > 1), "stage {stage}");
            assert_eq!(changed.notify_all(), usize::from(stage == 1));
            assert!(bell.poll(next.as_mut()).is_ready());
        } else {
            drop(dropped);
        }
        assert!(!lock.is_locked(), "stage {stage}");
    }
}

/// A forgotten future keeps its place, and takes one notification; the others get theirs.
#[test]
fn a_forgotten_future_takes_one_notification() {
    let (lock, changed) = (&*forget(Lock::new(0)), &*forget(Condition::new()));
    let mut tasks = waiting(lock, changed, 2);
    forget(tasks.remove(0));
    assert_eq!(changed.notify_all(), 2);
    assert!(poll_once(tasks[0].0.as_mut()).is_ready());
}

/// A waker that panics leaves nobody asleep: the others of its batch and those beyond it are
/// woken, and the condition works.
#[test]
fn a_waker_that_panics_leaves_nobody_asleep() {
    struct Fails;

    impl Wake for Fails {
        fn wake(self: Arc<Self>) {
            panic!("on purpose");
        }
    }

    let (lock, changed) = (Lock::new(0), Condition::new());
    let mut first = Box::pin(changed.wait_async(lock.lock()));
    let waker = Waker::from(Arc::new(Fails));
    assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let tasks = waiting(&lock, &changed, 40);
    assert!(catch_unwind(AssertUnwindSafe(|| changed.notify_all())).is_err());
    assert_eq!(rings(&tasks), [1; 40]);
    assert_eq!(changed.notify_all(), 0);
}

#[test]
fn a_future_that_is_polled_too_often_says_so() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let (mut wait, bell) = waiting(&lock, &changed, 1).remove(0);
    changed.notify_one();
    assert!(matches!(bell.poll(wait.as_mut()), Poll::Ready(guard) if *guard == 0));
    assert!(catch_unwind(AssertUnwindSafe(|| bell.poll(wait.as_mut()))).is_err());
    assert!(format!("{wait:?}").contains("done"));
}

#[test]
fn a_future_with_another_lock_panics_and_lets_it_go() {
    let (lock, other, changed) = (Lock::new(0), Lock::new(0), Condition::new());
    let _tasks = waiting(&lock, &changed, 1);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut wait = Box::pin(changed.wait_async(other.lock()));
        poll_once(wait.as_mut()).is_pending()
    }));
    assert!(outcome.is_err());
    assert!(!other.is_locked());
}

/// A predicate that panics: the future holds the guard until it is dropped.
#[test]
fn a_task_s_predicate_may_panic() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let mut wait = Box::pin(changed.wait_for_async(lock.lock(), |_| panic!("on purpose")));
    assert!(catch_unwind(AssertUnwindSafe(|| poll_once(wait.as_mut()).is_ready())).is_err());
    assert!(lock.is_locked());
    drop(wait);
    assert!(!lock.is_locked());
}

/// Threads and tasks in one queue: notified in one order, and all let in.
#[test]
fn threads_and_tasks_share_a_condition() {
    let room = Room::new();
    let before = crowd(&room, 3, |_| ());
    let task = {
        let room = Arc::clone(&room);
        thread::spawn(move || {
            let guard = room.arrive();
            drop(block_on(room.changed.wait_async(guard)));
        })
    };
    drop(room.until_arrived(4));
    assert_eq!(room.changed.notify_all(), 4);
    join(before);
    task.join().expect("the task was notified");
}
