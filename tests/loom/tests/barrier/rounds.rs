//! Rounds in which nothing goes wrong.

use std::pin::{Pin, pin};

use threadbare_loom::{block_on, poll_once};
use threadbare_sync::{Barrier, BarrierAsync};
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::model::{Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Hall, join, spawn};

/// Two parties meet: each sees what the other did before, and one of them leads.
#[test]
fn two_meet_and_one_leads() {
    check(|| {
        let hall = Hall::new(2);
        let other = spawn(&hall, |hall| hall.meet(1));
        let ours = hall.meet(0);
        let theirs = join(other);
        assert!(ours.is_leader() != theirs.is_leader());
        assert_eq!(ours.index() + theirs.index(), 1, "one is 0 and one is 1");
    });
}

/// Three parties meet, of which the first goes to sleep at once.
#[test]
fn three_meet() {
    check(|| {
        let hall = Hall::new(3);
        let others = [0, 1].map(|part| spawn(&hall, move |hall| hall.meet(part)));
        hall.barrier.wait().expect("nobody breaks this barrier");
        hall.see();
        others.into_iter().for_each(|other| assert!(join(other).index() < 3));
    });
}

/// Round after round: nobody of the next round mixes with a late leaver of the last.
#[test]
fn two_rounds_do_not_mix() {
    check(|| {
        let hall = Hall::new(2);
        let other = spawn(&hall, |hall| {
            hall.meet(1);
            hall.barrier.wait().expect("nobody breaks this barrier");
            hall.parts[0].bump();
        });
        hall.meet(0);
        hall.barrier.wait().expect("nobody breaks this barrier");
        hall.parts[1].bump();
        join(other);
        assert_eq!(hall.barrier.n_waiting(), 0);
    });
}

/// A task and a thread meet.
#[test]
fn a_task_and_a_thread_meet() {
    check(|| {
        let hall = Hall::new(2);
        let task = spawn(&hall, |hall| {
            hall.parts[1].bump();
            block_on(hall.barrier.wait_async()).expect("nobody breaks this barrier");
            hall.see();
        });
        hall.meet(0);
        join(task);
    });
}

/// A future that is dropped after it has arrived takes its arrival back: the thread that waits
/// leaves with somebody who is there, not with a ghost.
#[test]
fn a_dropped_future_takes_its_arrival_back() {
    check(|| {
        let hall = Hall::new(2);
        let done = Arc::new(AtomicU32::new(0));
        let waiter = {
            let done = Arc::clone(&done);
            spawn(&hall, move |hall| {
                hall.barrier.wait().expect("nobody breaks this barrier");
                done.swap(1, Relaxed);
            })
        };
        {
            let mut wait = pin!(hall.barrier.wait_async());
            let _ = poll_once(wait.as_mut());
        }
        // The waiter has left with our future, or it waits for another party.
        while hall.barrier.n_waiting() == 0 && done.fetch_add(0, Relaxed) == 0 {
            thread::yield_now();
        }
        if done.fetch_add(0, Relaxed) == 0 && hall.barrier.n_waiting() == 1 {
            hall.barrier.wait().expect("nobody breaks this barrier");
        }
        join(waiter);
        assert_eq!(hall.barrier.n_waiting(), 0);
    });
}

/// A future that is dropped before anybody else comes leaves an empty barrier.
#[test]
fn a_future_that_is_dropped_first_was_never_there() {
    check(|| {
        let hall = Hall::new(2);
        {
            let mut wait = pin!(hall.barrier.wait_async());
            assert!(poll_once(wait.as_mut()).is_pending());
            assert_eq!(hall.barrier.n_waiting(), 1);
        }
        assert_eq!(hall.barrier.n_waiting(), 0);
        let other = spawn(&hall, |hall| hall.meet(1));
        hall.meet(0);
        join(other);
    });
}

/// The action runs once, sees what every party did, and is seen by all who leave.
#[test]
fn the_action_runs_before_anybody_leaves() {
    check(|| {
        let shared = Hall::new(1);
        let seen = Arc::clone(&shared);
        let hall = Hall::around(Barrier::with_action(2, move || {
            seen.see();
            seen.action.bump();
        }));
        let arrive = |part: usize| {
            let shared = Arc::clone(&shared);
            move |hall: &Hall<_>| {
                shared.parts[part].bump();
                hall.barrier.wait().expect("nobody breaks this barrier");
                assert_eq!(shared.action.get(), 1);
            }
        };
        let other = spawn(&hall, arrive(1));
        arrive(0)(&hall);
        join(other);
    });
}

/// More who come than the barrier has parties: one who comes while the action runs is one of the
/// next round.
#[test]
fn one_who_comes_while_the_action_runs_is_one_of_the_next_round() {
    Model::new().bound_exactly(2).check(|| {
        let hall = Hall::around(Barrier::with_action(1, thread::yield_now));
        let others = [0, 1].map(|_| spawn(&hall, |hall| hall.barrier.wait()));
        let ours = hall.barrier.wait();
        let theirs = others.map(join);
        assert!(theirs.iter().chain([&ours]).all(|wait| wait.is_ok_and(|wait| wait.is_leader())));
    });
}

/// Between the look and the step of the last party, another may go and a third may come: the
/// state is as before, and yet the last must see what that one did.
#[test]
fn the_last_sees_the_work_of_one_who_came_in_another_s_place() {
    check(|| {
        let hall = Hall::new(2);
        let work = Arc::new(AtomicU32::new(0));
        let mut wait = Box::pin(hall.barrier.wait_async());
        assert!(poll_once(wait.as_mut()).is_pending());
        // SAFETY: `other` drops it, and has a share of the hall.
        let wait: Pin<Box<BarrierAsync<'static>>> = unsafe { core::mem::transmute(wait) };
        let other = {
            let work = Arc::clone(&work);
            spawn(&hall, move |hall| {
                drop(wait);
                work.fetch_add(1, Relaxed);
                let _ = hall.barrier.wait();
                hall.barrier.abort();
            })
        };
        if hall.barrier.wait().is_ok() {
            let seen = work.load(Relaxed);
            // If nobody is left to meet, the first round was with the one who has worked.
            assert!(hall.barrier.wait().is_ok() || seen == 1, "who left did not see the work");
        }
        join(other);
    });
}
