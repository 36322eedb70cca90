//! Futures that are dropped, replaced or forgotten.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use threadbare_sync::{FairLock, RawFairLock};

use crate::support::{Bell, forget, poll_once};

/// A future that is dropped at any of its polls leaves a lock that works, and one that has the
/// lock already passes it on.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let lock = FairLock::new(0);
        let guard = lock.lock();
        let bell = Arc::new(Bell::default());
        let mut next = pin!(lock.lock_async());
        {
            let mut dropped = pin!(lock.lock_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert!(bell.poll(next.as_mut()).is_pending());
            drop(guard);
            let is_first = polls == 0;
            assert_eq!(bell.rings(), u32::from(is_first), "after {polls} polls");
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        assert!(bell.poll(next.as_mut()).is_ready());
        assert!(!lock.is_locked());
    }
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    let lock = RawFairLock::new();
    lock.acquire();
    let bells: [Arc<Bell>; 2] = [Arc::default(), Arc::default()];
    let mut future = pin!(lock.acquire_async());
    for bell in &bells {
        assert!(bell.poll(future.as_mut()).is_pending());
    }
    lock.release().expect("it is held");
    assert_eq!(bells.map(|bell| bell.rings()), [0, 1]);
    assert!(poll_once(future.as_mut()).is_ready());
}

#[test]
#[should_panic(expected = "the lock is yours, release it")]
fn a_future_that_is_polled_after_the_end_says_so() {
    let lock = RawFairLock::new();
    let mut future = pin!(lock.acquire_async());
    let mut task = Context::from_waker(Waker::noop());
    assert_eq!(future.as_mut().poll(&mut task), Poll::Ready(()));
    let _ = future.as_mut().poll(&mut task);
}

/// A forgotten future keeps its turn, as a forgotten guard does; the threads behind it may leave.
#[test]
fn a_forgotten_future_keeps_its_turn() {
    let lock = RawFairLock::new();
    lock.acquire();
    let mut future = Box::pin(lock.acquire_async());
    assert!(poll_once(future.as_mut()).is_pending());
    forget(future);
    lock.release().expect("it is held");
    assert!(lock.acquire_timeout(std::time::Duration::from_millis(1)).is_err());
    assert!(lock.release().is_ok(), "whoever knows may release it");
    assert!(lock.try_acquire());
}

/// A future that was forgotten while it waited for a lock gets no turn of another lock that lives
/// at the same address later.
#[test]
fn a_forgotten_future_does_not_haunt_the_next_lock_at_its_address() {
    let mut place = RawFairLock::new();
    for _ in 0..3 {
        place.acquire();
        let mut future = Box::pin(place.acquire_async());
        assert!(poll_once(future.as_mut()).is_pending());
        forget(future);
        place = RawFairLock::new();
        place.acquire();
        let mut living = pin!(place.acquire_async());
        assert!(poll_once(living.as_mut()).is_pending());
        place.release().expect("it is held");
        assert!(poll_once(living.as_mut()).is_ready(), "it waited for this lock, alone");
        assert!(place.release().is_ok());
    }
}

#[test]
fn futures_show_whether_they_wait() {
    let lock = RawFairLock::new();
    lock.acquire();
    let mut future = pin!(lock.acquire_async());
    assert!(format!("{future:?}").ends_with("waiting: false }"));
    assert!(poll_once(future.as_mut()).is_pending());
    assert!(format!("{future:?}").ends_with("waiting: true }"));
    let lock = FairLock::new(1);
    assert!(format!("{:?}", lock.lock_async()).starts_with("GuardAsync"));
}
