//! First come, first served: threads and tasks in one queue.

use std::thread;

use threadbare_sync::{FairLock, RawFairLock};

use super::until_queued;
use crate::support::{block_on, poll_once, until};

/// The first is a thread, which is seen in the queue before the others come; those are tasks,
/// polled once here, one after the other, and brought to their end by threads that run as they
/// like.
#[test]
fn threads_and_tasks_get_in_in_the_order_in_which_they_came() {
    let lock = FairLock::new(Vec::new());
    let guard = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| lock.lock().push(0));
        until_queued(&lock);
        for number in 1..6 {
            let mut later = Box::pin(lock.lock_async());
            assert!(poll_once(later.as_mut()).is_pending());
            scope.spawn(move || block_on(later).push(number));
        }
        drop(guard);
    });
    assert_eq!(lock.into_inner(), [0, 1, 2, 3, 4, 5]);
}

/// A thread that takes the lock again as soon as it has released it does not come before one who
/// waits: not once.
#[test]
fn a_hog_does_not_overtake_once() {
    let lock = FairLock::new(0_u32);
    for round in 1..200 {
        let guard = lock.lock();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| *lock.lock() += 1);
            until_queued(&lock);
            drop(guard);
            assert!(!matches!(lock.try_lock(), Some(turns) if *turns < round), "a try came before");
            assert_eq!(*lock.lock(), round, "the waiter comes first");
            waiter.join().expect("no panic");
        });
    }
}

/// The one who gives up leaves a gap that closes; the others keep their places.
#[test]
fn the_queue_closes_up_behind_one_who_leaves() {
    let lock = RawFairLock::new();
    lock.acquire();
    let mut tasks: Vec<_> = (0..5).map(|_| Box::pin(lock.acquire_async())).collect();
    for task in &mut tasks {
        assert!(poll_once(task.as_mut()).is_pending());
    }
    drop(tasks.remove(3));
    drop(tasks.remove(0));
    while !tasks.is_empty() {
        lock.release().expect("it is held");
        let ready: Vec<_> =
            tasks.iter_mut().map(|task| poll_once(task.as_mut()).is_ready()).collect();
        assert!(ready[0] && !ready[1..].contains(&true), "the first, and no other: {ready:?}");
        drop(tasks.remove(0));
    }
    lock.release().expect("it is held");
    assert!(lock.try_acquire());
}

/// Waiters of many locks stand in few queues, and each gets in where it waits.
#[test]
fn many_locks_do_not_mix_up_their_waiters() {
    let locks: Vec<_> = (0..200).map(|_| RawFairLock::new()).collect();
    let mut tasks: Vec<_> = Vec::new();
    for lock in &locks {
        lock.acquire();
        let mut task = Box::pin(lock.acquire_async());
        assert!(poll_once(task.as_mut()).is_pending());
        tasks.push(task);
    }
    for lock in locks.iter().rev().step_by(2) {
        lock.release().expect("it is held");
    }
    for (number, task) in tasks.iter_mut().enumerate() {
        assert_eq!(poll_once(task.as_mut()).is_ready(), number % 2 == 1, "{number}");
    }
}

/// Threads and tasks that come and go all the time share the lock.
#[test]
fn threads_and_tasks_share_one_lock() {
    let lock = FairLock::new(0_u32);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..1_000 {
                    *lock.lock() += 1;
                }
            });
            scope.spawn(|| {
                for _ in 0..1_000 {
                    *block_on(lock.lock_async()) += 1;
                }
            });
        }
        until(|| lock.is_locked() || lock.try_lock().is_some_and(|turns| *turns > 0));
    });
    assert_eq!(lock.into_inner(), 4_000);
}
