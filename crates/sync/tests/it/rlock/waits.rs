//! Waits: timeouts of every size, for the owner and for others.

use std::cell::Cell;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Condition, RLock, WaitGuard};

use super::elsewhere;

const TIMEOUTS: [Duration; 3] = [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)];

#[test]
fn another_s_lock_times_out_whatever_the_size_of_the_timeout() {
    let lock = RLock::new(());
    let _held = lock.lock();
    elsewhere(|| {
        for timeout in TIMEOUTS {
            assert!(lock.lock_timeout(timeout).is_err(), "{timeout:?}");
            assert!(lock.lock_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
        }
        assert_eq!(lock.depth(), 0);
    });
    assert_eq!(lock.depth(), 1);
}

#[test]
fn an_own_or_free_lock_does_not_time_out_whatever_the_size_of_the_timeout() {
    let lock = RLock::new(());
    let mut guards = Vec::new();
    for timeout in TIMEOUTS.into_iter().chain([Duration::MAX]) {
        guards.push(lock.lock_timeout(timeout).expect("it is free or ours"));
    }
    guards.push(lock.lock_deadline(Instant::now()).expect("it is ours"));
    assert_eq!(lock.depth(), 5);
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let lock = RLock::new(Cell::new(0));
    thread::scope(|scope| {
        let guard = lock.lock();
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)]
        {
            let lock = &lock;
            scope.spawn(move || {
                let value = lock.lock_timeout(timeout).expect("for ever");
                value.set(value.get() + 1);
            });
        }
        drop(guard);
    });
    assert_eq!(lock.into_inner().get(), 3);
}

#[test]
fn threads_at_any_depth_exclude_each_other() {
    let lock = RLock::new(Cell::new(0_u32));
    thread::scope(|scope| {
        for depth in 1..5 {
            let lock = &lock;
            scope.spawn(move || {
                for _ in 0..500 {
                    let guards: Vec<_> = (0..depth).map(|_| lock.lock()).collect();
                    let value = guards[0].get();
                    guards[depth - 1].set(value + 1);
                }
            });
        }
    });
    assert_eq!(lock.into_inner().get(), 2_000);
}

/// A wait with a guard gives the lock up at its full depth, and brings it back as it was.
#[test]
fn a_wait_gives_up_every_level_and_brings_it_back() {
    let lock = RLock::new(Cell::new(0));
    let outer = lock.lock();
    let mut guard = lock.lock();
    // SAFETY: the guard holds its lock, and is not used before it is taken again.
    let held = unsafe { WaitGuard::give_up(&mut guard) };
    assert_eq!(lock.depth(), 0);
    elsewhere(|| lock.try_lock().expect("it was given up").set(1));
    // SAFETY: it was given up, `held` is what that returned, and we did not sleep.
    unsafe { WaitGuard::take_again(&mut guard, held, false) };
    assert_eq!((lock.depth(), outer.get()), (2, 1));
    drop(guard);
    assert!(elsewhere(|| lock.try_lock().is_none()));
}

/// Conditions wait with the guard of a lock that was locked several times: each thread gives up all
/// of its levels, one that notifies under the lock has the others moved to it, and each comes back
/// as deep as it was.
#[test]
fn a_condition_waits_at_any_depth() {
    let (arrived, changed) = (RLock::new(Cell::new(0)), Condition::new());
    for round in 0..50 {
        arrived.lock().set(0);
        thread::scope(|scope| {
            for depth in 1..4 {
                let (arrived, changed) = (&arrived, &changed);
                scope.spawn(move || {
                    let _outer: Vec<_> = (1..depth).map(|_| arrived.lock()).collect();
                    let mut guard = arrived.lock();
                    guard.set(guard.get() + 1);
                    changed.notify_all();
                    changed.wait_for(&mut guard, |arrived| arrived.get() == 3);
                    assert_eq!(arrived.depth(), depth, "round {round}");
                });
            }
        });
        assert!(!arrived.is_locked());
    }
}
