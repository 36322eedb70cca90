//! `Mutex` over both locks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::lock_api::{ArcMutexGuard, MappedMutexGuard, Mutex, MutexGuard, RawMutex};
use super::ours::{Plain, RawFairLock, RawLock};
use crate::{is_send, while_held};

const SOON: Duration = Duration::from_millis(2);

/// One test for each claim and each lock.
macro_rules! claims {
    ($($claim:ident)*) => {
        mod raw_lock {
            $(#[test] fn $claim() { super::$claim::<super::RawLock>(); })*
        }
        mod raw_fair_lock {
            $(#[test] fn $claim() { super::$claim::<super::RawFairLock>(); })*
        }
    };
}

claims! {
    threads_exclude_each_other
    it_lives_in_a_static
    a_try_fails_on_a_held_lock
    a_timeout_ends_and_a_free_lock_does_not_time_out
    a_panic_releases
    a_map_holds_the_lock_until_it_goes
    a_closure_runs_outside
    a_fair_unlock_and_a_bump_let_others_in
    a_leaked_guard_holds_for_ever
    an_arc_guard_keeps_its_lock_alive
    a_guard_goes_to_another_thread
    debug_does_not_block
}

fn threads_exclude_each_other<R: Plain>() {
    let counter = Mutex::<R, _>::new(0);
    thread::scope(|scope| {
        for kind in 0..4 {
            let counter = &counter;
            scope.spawn(move || {
                for _ in 0..2_000 {
                    match kind {
                        0 => *counter.lock() += 1,
                        1 => *counter.try_lock_for(Duration::MAX).expect("for ever") += 1,
                        2 => MutexGuard::unlock_fair({
                            let mut guard = counter.lock();
                            *guard += 1;
                            guard
                        }),
                        _ => {
                            let mut guard = counter.lock();
                            MutexGuard::bump(&mut guard);
                            *guard += 1;
                        }
                    }
                }
            });
        }
    });
    assert_eq!(counter.into_inner(), 8_000);
}

fn it_lives_in_a_static<R: Plain>() {
    static LOCK: Mutex<RawLock, u32> = Mutex::new(7);
    static FAIR: Mutex<RawFairLock, u32> = Mutex::new(7);
    assert_eq!((*LOCK.lock(), *FAIR.lock()), (7, 7));
    assert_eq!(size_of::<Mutex<R, ()>>(), 4);
    let mut own = Mutex::<R, u32>::default();
    *own.get_mut() += 1;
    assert_eq!(own.into_inner(), 1);
}

fn a_try_fails_on_a_held_lock<R: Plain>() {
    let lock = Mutex::<R, _>::new(());
    while_held(|| lock.lock(), || assert!(lock.is_locked() && lock.try_lock().is_none()));
    assert!(!lock.is_locked());
    assert!(lock.try_lock().is_some() && lock.try_lock().is_some());
}

fn a_timeout_ends_and_a_free_lock_does_not_time_out<R: Plain>() {
    let lock = Mutex::<R, _>::new(1);
    while_held(
        || lock.lock(),
        || {
            for timeout in [Duration::ZERO, SOON] {
                assert!(lock.try_lock_for(timeout).is_none());
                assert!(lock.try_lock_until(Instant::now() + timeout).is_none());
            }
        },
    );
    assert!(lock.try_lock_for(Duration::ZERO).is_some());
    assert!(lock.try_lock_until(Instant::now()).is_some());
}

fn a_panic_releases<R: Plain>() {
    let lock = Mutex::<R, _>::new(0);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        *lock.lock() = 1;
        let _guard = lock.lock();
        panic!("on purpose");
    }));
    assert!(caught.is_err());
    assert_eq!(lock.try_lock().map(|value| *value), Some(1));
}

fn a_map_holds_the_lock_until_it_goes<R: Plain>() {
    let lock = Mutex::<R, _>::new((1, 2));
    let mut second = MutexGuard::map(lock.lock(), |pair| &mut pair.1);
    *second = 5;
    assert!(lock.is_locked());
    let failed = MappedMutexGuard::try_map(second, |_| None::<&mut u8>);
    assert_eq!(failed.err().map(|second| *second), Some(5));
    assert!(!lock.is_locked());
    MappedMutexGuard::unlock_fair(MutexGuard::map(lock.lock(), |pair| &mut pair.0));
    assert_eq!(lock.into_inner(), (1, 5));
}

fn a_closure_runs_outside<R: Plain>() {
    let lock = Mutex::<R, _>::new(0);
    let mut guard = lock.lock();
    MutexGuard::unlocked(&mut guard, || *lock.try_lock().expect("it is free") += 1);
    MutexGuard::unlocked_fair(&mut guard, || *lock.try_lock().expect("it is free") += 1);
    assert!(lock.is_locked());
    assert_eq!(*guard, 2);
}

fn a_fair_unlock_and_a_bump_let_others_in<R: Plain>() {
    let lock = Mutex::<R, _>::new(0_u32);
    thread::scope(|scope| {
        let mut guard = lock.lock();
        let waiter = scope.spawn(|| MutexGuard::unlock_fair(lock.lock()));
        // Until it sleeps there is nobody to let in.
        while !waiter.is_finished() {
            MutexGuard::bump(&mut guard);
        }
        MutexGuard::unlock_fair(guard);
    });
    assert!(!lock.is_locked());
}

fn a_leaked_guard_holds_for_ever<R: Plain>() {
    let lock = Box::leak(Box::new(Mutex::<R, _>::new(3)));
    let value = MutexGuard::leak(lock.lock());
    *value += 1;
    assert!(lock.try_lock().is_none());
    assert_eq!(*value, 4);
}

fn an_arc_guard_keeps_its_lock_alive<R: Plain>() {
    let lock = Arc::new(Mutex::<R, _>::new(String::from("still here")));
    let weak = Arc::downgrade(&lock);
    let guard = lock.lock_arc();
    assert!(lock.try_lock_arc().is_none() && lock.try_lock_arc_for(SOON).is_none());
    drop(lock);
    assert_eq!(&*guard, "still here");
    let guard = thread::spawn(move || is_send(guard)).join().expect("no panic");
    ArcMutexGuard::unlock_fair(guard);
    assert!(weak.upgrade().is_none());
}

fn a_guard_goes_to_another_thread<R: Plain>() {
    let lock = Mutex::<R, _>::new(1);
    let guard = is_send(lock.lock());
    thread::scope(|scope| {
        scope.spawn(move || drop(guard));
    });
    assert!(!lock.is_locked());
}

fn debug_does_not_block<R: Plain>() {
    let lock = Mutex::<R, _>::new(3);
    assert!(format!("{lock:?}").contains('3'));
    let guard = lock.lock();
    assert!(format!("{lock:?}").contains("<locked>"));
    assert_eq!(format!("{guard:?} {guard}"), "3 3");
}

/// The constant that the trait asks for is a lock of its own each time.
#[test]
fn a_constant_is_a_lock_of_its_own() {
    let (one, other) = (Mutex::<RawLock, _>::new(1), Mutex::<RawLock, _>::new(2));
    let _guard = one.lock();
    let third = RawLock::INIT;
    assert!(one.is_locked() && !other.is_locked() && !third.is_locked());
}
