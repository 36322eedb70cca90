//! A fork, with the lock in every state: what the child finds.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{RwLock, RwLockUpgradableGuard};

use crate::support::child::child_says;
use crate::support::until;

/// The child's copy of a guard; the parent keeps its own.
fn copy<G>(guard: &G) -> G {
    // SAFETY: the child lets go of its copy, and the parent, in its own memory, of the original.
    unsafe { std::ptr::read(guard) }
}

/// What the lock says of itself.
fn says<T>(lock: &RwLock<T>, what: &str) -> bool {
    // SAFETY: nothing is released by it.
    let raw = unsafe { lock.raw() };
    format!("{raw:?}").contains(what)
}

#[test]
fn a_free_lock_is_free_in_the_child() {
    let lock = RwLock::new(1);
    assert!(child_says(|| *lock.read() == 1 && *lock.write() == 1 && *lock.upgradable() == 1));
}

#[test]
fn a_lock_that_the_forking_thread_holds_is_released_in_both() {
    let lock = RwLock::new(1);
    let guard = lock.write();
    assert!(child_says(|| {
        let is_held = lock.try_read().is_none();
        drop(copy(&guard));
        is_held && lock.try_write().is_some()
    }));
    drop(guard);
    let guard = lock.read();
    assert!(child_says(|| {
        let is_held = lock.try_write().is_none();
        drop(copy(&guard));
        is_held && lock.try_write().is_some()
    }));
    drop(guard);
    let guard = lock.upgradable();
    assert!(child_says(|| {
        drop(RwLockUpgradableGuard::upgrade(copy(&guard)));
        lock.try_write().is_some()
    }));
}

#[test]
fn a_lock_that_another_thread_holds_stays_held_in_the_child() {
    let lock = RwLock::new(1);
    let (held, is_held) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let lock = &lock;
        scope.spawn(move || {
            let guard = lock.read();
            held.send(()).expect("the test listens");
            let _ = may_go.recv();
            drop(guard);
        });
        is_held.recv().expect("the holder speaks");
        assert!(child_says(|| {
            let is_held = lock.write_timeout(Duration::from_millis(2)).is_err();
            is_held && lock.try_read().is_some()
        }));
        let_go.send(()).expect("the holder listens");
    });
    assert!(lock.try_write().is_some());
}

/// A writer of the parent waits for the readers to leave: in the child nobody does, and the lock is
/// not kept for it when they have left.
#[test]
fn a_writer_that_waited_in_the_parent_keeps_nobody_out_of_the_child() {
    let lock = RwLock::new(1);
    thread::scope(|scope| {
        let guard = lock.read();
        scope.spawn(|| drop(lock.write()));
        until(|| says(&lock, "pending: true"));
        assert!(child_says(|| {
            // Beside a reader, which is ourselves.
            drop(lock.read());
            drop(copy(&guard));
            drop(lock.write());
            true
        }));
        assert!(child_says(|| {
            drop(copy(&guard));
            drop(lock.write());
            drop(lock.read());
            lock.try_write().is_some()
        }));
        drop(guard);
    });
}

/// Waiters of the parent behind a writer are not waiters of the child.
#[test]
fn waiters_of_the_parent_do_not_get_the_child_s_lock() {
    let lock = RwLock::new(1);
    thread::scope(|scope| {
        let guard = lock.write();
        scope.spawn(|| drop(lock.write()));
        scope.spawn(|| drop(lock.read()));
        scope.spawn(|| drop(lock.upgradable()));
        until(|| says(&lock, "parked: true"));
        assert!(child_says(|| {
            drop(copy(&guard));
            drop(lock.write());
            drop(lock.read());
            lock.try_write().is_some()
        }));
        drop(guard);
    });
}

/// An upgrade of the parent that waits for readers does not keep readers out of the child; the
/// upgradable read itself stays held there, by a thread that the child does not have.
#[test]
fn an_upgrade_of_the_parent_keeps_no_reader_out_of_the_child() {
    let lock = RwLock::new(1);
    thread::scope(|scope| {
        let guard = lock.read();
        scope.spawn(|| drop(RwLockUpgradableGuard::upgrade(lock.upgradable())));
        until(|| says(&lock, "pending: true"));
        assert!(child_says(|| {
            drop(copy(&guard));
            drop(lock.read());
            lock.try_upgradable().is_none() && lock.try_read().is_some()
        }));
        drop(guard);
    });
}

/// What was kept for starved threads that the child does not have lapses when somebody waits.
#[test]
fn a_reservation_lapses_in_a_child_without_its_heir() {
    const READERS_NEXT: u32 = 1 << 30;
    const RESERVED: u32 = 1 << 31;
    let lock = RwLock::new(1);
    // A wait, so that the lock knows of forks from here on.
    let guard = lock.write();
    assert!(lock.read_timeout(Duration::from_millis(1)).is_err());
    drop(guard);
    // SAFETY: nobody holds the lock, and no guard of it lives.
    let raw = unsafe { lock.raw() };
    // SAFETY: `RawRwLock` begins with its state word. The values are what a release leaves for
    // starved waiters, between its CAS and theirs.
    let state: &std::sync::atomic::AtomicU32 = unsafe { &*std::ptr::from_ref(raw).cast() };
    for kept in [READERS_NEXT, RESERVED, READERS_NEXT | RESERVED] {
        state.store(kept, std::sync::atomic::Ordering::Release);
        assert!(lock.try_write().is_none(), "it is kept for somebody");
        assert!(child_says(|| *lock.write() == 1));
        assert!(child_says(|| *lock.upgradable() == 1));
    }
    state.store(0, std::sync::atomic::Ordering::Release);
}
