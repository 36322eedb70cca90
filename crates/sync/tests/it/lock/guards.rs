//! Guards: what they give, when they release, what they are.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use threadbare_sync::{ArcLockGuard, Lock, LockGuard, MappedLockGuard, RawLock};

#[test]
fn a_lock_is_four_bytes_and_lives_in_a_static() {
    static LOCK: Lock<u32> = Lock::new(7);
    assert_eq!((size_of::<RawLock>(), size_of::<Lock<()>>()), (4, 4));
    assert_eq!(*LOCK.lock(), 7);
}

#[test]
fn a_lock_holds_what_has_no_size() {
    let lock: Arc<Lock<[u8]>> = Arc::new(Lock::new([1, 2, 3]));
    lock.lock()[0] = 9;
    assert_eq!(*Lock::lock_arc(&lock), [9, 2, 3]);
}

#[test]
fn a_panic_releases_and_leaves_the_value_as_it_was() {
    let lock = Lock::new(0);
    let outcome = catch_unwind(|| {
        let mut guard = lock.lock();
        *guard = 1;
        panic!("on purpose");
    });
    assert!(outcome.is_err());
    assert_eq!(lock.try_lock().map(|value| *value), Some(1));
}

#[test]
fn a_map_that_panics_releases() {
    let lock = Lock::new((1, 2));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        drop(LockGuard::map(lock.lock(), |_| -> &mut u32 { panic!("on purpose") }));
    }));
    assert!(outcome.is_err());
    assert!(!lock.is_locked());
}

#[test]
fn mapped_guards_hold_the_lock_until_the_last() {
    let lock = Lock::new(((1, 2), 3));
    let outer = LockGuard::map(lock.lock(), |pair| &mut pair.0);
    let mut inner = MappedLockGuard::map(outer, |pair| &mut pair.1);
    *inner += 10;
    assert!(lock.try_lock().is_none());
    assert_eq!(format!("{inner:?} {inner}"), "12 12");
    MappedLockGuard::unlock_fair(inner);
    assert_eq!(lock.into_inner(), ((1, 12), 3));
}

#[test]
fn a_map_that_finds_nothing_gives_the_guard_back() {
    let lock = Lock::new(vec![1]);
    let guard = LockGuard::try_map(lock.lock(), |list| list.get_mut(5));
    let mut guard = guard.expect_err("there is no sixth");
    guard.push(2);
    let mapped = LockGuard::try_map(guard, |list| list.get_mut(1)).expect("there is a second");
    let mapped = MappedLockGuard::try_map(mapped, |_| None::<&mut u8>).expect_err("nothing");
    assert_eq!(*mapped, 2);
    assert!(lock.is_locked());
}

#[test]
fn a_closure_runs_outside_and_the_guard_comes_back() {
    let lock = Lock::new(1);
    let mut guard = lock.lock();
    let seen = LockGuard::unlocked(&mut guard, || {
        *lock.try_lock().expect("it is free while the closure runs") += 1;
        "outside"
    });
    assert_eq!((seen, *guard), ("outside", 2));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        LockGuard::unlocked(&mut guard, || panic!("on purpose"));
    }));
    assert!(outcome.is_err());
    assert!(lock.try_lock().is_none(), "a panic comes back inside as well");
}

#[test]
fn a_guard_may_be_released_by_another_thread() {
    let lock = Lock::new(1);
    let guard = lock.lock();
    thread::scope(|scope| {
        scope.spawn(move || drop(guard));
    });
    assert!(!lock.is_locked());
}

#[test]
fn an_owned_guard_keeps_its_lock_alive() {
    let lock = Arc::new(Lock::new(5));
    let weak = Arc::downgrade(&lock);
    let guard = Lock::try_lock_arc(&lock).expect("it is free");
    assert!(Lock::try_lock_arc(&lock).is_none());
    drop(lock);
    assert_eq!(*guard, 5);
    ArcLockGuard::unlock_fair(guard);
    assert!(weak.upgrade().is_none(), "nothing else keeps it");
}

#[test]
fn debug_shows_the_state_and_never_blocks() {
    let lock = Lock::new(3);
    let free = "Lock { value: 3, raw: RawLock { locked: false, parked: false, reserved: false } }";
    // While the value is shown, it is the formatter that holds the lock.
    assert_eq!(format!("{lock:?}"), free);
    let guard = lock.lock();
    let held =
        "Lock { value: <locked>, raw: RawLock { locked: true, parked: false, reserved: false } }";
    assert_eq!(format!("{lock:?}"), held);
    assert_eq!(format!("{guard:?} {guard}"), "3 3");
}

#[test]
fn what_python_s_lock_does() {
    let lock = RawLock::new();
    assert!(lock.try_acquire());
    assert!(!lock.try_acquire(), "acquire(blocking=False)");
    assert!(lock.is_locked(), "locked()");
    thread::scope(|scope| {
        let released = scope.spawn(|| lock.release()).join().expect("no panic");
        assert!(released.is_ok(), "released by another thread");
    });
    let error = lock.release().expect_err("RuntimeError: release unlocked lock");
    assert_eq!(error.to_string(), "the lock is not locked; acquire it before you release it");
    assert!(lock.release_fair().is_err());
    assert!(lock.bump().is_err());
    assert!(!lock.is_locked(), "a failed release changes nothing");
}
