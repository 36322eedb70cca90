//! Guards: those of `Lock`, with another lock below.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use threadbare_sync::{FairLock, FairLockGuard, MappedFairLockGuard, RawFairLock};

#[test]
fn a_fair_lock_is_four_bytes_and_lives_in_a_static() {
    static LOCK: FairLock<u32> = FairLock::new(7);
    assert_eq!((size_of::<RawFairLock>(), size_of::<FairLock<()>>()), (4, 4));
    assert_eq!(*LOCK.lock(), 7);
}

#[test]
fn a_panic_releases_and_leaves_the_value_as_it_was() {
    let lock = FairLock::new(0);
    let outcome = catch_unwind(|| {
        let mut guard = lock.lock();
        *guard = 1;
        panic!("on purpose");
    });
    assert!(outcome.is_err());
    assert_eq!(lock.try_lock().map(|value| *value), Some(1));
}

#[test]
fn mapped_guards_hold_the_lock_until_the_last() {
    let lock = FairLock::new(((1, 2), 3));
    let outer = FairLockGuard::map(lock.lock(), |pair| &mut pair.0);
    let mut inner = MappedFairLockGuard::map(outer, |pair| &mut pair.1);
    *inner += 10;
    assert!(lock.try_lock().is_none());
    assert_eq!(format!("{inner:?} {inner}"), "12 12");
    drop(inner);
    assert_eq!(lock.into_inner(), ((1, 12), 3));
}

#[test]
fn a_closure_runs_outside_and_the_guard_comes_back() {
    let lock = FairLock::new(1);
    let mut guard = lock.lock();
    FairLockGuard::unlocked(&mut guard, || *lock.lock() += 1);
    assert_eq!(*guard, 2);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        FairLockGuard::unlocked(&mut guard, || panic!("on purpose"));
    }));
    assert!(outcome.is_err());
    assert!(lock.try_lock().is_none(), "a panic comes back inside as well");
}

#[test]
fn a_guard_may_be_released_by_another_thread() {
    let lock = FairLock::new(1);
    let guard = lock.lock();
    thread::scope(|scope| {
        scope.spawn(move || drop(guard));
    });
    assert!(!lock.is_locked());
}

#[test]
fn a_leaked_guard_keeps_the_lock() {
    static LOCK: FairLock<u32> = FairLock::new(1);
    let value: &'static mut u32 = FairLockGuard::leak(LOCK.lock());
    *value += 1;
    assert!(LOCK.try_lock().is_none());
}

#[test]
fn an_owned_guard_keeps_its_lock_alive() {
    let lock: Arc<FairLock<[u8]>> = Arc::new(FairLock::new([5, 6]));
    let weak = Arc::downgrade(&lock);
    let guard = FairLock::try_lock_arc(&lock).expect("it is free");
    assert!(FairLock::try_lock_arc(&lock).is_none());
    drop(lock);
    assert_eq!(*guard, [5, 6]);
    drop(guard);
    assert!(weak.upgrade().is_none(), "nothing else keeps it");
}

#[test]
fn debug_shows_the_state_and_never_blocks() {
    let lock = FairLock::new(3);
    let free = "FairLock { value: 3, raw: RawFairLock { locked: false, queued: false } }";
    assert_eq!(format!("{lock:?}"), free);
    let guard = lock.lock();
    let held = "FairLock { value: <locked>, raw: RawFairLock { locked: true, queued: false } }";
    assert_eq!(format!("{lock:?}"), held);
    assert_eq!(format!("{guard:?} {guard}"), "3 3");
}

#[test]
fn a_release_of_a_free_lock_says_so_and_changes_nothing() {
    let lock = RawFairLock::new();
    assert!(lock.release().is_err());
    assert!(lock.try_acquire());
    thread::scope(|scope| {
        let released = scope.spawn(|| lock.release()).join().expect("no panic");
        assert!(released.is_ok(), "released by another thread");
    });
    let error = lock.release().expect_err("it is free");
    assert_eq!(error.to_string(), "the lock is not locked; acquire it before you release it");
    assert!(!lock.is_locked());
}
