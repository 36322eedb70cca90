//! Waits: timeouts of every size, tasks, starvation.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Lock, RawLock};

use crate::support::{Bell, block_on};

#[test]
fn a_held_lock_times_out_whatever_the_size_of_the_timeout() {
    let lock = Lock::new(());
    let _held = lock.lock();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(lock.lock_timeout(timeout).is_err(), "{timeout:?}");
        assert!(lock.lock_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    let past = Instant::now().checked_sub(Duration::from_millis(1));
    assert!(lock.lock_deadline(past.unwrap_or_else(Instant::now)).is_err());
}

#[test]
fn a_free_lock_does_not_time_out_whatever_the_size_of_the_timeout() {
    let lock = Lock::new(());
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(lock.lock_timeout(timeout).is_ok(), "{timeout:?}");
    }
    assert!(lock.lock_deadline(Instant::now()).is_ok());
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let lock = Arc::new(Lock::new(0));
    let guard = Lock::lock_arc(&lock);
    let waiters: Vec<_> =
        [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)]
            .map(|timeout| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || lock.lock_timeout(timeout).map(|mut value| *value += 1))
            })
            .into();
    until_parked(&lock);
    drop(guard);
    for waiter in waiters {
        assert_eq!(waiter.join().expect("no panic"), Ok(()));
    }
    assert_eq!(*lock.lock(), 3);
}

/// Returns when somebody sleeps on the lock, or is about to.
fn until_parked<T: std::fmt::Debug>(lock: &Lock<T>) {
    while !format!("{lock:?}").contains("parked: true") {
        thread::yield_now();
    }
}

#[test]
fn a_timeout_leaves_a_lock_that_works() {
    let lock = Arc::new(Lock::new(0));
    let guard = Lock::lock_arc(&lock);
    let timed = {
        let lock = Arc::clone(&lock);
        thread::spawn(move || lock.lock_timeout(Duration::from_millis(5)).is_err())
    };
    let sleeper = {
        let lock = Arc::clone(&lock);
        thread::spawn(move || *lock.lock() += 1)
    };
    assert!(timed.join().expect("no panic"), "it was held all the time");
    drop(guard);
    sleeper.join().expect("no panic");
    assert_eq!(lock.try_lock().map(|value| *value), Some(1));
}

/// A future that is dropped at any of its polls leaves a lock that works, and a chosen one passes
/// its wake on.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let lock = Lock::new(0);
        let guard = lock.lock();
        let bell = Arc::new(Bell::default());
        let waker = Waker::from(Arc::clone(&bell));
        let mut next = pin!(lock.lock_async());
        {
            let mut dropped = pin!(lock.lock_async());
            for _ in 0..polls {
                assert!(
                    dropped.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending()
                );
            }
            assert!(next.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            drop(guard);
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        assert!(next.poll(&mut Context::from_waker(&waker)).is_ready());
        assert!(!lock.is_locked());
    }
}

#[test]
fn tasks_are_woken_in_the_order_in_which_they_came() {
    let lock = RawLock::new();
    lock.acquire();
    let bells: Vec<Arc<Bell>> = (0..5).map(|_| Arc::default()).collect();
    let mut tasks: Vec<_> = bells.iter().map(|_| Box::pin(lock.acquire_async())).collect();
    let poll = |task: &mut std::pin::Pin<Box<_>>, bell: &Arc<Bell>| -> Poll<()> {
        let task: &mut std::pin::Pin<Box<threadbare_sync::AcquireAsync<'_>>> = task;
        task.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(bell))))
    };
    for (task, bell) in tasks.iter_mut().zip(&bells) {
        assert!(poll(task, bell).is_pending());
    }
    for turn in 0..5 {
        lock.release().expect("it is held");
        let rung: Vec<_> = bells.iter().map(|bell| bell.rings()).collect();
        let expected: Vec<_> = (0..5).map(|place| u32::from(place <= turn)).collect();
        assert_eq!(rung, expected, "one a release, first come first");
        assert!(poll(&mut tasks[turn], &bells[turn]).is_ready());
    }
}

/// A thread that holds the lock again as soon as it has released it does not keep a sleeper out:
/// this test ends.
#[test]
fn a_hog_does_not_keep_a_sleeper_out() {
    let lock = Lock::new(0_u64);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                let mut turns = lock.lock();
                let start = Instant::now();
                while start.elapsed() < Duration::from_micros(100) {
                    *turns += 1;
                }
            }
        });
        for _ in 0..50 {
            drop(lock.lock());
        }
        is_over.store(true, Ordering::Release);
    });
}

/// As above, where each of several hogs could overtake: tasks get in beside them.
#[test]
fn threads_and_tasks_share_one_lock() {
    let lock = Lock::new(0_u32);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    *lock.lock() += 1;
                }
            });
            scope.spawn(|| {
                for _ in 0..2_000 {
                    *block_on(lock.lock_async()) += 1;
                }
            });
        }
    });
    assert_eq!(lock.into_inner(), 8_000);
}
