//! Barriers that are broken, reset, forked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{Barrier, BarrierError};

use crate::support::child::child_says;
use crate::support::{poll_once, until};

#[test]
fn a_timeout_of_any_size_breaks_the_barrier() {
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        let barrier = Barrier::new(2);
        assert_eq!(barrier.wait_timeout(timeout), Err(BarrierError::TimedOut), "{timeout:?}");
        assert!(barrier.is_broken());
        assert_eq!(barrier.n_waiting(), 0);
        assert_eq!(barrier.wait_timeout(timeout), Err(BarrierError::Broken));
        assert!(barrier.wait().is_err());
        barrier.reset();
        assert_eq!(barrier.wait_deadline(Instant::now()), Err(BarrierError::TimedOut));
    }
}

/// One times out: all who wait are told, threads and tasks (CPython's `test_timeout`).
#[test]
fn a_timeout_is_told_to_everybody() {
    let barrier = Barrier::new(4);
    thread::scope(|scope| {
        let waiters: Vec<_> = (0..2).map(|_| scope.spawn(|| barrier.wait().is_err())).collect();
        until(|| barrier.n_waiting() == 2);
        let timed_out = barrier.wait_timeout(Duration::from_millis(1));
        assert_eq!(timed_out, Err(BarrierError::TimedOut));
        for waiter in waiters {
            assert!(waiter.join().expect("no panic"), "it is told");
        }
    });
}

/// A round of parties that race with their deadlines is complete for all or for none.
#[test]
fn a_round_is_complete_for_all_or_for_none() {
    let mut complete = 0;
    for step in 0..300 {
        let barrier = Barrier::new(3);
        let outcomes: Vec<_> = thread::scope(|scope| {
            let parties: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| barrier.wait_timeout(Duration::from_micros(step))))
                .collect();
            parties.into_iter().map(|party| party.join().expect("no panic")).collect()
        });
        let good = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let late =
            outcomes.iter().filter(|outcome| **outcome == Err(BarrierError::TimedOut)).count();
        assert!(matches!((good, late), (3, 0) | (0, 1)), "{outcomes:?}");
        assert_eq!(barrier.is_broken(), good == 0);
        complete += good / 3;
    }
    assert!(complete <= 300);
}

#[test]
fn an_abort_is_told_to_everybody_and_stays() {
    let barrier = Barrier::new(3);
    let reason = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                assert!(barrier.wait().is_err());
                assert_eq!(reason.load(Ordering::Relaxed), 7);
            });
        }
        until(|| barrier.n_waiting() == 2);
        reason.store(7, Ordering::Relaxed);
        barrier.abort();
    });
    barrier.abort();
    assert!(barrier.is_broken());
    assert!(poll_once(pin!(barrier.wait_async())).came_to(Result::is_err));
}

/// Asks what a poll came to.
trait Outcome<T> {
    fn came_to(self, says: impl FnOnce(&T) -> bool) -> bool;
}

impl<T> Outcome<T> for std::task::Poll<T> {
    fn came_to(self, says: impl FnOnce(&T) -> bool) -> bool {
        matches!(self, Self::Ready(value) if says(&value))
    }
}

/// CPython's `test_reset` and `test_abort_and_reset`.
#[test]
fn a_reset_sends_away_who_waits_and_the_barrier_is_fresh() {
    let barrier = Barrier::new(2);
    for is_broken in [false, true] {
        thread::scope(|scope| {
            let waiter = scope.spawn(|| barrier.wait().is_err());
            until(|| barrier.n_waiting() == 1);
            if is_broken {
                barrier.abort();
            }
            barrier.reset();
            assert!(waiter.join().expect("no panic"), "it is sent away");
        });
        assert_eq!((barrier.n_waiting(), barrier.is_broken()), (0, false));
        thread::scope(|scope| {
            scope.spawn(|| barrier.wait().expect("it is fresh"));
            barrier.wait().expect("it is fresh");
        });
    }
}

