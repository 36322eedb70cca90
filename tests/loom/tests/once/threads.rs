//! Threads that do it, wait for it, fail and give up.

use std::panic::{AssertUnwindSafe, catch_unwind};

use threadbare_sync::OnceState;
use threadbare_sys::model::{self, Model, check};

use super::{SOME_TIME, Work, join, spawn};

/// Of two who call, one does it, and both see what it did.
#[test]
fn of_two_one_does_it_and_both_see_it() {
    check(|| {
        let work = Work::new();
        let other = spawn(&work, Work::call);
        work.call();
        join([other]);
    });
}

/// With three, all come back: nobody sleeps on when it is done.
#[test]
fn three_all_come_back() {
    check(|| {
        let work = Work::new();
        let others = [spawn(&work, Work::call), spawn(&work, Work::call)];
        work.call();
        join(others);
    });
}

/// Whoever finds it done sees what was done, without a wait.
#[test]
fn whoever_finds_it_done_sees_it() {
    check(|| {
        let work = Work::new();
        let onlooker = spawn(&work, |work| {
            if work.once.is_completed() || work.once.state() == OnceState::Complete {
                work.assert_done();
            }
        });
        work.call();
        join([onlooker]);
    });
}

/// One that waits before anybody has begun is woken when it is done.
#[test]
fn one_that_only_waits_is_woken() {
    check(|| {
        let work = Work::new();
        let waiter = spawn(&work, Work::wait);
        work.call();
        join([waiter]);
    });
}

/// When the first fails, one of those who wait for their turn does it, although a third, who only
/// waits until it is done, may have fallen asleep before it (a wake of one would be lost on it).
#[test]
fn a_failure_reaches_one_that_does_it() {
    check(|| {
        let work = Work::new();
        let waiter = spawn(&work, Work::wait);
        let other = spawn(&work, Work::call);
        work.fail();
        join([waiter, other]);
    });
}

/// One that loses the race for a turn to one that fails does not go to sleep beside it: nobody else
/// would wake it. Only a turn that goes and comes back three times gets a visitor that far.
#[test]
fn one_that_loses_to_one_that_fails_does_it() {
    Model::new().bound_exactly(4).check(|| {
        let work = Work::new();
        let other = spawn(&work, |work| {
            work.fail();
            work.fail();
            work.fail();
        });
        work.call();
        join([other]);
    });
}

/// What one did before it failed is seen by the next.
#[test]
fn what_a_failed_turn_did_is_seen_by_the_next() {
    check(|| {
        let work = Work::new();
        let other = spawn(&work, |work| {
            let failed = catch_unwind(AssertUnwindSafe(|| {
                work.once.call_once(|| {
                    work.data.bump();
                    std::panic::resume_unwind(Box::new("on purpose"));
                });
            }));
            assert!(failed.is_err() || work.once.is_completed());
        });
        work.once.call_once(|| work.data.bump());
        assert!((1..=2).contains(&work.data.get()));
        join([other]);
    });
}

/// One that gives up has not done it, and leaves nobody asleep behind it.
#[test]
fn a_timeout_strands_nobody() {
    check(|| {
        let work = Work::new();
        let timed = spawn(&work, Work::call_in_time);
        let waiter = spawn(&work, |work| {
            if work.once.wait_timeout(SOME_TIME).is_ok() {
                work.assert_done();
            }
        });
        work.call();
        join([timed, waiter]);
        work.assert_done();
    });
}

/// A try comes back at once: it did it, it is done, or somebody is at it.
#[test]
fn a_try_does_not_wait() {
    check(|| {
        let work = Work::new();
        let other = spawn(&work, |work| {
            if work.once.try_call_once(|| work.data.bump()).is_ok() {
                work.assert_done();
            }
        });
        work.call();
        join([other]);
    });
}

/// Whoever is inside its own initialiser is told so, and whoever waits meanwhile gets its turn.
#[test]
fn re_entrance_is_found() {
    check(|| {
        let work = Work::new();
        let other = spawn(&work, Work::call);
        let inner = catch_unwind(AssertUnwindSafe(|| {
            work.once.call_once(|| work.once.call_once(|| work.data.bump()));
        }));
        assert!(inner.is_err() || work.once.is_completed(), "done by the other, or found");
        work.call();
        join([other]);
    });
}

/// After the store that completes it, nothing of it is touched: whoever finds it done may destroy
/// it at once.
#[test]
fn whoever_finds_it_done_may_destroy_it() {
    check(|| {
        let work = Work::new();
        let heir = spawn(&work, |work| {
            work.once.wait();
            model::futex::bury(work.word());
        });
        work.once.call_once(|| {});
        join([heir]);
    });
}
