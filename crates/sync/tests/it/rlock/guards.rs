//! Guards, owners and depth.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use threadbare_sync::{MappedRLockGuard, RLock, RLockGuard, RawRLock};

use super::elsewhere;

#[test]
fn a_re_entrant_lock_is_twelve_bytes_and_lives_in_a_static() {
    static LOCK: RLock<u32> = RLock::new(7);
    assert_eq!((size_of::<RawRLock>(), size_of::<RLock<()>>()), (12, 12));
    assert_eq!(*LOCK.lock(), 7);
}

#[test]
fn every_guard_counts_and_the_last_one_releases() {
    let lock = RLock::new(());
    let mut guards = Vec::new();
    for depth in 1..10 {
        guards.push(lock.lock());
        assert_eq!(lock.depth(), depth);
    }
    while let Some(guard) = guards.pop() {
        assert!(elsewhere(|| lock.is_locked() && lock.try_lock().is_none()));
        drop(guard);
    }
    assert!(!lock.is_locked() && !lock.is_owned());
    assert!(elsewhere(|| lock.try_lock().is_some()));
}

#[test]
fn guards_may_be_dropped_in_any_order() {
    let lock = RLock::new(());
    let (outer, inner) = (lock.lock(), lock.lock());
    drop(outer);
    assert_eq!(lock.depth(), 1);
    drop(inner);
    assert!(!lock.is_locked());
}

#[test]
fn the_owner_is_the_thread_that_locked_and_no_other() {
    let lock = RLock::new(());
    let guard = lock.lock();
    assert!(lock.is_owned());
    assert!(elsewhere(|| !lock.is_owned() && lock.depth() == 0 && lock.is_locked()));
    drop(guard);
    assert!(!lock.is_owned());
}

#[test]
fn a_panic_releases_as_often_as_it_was_locked() {
    let lock = RLock::new(Cell::new(0));
    let outer = lock.lock();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let inner = lock.lock();
        let innermost = lock.lock();
        inner.set(innermost.get() + 1);
        panic!("on purpose");
    }));
    assert!(outcome.is_err());
    assert_eq!((lock.depth(), outer.get()), (1, 1));
}

#[test]
fn mapped_guards_hold_the_lock_until_the_last() {
    let lock = RLock::new(((1, 2), 3));
    let inner = RLockGuard::map(lock.lock(), |all| &all.0);
    let second = MappedRLockGuard::map(inner, |pair| &pair.1);
    assert_eq!((lock.depth(), format!("{second:?} {second}")), (1, "2 2".into()));
    let second = MappedRLockGuard::try_map(second, |_| None::<&u8>).expect_err("nothing");
    drop(second);
    assert!(!lock.is_locked());
    let guard = RLockGuard::try_map(lock.lock(), |_| None::<&u8>).expect_err("nothing");
    let mapped = RLockGuard::try_map(guard, |all| Some(&all.1)).expect("there is a third");
    assert_eq!((*mapped, lock.depth()), (3, 1));
}

#[test]
fn a_map_that_panics_releases() {
    let lock = RLock::new((1, 2));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        drop(RLockGuard::map(lock.lock(), |_| -> &u32 { panic!("on purpose") }));
    }));
    assert!(outcome.is_err());
    assert!(!lock.is_locked());
}

#[test]
fn a_leaked_guard_keeps_the_lock_with_its_thread() {
    let lock = RLock::new(5);
    assert_eq!(*RLockGuard::leak(lock.lock()), 5);
    assert!(elsewhere(|| lock.try_lock().is_none()));
    assert_eq!(*lock.lock(), 5);
}

#[test]
fn a_lock_holds_what_has_no_size_and_what_cannot_be_shared() {
    let lock: Arc<RLock<RefCell<[u8]>>> = Arc::new(RLock::new(RefCell::new([1, 2])));
    let other = {
        let lock = Arc::clone(&lock);
        thread::spawn(move || lock.lock().borrow_mut()[0] = 9)
    };
    other.join().expect("no panic");
    assert_eq!(lock.lock().borrow()[..], [9, 2]);
}

#[test]
fn debug_shows_the_state_and_never_blocks() {
    let lock = RLock::new(3);
    let guard = lock.lock();
    let ours = format!("{lock:?} {guard:?} {guard}");
    assert!(ours.starts_with("RLock { value: 3, raw: RawRLock { our_depth: 1, lock: "), "{ours}");
    assert!(ours.ends_with(" 3 3"), "{ours}");
    let theirs = elsewhere(|| format!("{lock:?}"));
    assert!(
        theirs.starts_with("RLock { value: <locked>, raw: RawRLock { our_depth: 0"),
        "{theirs}"
    );
}

#[test]
fn what_python_s_rlock_does() {
    let lock = RawRLock::new();
    let error = lock.release().expect_err("RuntimeError: cannot release un-acquired lock");
    let message = "this thread does not have the lock; release it where it was acquired";
    assert_eq!(error.to_string(), message);
    assert!(lock.try_acquire() && lock.try_acquire(), "acquire(blocking=False)");
    assert!(elsewhere(|| lock.release().is_err()), "released by another thread");
    assert!(lock.release().is_ok() && lock.is_locked(), "locked()");
    assert!(lock.release().is_ok() && !lock.is_locked());
    assert!(lock.release().is_err(), "as often as it was acquired");
}