/// A task that was let go and looks late learns what became of its own round, not of a later one.
#[test]
fn a_late_task_learns_of_its_own_round() {
    let barrier = Barrier::new(2);
    let mut late = Box::pin(barrier.wait_async());
    assert!(poll_once(late.as_mut()).is_pending());
    assert!(poll_once(pin!(barrier.wait_async())).came_to(Result::is_ok));
    barrier.abort();
    assert!(poll_once(late.as_mut()).came_to(Result::is_ok), "its round was complete");

    barrier.reset();
    let mut late = Box::pin(barrier.wait_async());
    assert!(poll_once(late.as_mut()).is_pending());
    assert!(poll_once(pin!(barrier.wait_async())).came_to(Result::is_ok));
    barrier.abort();
    barrier.reset();
    assert!(poll_once(late.as_mut()).came_to(Result::is_ok), "its round was complete");

    let mut sent_away = Box::pin(barrier.wait_async());
    assert!(poll_once(sent_away.as_mut()).is_pending());
    barrier.reset();
    for _ in 0..5 {
        let mut other = Box::pin(barrier.wait_async());
        assert!(poll_once(other.as_mut()).is_pending());
        assert!(poll_once(pin!(barrier.wait_async())).came_to(Result::is_ok));
    }
    assert!(poll_once(sent_away.as_mut()).came_to(Result::is_err), "its round was reset");
}

/// The panic of an action goes on where it ran; the others are told, and a reset mends it
/// (CPython's `test_action` with an error).
#[test]
fn an_action_that_panics_breaks_the_barrier() {
    let fails = AtomicU32::new(1);
    let barrier = Barrier::with_action(3, || {
        assert_eq!(fails.load(Ordering::Relaxed), 0, "on purpose");
    });
    let meet = || -> Vec<_> {
        thread::scope(|scope| {
            let wait = || catch_unwind(AssertUnwindSafe(|| barrier.wait()));
            let parties: Vec<_> = (0..3).map(|_| scope.spawn(wait)).collect();
            parties.into_iter().map(|party| party.join().expect("caught")).collect()
        })
    };
    let outcomes = meet();
    let panicked = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    let told = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Err(_)))).count();
    assert_eq!((panicked, told), (1, 2));
    assert!(barrier.is_broken());
    fails.store(0, Ordering::Relaxed);
    barrier.reset();
    assert!(meet().iter().all(|outcome| matches!(outcome, Ok(Ok(_)))));
}

/// Neither a deadline nor an abort waits for the action, and then the round is complete for none.
#[test]
fn a_deadline_does_not_wait_for_the_action() {
    let (started, may_end) = (AtomicU32::new(0), AtomicU32::new(0));
    let barrier = Barrier::with_action(2, || {
        started.store(1, Ordering::Release);
        until(|| may_end.load(Ordering::Acquire) == 1);
    });
    thread::scope(|scope| {
        let timed = scope.spawn(|| barrier.wait_timeout(Duration::from_millis(20)));
        until(|| barrier.n_waiting() == 1 || barrier.is_broken());
        let leader = scope.spawn(|| barrier.wait());
        let timed = timed.join().expect("no panic");
        may_end.store(1, Ordering::Release);
        assert_eq!(timed, Err(BarrierError::TimedOut));
        assert!(leader.join().expect("no panic").is_err(), "complete for none");
    });
}

/// Those who had arrived in the parent are not in the child; it resets the barrier and uses it.
#[test]
fn a_child_resets_the_barrier_and_uses_it() {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| barrier.wait().expect("nobody breaks the parent's"));
        until(|| format!("{barrier:?}").contains("sleepers: true"));
        assert!(child_says(|| {
            let ghosts = barrier.n_waiting();
            barrier.reset();
            let fresh = barrier.n_waiting() == 0 && !barrier.is_broken();
            let timed_out = barrier.wait_timeout(Duration::from_millis(1));
            ghosts == 1 && fresh && timed_out == Err(BarrierError::TimedOut)
        }));
        assert_eq!(barrier.n_waiting(), 1, "the parent's barrier is another");
        barrier.wait().expect("nobody breaks the parent's");
    });
    assert!(child_says(|| barrier.wait_timeout(Duration::ZERO).is_err() && barrier.is_broken()));
    assert!(!barrier.is_broken());
}
