//! A fork, with the lock in every state: what the child finds. Peers hang here: their releases
//! hand the lock to a waiter that the child does not have.

use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{FairLock, FairLockGuard, RawFairLock};

use super::until_queued;
use crate::support::child::child_says;
use crate::support::poll_once;

/// Releases the child's copy of a guard; the parent keeps its own.
fn release_copy<T>(guard: &FairLockGuard<'_, T>) {
    // SAFETY: the two copies live in two processes.
    drop(unsafe { std::ptr::read(guard) });
}

#[test]
fn a_free_lock_is_free_in_the_child() {
    let lock = FairLock::new(1);
    assert!(child_says(|| *lock.lock() == 1));
}

#[test]
fn a_lock_that_the_forking_thread_holds_is_released_in_both() {
    let lock = FairLock::new(1);
    let guard = lock.lock();
    assert!(child_says(|| {
        let is_held = lock.try_lock().is_none();
        release_copy(&guard);
        is_held && lock.try_lock().is_some()
    }));
    assert!(lock.try_lock().is_none(), "the parent's lock is another");
    drop(guard);
}

#[test]
fn a_lock_that_another_thread_holds_stays_held_in_the_child() {
    let lock = FairLock::new(1);
    let (held, is_held) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let lock = &lock;
        scope.spawn(move || {
            let guard = lock.lock();
            held.send(()).expect("the test listens");
            let _ = may_go.recv();
            drop(guard);
        });
        is_held.recv().expect("the holder speaks");
        assert!(child_says(|| lock.lock_timeout(Duration::from_millis(2)).is_err()));
        let_go.send(()).expect("the holder listens");
    });
    assert!(lock.try_lock().is_some());
}

/// The parent's waiters are threads: the child releases, and takes the lock again.
#[test]
fn a_release_in_the_child_hands_nothing_to_a_thread_of_the_parent() {
    let lock = FairLock::new(1);
    thread::scope(|scope| {
        let guard = lock.lock();
        for _ in 0..2 {
            scope.spawn(|| drop(lock.lock()));
        }
        until_queued(&lock);
        assert!(child_says(|| {
            release_copy(&guard);
            let is_free = lock.try_lock().is_some();
            drop(lock.lock());
            is_free
        }));
        drop(guard);
    });
    assert_eq!(lock.into_inner(), 1);
}

/// In the child a newcomer waits in a new queue: it does not stand behind the parent's waiters.
#[test]
fn a_newcomer_of_the_child_does_not_wait_behind_the_parent_s_waiters() {
    let lock = RawFairLock::new();
    thread::scope(|scope| {
        lock.acquire();
        scope.spawn(|| {
            lock.acquire();
            lock.release().expect("we hold it");
        });
        until_queued(&lock);
        assert!(child_says(|| {
            let timed_out = lock.acquire_timeout(Duration::from_millis(1)).is_err();
            timed_out && lock.release().is_ok() && lock.try_acquire()
        }));
        lock.release().expect("we hold it");
    });
}

/// A future that waited in the parent joins the child's queue when the child polls its copy.
#[test]
fn a_future_that_waited_in_the_parent_goes_on_in_the_child() {
    let lock = RawFairLock::new();
    lock.acquire();
    let mut future = pin!(lock.acquire_async());
    assert!(poll_once(future.as_mut()).is_pending());
    assert!(child_says(|| {
        let is_pending = poll_once(future.as_mut()).is_pending();
        lock.release().is_ok() && is_pending && poll_once(future.as_mut()).is_ready()
    }));
    assert!(poll_once(future.as_mut()).is_pending(), "the parent's is where it was");
    lock.release().expect("it is held");
    assert!(poll_once(future.as_mut()).is_ready());
}
