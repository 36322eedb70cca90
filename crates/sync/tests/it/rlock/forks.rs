//! A fork, with the lock in every state: what the child finds.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{RLock, RawRLock};

use crate::support::child::child_says;
use crate::support::until;

#[test]
fn a_free_lock_is_free_in_the_child() {
    let lock = RLock::new(1);
    assert!(child_says(|| !lock.is_owned() && *lock.lock() == 1));
}

/// The child's one thread is the owner's copy: it owns the lock as deep as in the parent (in a
/// lock whose owner is a thread id of the system, it would wait for itself).
#[test]
fn what_the_forking_thread_holds_is_still_its_own_in_the_child() {
    let lock = RawRLock::new();
    lock.acquire();
    lock.acquire();
    assert!(child_says(|| {
        let was_owned = lock.depth() == 2;
        lock.acquire();
        let is_released = (0..3).all(|_| lock.release().is_ok());
        was_owned && is_released && !lock.is_locked() && lock.release().is_err()
    }));
    assert_eq!(lock.depth(), 2, "the parent's lock is another");
    lock.release().and_then(|()| lock.release()).expect("it is ours");
}

#[test]
fn what_another_thread_holds_stays_held_in_the_child() {
    let lock = RLock::new(1);
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
        assert!(child_says(|| {
            !lock.is_owned() && lock.lock_timeout(Duration::from_millis(2)).is_err()
        }));
        let_go.send(()).expect("the holder listens");
    });
    assert!(lock.try_lock().is_some());
}

#[test]
fn waiters_of_the_parent_do_not_get_the_child_s_lock() {
    let lock = RawRLock::new();
    thread::scope(|scope| {
        lock.acquire();
        for _ in 0..2 {
            scope.spawn(|| {
                lock.acquire();
                lock.release().expect("it is ours");
            });
        }
        // Somebody has gone to sleep, or is about to.
        until(|| format!("{lock:?}").contains("parked: true"));
        assert!(child_says(|| {
            let released = lock.release().is_ok();
            lock.acquire();
            released && lock.release().is_ok()
        }));
        lock.release().expect("it is ours");
    });
}
