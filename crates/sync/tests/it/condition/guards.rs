//! Every guard that may wait, with threads and with tasks.

use std::cell::Cell;
use std::sync::Arc;
use std::thread;

use threadbare_sync::{ArcLockGuard, Condition, FairLock, Lock, RLock, RwLock};

use crate::support::{block_on, until};

/// Several threads wait for the value to grow, one after the other makes it grow.
macro_rules! all_come_back {
    ($name:ident, $lock:expr, $enter:ident) => {
        #[test]
        fn $name() {
            let (lock, changed) = ($lock, Condition::new());
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        let mut guard = lock.$enter();
                        changed.wait_for(&mut guard, |value| *value > 0);
                        *guard += 1;
                    });
                }
                *lock.$enter() = 1;
                changed.notify_all();
            });
            assert_eq!(*lock.$enter(), 9);
        }
    };
}

all_come_back!(threads_wait_with_a_lock, Lock::new(0), lock);
all_come_back!(threads_wait_with_a_fair_lock, FairLock::new(0), lock);
all_come_back!(threads_wait_with_a_writer_s_guard, RwLock::new(0), write);

#[test]
fn an_owned_guard_waits() {
    let (lock, changed) = (Arc::new(Lock::new(0)), Arc::new(Condition::new()));
    let waiter = {
        let (lock, changed) = (Arc::clone(&lock), Arc::clone(&changed));
        thread::spawn(move || {
            let mut guard: ArcLockGuard<i32> = Lock::lock_arc(&lock);
            changed.wait_for(&mut guard, |value| *value == 1);
        })
    };
    *lock.lock() = 1;
    changed.notify_all();
    waiter.join().expect("it was notified");
}

/// A re-entrant lock is given up however often it was locked, or nobody else could come to notify;
/// and comes back as deep as it was.
#[test]
fn a_re_entrant_lock_is_given_up_at_its_full_depth() {
    let (lock, changed) = (RLock::new(Cell::new(0)), Condition::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let outer = lock.lock();
                let mut inner = lock.lock();
                changed.wait_for(&mut inner, |guard| guard.get() > 0);
                drop(inner);
                let is_free = thread::scope(|scope| {
                    scope.spawn(|| lock.try_lock().is_some()).join().expect("no panic")
                });
                assert!(!is_free, "the outer guard still holds it");
                outer.set(outer.get() + 1);
            });
        }
        lock.lock().set(1);
        changed.notify_all();
    });
    assert_eq!(lock.lock().get(), 5);
}

#[test]
fn tasks_wait_with_every_guard_of_a_task() {
    let changed = Condition::new();
    let (lock, fair, shared) = (Lock::new(0), FairLock::new(0), RwLock::new(0));
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(*block_on(changed.wait_for_async(lock.lock(), |n| *n == 1)), 1));
        *lock.lock() = 1;
        changed.notify_all();
    });
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(*block_on(changed.wait_for_async(fair.lock(), |n| *n == 1)), 1));
        *fair.lock() = 1;
        changed.notify_all();
    });
    thread::scope(|scope| {
        scope.spawn(|| {
            assert_eq!(*block_on(changed.wait_for_async(shared.write(), |n| *n == 1)), 1);
        });
        *shared.write() = 1;
        changed.notify_all();
    });
    until(|| changed.notify_all() == 0);
}
