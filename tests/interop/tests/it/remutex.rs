//! `ReentrantMutex`: the holder may lock again.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::lock_api::{GetThreadId, ReentrantMutex as AnyReentrantMutex, ReentrantMutexGuard};
use super::ours::RawLock;
use crate::while_held;
use threadbare_interop::ThreadNumber;

type ReentrantMutex<T> = AnyReentrantMutex<RawLock, ThreadNumber, T>;

const SOON: Duration = Duration::from_millis(2);

#[test]
fn the_holder_may_lock_again_and_others_wait_for_the_last() {
    let lock = ReentrantMutex::new(Cell::new(0));
    let outer = lock.lock();
    let inner = lock.try_lock().expect("it is ours");
    inner.set(outer.get() + 1);
    assert!(lock.is_owned_by_current_thread());
    let others = || thread::scope(|scope| {
        scope.spawn(|| lock.try_lock().is_none() && !lock.is_owned_by_current_thread()).join()
    });
    assert!(others().expect("no panic"));
    drop(outer);
    assert!(others().expect("no panic"), "in whatever order the guards go");
    drop(inner);
    assert!(!lock.is_locked());
}

#[test]
fn threads_exclude_each_other_at_every_depth() {
    let lock = ReentrantMutex::new(RefCell::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..1_000 {
                    let outer = lock.lock();
                    let inner = lock.lock();
                    drop(outer);
                    *inner.borrow_mut() += 1;
                }
            });
        }
    });
    assert_eq!(lock.into_inner().into_inner(), 4_000);
}

#[test]
fn a_timeout_ends_beside_another_holder_and_not_beside_oneself() {
    let lock = ReentrantMutex::new(());
    while_held(
        || lock.lock(),
        || {
            assert!(lock.try_lock().is_none() && lock.try_lock_for(SOON).is_none());
            assert!(lock.try_lock_until(Instant::now() + SOON).is_none());
        },
    );
    let _held = lock.lock();
    assert!(lock.try_lock_for(Duration::ZERO).is_some());
    assert!(lock.try_lock_until(Instant::now()).is_some());
}

#[test]
fn a_map_and_a_fair_unlock_count_like_any_guard() {
    let lock = ReentrantMutex::new((Cell::new(1), 2));
    let outer = lock.lock();
    let first = ReentrantMutexGuard::map(lock.lock(), |pair| &pair.0);
    first.set(5);
    ReentrantMutexGuard::unlock_fair(outer);
    assert!(lock.is_locked());
    drop(first);
    assert!(!lock.is_locked());
    assert_eq!(lock.lock().0.get(), 5);
}

#[test]
fn an_arc_guard_keeps_its_lock_alive() {
    let lock = Arc::new(ReentrantMutex::new(Cell::new(1)));
    let weak = Arc::downgrade(&lock);
    let (outer, inner) = (lock.lock_arc(), lock.try_lock_arc().expect("it is ours"));
    drop(lock);
    inner.set(2);
    drop(inner);
    assert_eq!(outer.get(), 2);
    drop(outer);
    assert!(weak.upgrade().is_none());
}

#[test]
fn threads_that_live_together_have_different_numbers() {
    let ours = ThreadNumber::INIT.nonzero_thread_id();
    let theirs = thread::spawn(|| ThreadNumber::INIT.nonzero_thread_id()).join().expect("no panic");
    assert_ne!(ours, theirs);
    assert_eq!(ours, ThreadNumber::INIT.nonzero_thread_id());
}
