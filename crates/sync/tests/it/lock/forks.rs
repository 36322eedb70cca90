//! A fork, with the lock in every state: what the child finds.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{Lock, LockGuard};

use crate::support::child::child_says;

#[test]
fn a_free_lock_is_free_in_the_child() {
    let lock = Lock::new(1);
    assert!(child_says(|| *lock.lock() == 1));
}

#[test]
fn a_lock_that_the_forking_thread_holds_is_released_in_both() {
    let lock = Lock::new(1);
    let guard = lock.lock();
    assert!(child_says(|| {
        let is_held = lock.try_lock().is_none();
        // SAFETY: the child's copy of the guard; the parent keeps its own.
        drop(unsafe { std::ptr::read(&raw const guard) });
        is_held && lock.try_lock().is_some()
    }));
    assert!(lock.try_lock().is_none(), "the parent's lock is another");
    drop(guard);
}

#[test]
fn a_lock_that_another_thread_holds_stays_held_in_the_child() {
    let lock = Lock::new(1);
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

/// Waiters of the parent are not waiters of the child: it releases, and takes the lock again, in
/// the usual way and in the fair one (where peers hand it to a thread that does not exist).
#[test]
fn waiters_of_the_parent_do_not_get_the_child_s_lock() {
    let lock = Lock::new(1);
    thread::scope(|scope| {
        let guard = lock.lock();
        for _ in 0..2 {
            scope.spawn(|| drop(lock.lock()));
        }
        while !format!("{lock:?}").contains("parked: true") {
            thread::yield_now();
        }
        assert!(child_says(|| {
            // SAFETY: the child's copy of the guard; the parent keeps its own.
            drop(unsafe { std::ptr::read(&raw const guard) });
            drop(lock.lock());
            true
        }));
        assert!(child_says(|| {
            // SAFETY: as above, the child's copy.
            LockGuard::unlock_fair(unsafe { std::ptr::read(&raw const guard) });
            drop(lock.lock());
            true
        }));
        drop(guard);
    });
}

/// A child that is forked while the lock is kept for a starved thread, which the child does not
/// have, gets in all the same: the reservation lapses.
#[test]
fn a_reservation_lapses_in_a_child_without_its_heir() {
    let lock = Lock::new(1);
    // SAFETY: nobody holds the lock, and no guard of it lives.
    let raw = unsafe { lock.raw() };
    // SAFETY: `RawLock` is transparent over its word. PARKED and RESERVED are what a release
    // leaves for a starved sleeper, between its store and the sleeper's CAS.
    let word: &std::sync::atomic::AtomicU32 = unsafe { &*std::ptr::from_ref(raw).cast() };
    word.store(2 | 4, std::sync::atomic::Ordering::Release);
    assert!(format!("{lock:?}").contains("locked: false, parked: true, reserved: true"));
    assert!(lock.try_lock().is_none(), "it is kept for somebody");
    assert!(child_says(|| *lock.lock() == 1));
    assert_eq!(*lock.lock(), 1);
}
