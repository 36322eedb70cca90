//! Rounds that are broken: by a deadline, by an action, from outside.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use threadbare_sync::{Barrier, BarrierError};
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::model::{Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Hall, Outcome, SOME_TIME, join, spawn};

/// One with a deadline and one without: both leave in good order, or the one timed out and the
/// other learns that it is broken. Never one of each.
#[test]
fn a_timeout_breaks_or_comes_too_late() {
    check(|| {
        let hall = Hall::new(2);
        let timed = spawn(&hall, |hall| {
            hall.parts[1].bump();
            let outcome = hall.barrier.wait_timeout(SOME_TIME);
            if outcome.is_ok() {
                hall.see();
            }
            outcome
        });
        hall.parts[0].bump();
        let ours = hall.barrier.wait();
        if ours.is_ok() {
            hall.see();
        }
        match join(timed) {
            Ok(theirs) => assert!(ours.is_ok_and(|ours| ours.index() + theirs.index() == 1)),
            Err(error) => {
                assert_eq!(error, BarrierError::TimedOut, "nobody else breaks it");
                assert!(ours.is_err(), "a round is complete for all or for none");
                assert!(hall.barrier.is_broken());
            }
        }
    });
}

/// Two deadlines: both leave in good order, or exactly one is the breaker.
#[test]
fn of_two_timeouts_one_breaks() {
    check(|| {
        let hall = Hall::new(2);
        let other = spawn(&hall, |hall| hall.barrier.wait_timeout(SOME_TIME));
        let outcomes = [hall.barrier.wait_timeout(SOME_TIME), join(other)];
        let timed_out = |outcome: &&Result<_, _>| **outcome == Err(BarrierError::TimedOut);
        let breakers = outcomes.iter().filter(timed_out).count();
        let good = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert!(matches!((breakers, good), (0, 2) | (1, 0)), "{outcomes:?}");
    });
}

/// An abort ends every wait, and what came before it is seen by those who are told.
#[test]
fn an_abort_wakes_and_publishes() {
    check(|| {
        let hall = Hall::new(2);
        let waiter = spawn(&hall, |hall| {
            assert!(hall.barrier.wait().is_err());
            assert_eq!(hall.action.get(), 1);
        });
        hall.action.bump();
        hall.barrier.abort();
        join(waiter);
    });
}

/// A reset ends the waits that it finds, and the barrier is fresh after it: who was sent away
/// sees what came before, comes back and meets the one who reset it.
#[test]
fn a_reset_sends_away_and_starts_afresh() {
    check(|| {
        let hall = Hall::new(2);
        let waiter = spawn(&hall, |hall| {
            if hall.barrier.wait().is_err() {
                assert_eq!(hall.action.get(), 1);
                hall.barrier.wait().expect("the barrier is fresh");
            }
        });
        hall.action.bump();
        hall.barrier.reset();
        hall.barrier.wait().expect("the barrier is fresh");
        join(waiter);
        assert_eq!(hall.barrier.n_waiting(), 0);
    });
}

/// A party whose round was complete leaves in good order, although the barrier is broken and
/// reset before it has looked.
#[test]
fn a_late_leaver_of_a_complete_round_is_not_told_of_a_later_reset() {
    check(|| {
        let hall = Hall::new(2);
        let late = spawn(&hall, |hall| hall.meet(1));
        hall.meet(0);
        hall.barrier.abort();
        hall.barrier.reset();
        join(late);
    });
}

/// An action that panics breaks the barrier: the panic goes on where it ran, the other is told.
#[test]
fn an_action_that_panics_breaks() {
    check(|| {
        let hall = Hall::around(Barrier::with_action(2, || resume_unwind(Box::new("on purpose"))));
        let arrive = |hall: &Hall<_>| catch_unwind(AssertUnwindSafe(|| hall.barrier.wait()));
        let other = spawn(&hall, move |hall| arrive(hall).ok());
        let outcomes: [Option<Outcome>; 2] = [arrive(&hall).ok(), join(other)];
        let panicked = outcomes.iter().filter(|outcome| outcome.is_none()).count();
        let told = outcomes.iter().filter(|outcome| matches!(outcome, Some(Err(_)))).count();
        assert_eq!((panicked, told), (1, 1));
        assert!(hall.barrier.is_broken());
    });
}

/// A reset while the action runs ends the round for everybody, the one who runs it as well; a
/// round is complete for all or for none.
#[test]
fn a_reset_during_the_action_ends_the_round_for_all() {
    Model::new().bound_exactly(2).check(|| {
        let hall = Hall::around(Barrier::with_action(2, thread::yield_now));
        let left = Arc::new(AtomicU32::new(2));
        let waiters = [0, 1].map(|_| {
            let left = Arc::clone(&left);
            spawn(&hall, move |hall| {
                let outcome = hall.barrier.wait();
                left.fetch_sub(1, Relaxed);
                outcome
            })
        });
        hall.barrier.reset();
        // Whoever came after the reset waits for one who does not come: send it away as well.
        while left.fetch_add(0, Relaxed) != 0 {
            hall.barrier.abort();
            thread::yield_now();
        }
        let outcomes = waiters.map(|waiter| join(waiter).is_ok());
        assert_eq!(outcomes[0], outcomes[1], "complete for all or for none");
    });
}

/// Who runs the action and is told that the barrier was broken meanwhile sees what the breaker did.
#[test]
fn a_leader_who_is_told_sees_what_the_breaker_did() {
    check(|| {
        let hall = Hall::around(Barrier::with_action(1, thread::yield_now));
        let breaker = spawn(&hall, |hall| {
            hall.action.bump();
            hall.barrier.abort();
        });
        if hall.barrier.wait().is_err() {
            assert_eq!(hall.action.get(), 1);
        }
        join(breaker);
    });
}
