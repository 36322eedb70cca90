//! A fork, with timers in every state: what the child finds.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use threadbare_sync::{Job, Timer, TimerEnd, Timers};

use super::{LATE, say};
use crate::support::child::child_says;
use crate::support::until;

/// The thread does not exist in the child: the child's first timer starts another.
#[test]
fn timers_work_in_a_child() {
    assert_eq!(Timer::after(Duration::ZERO, || ()).join().expect("no panic"), TimerEnd::Ran);
    let _late = Timer::after(LATE, || ());
    assert!(child_says(|| {
        let soon = Timer::after(Duration::from_millis(1), || ());
        let late = Timer::after(LATE, || ());
        let ran = soon.join().is_ok_and(|end| end == TimerEnd::Ran);
        ran && late.cancel()
    }));
    assert_eq!(Timer::after(Duration::ZERO, || ()).join().expect("no panic"), TimerEnd::Ran);
}

/// What the parent has armed does not fire in the child, and nobody there waits for it.
#[test]
fn the_parent_s_timers_do_not_fire_in_a_child() {
    let timers = Timers::new();
    let called = Arc::new(AtomicBool::new(false));
    let armed = {
        let called = Arc::clone(&called);
        timers.after(Duration::from_millis(20), move || called.store(true, Ordering::Release))
    };
    let other = timers.after(LATE, || ());
    assert!(child_says(|| {
        let is_foreign = !armed.is_pending() && !armed.reset(Duration::ZERO);
        let is_over = armed.join().is_ok_and(|end| end == TimerEnd::Cancelled);
        let mine = timers.after(Duration::from_millis(40), || ());
        let ran = mine.join().is_ok_and(|end| end == TimerEnd::Ran);
        let is_cancelled = other.cancel() && !other.cancel();
        is_foreign && is_over && ran && is_cancelled && !called.load(Ordering::Acquire)
    }));
    assert_eq!(armed.join().expect("no panic"), TimerEnd::Ran, "the parent's are its own");
    assert!(called.load(Ordering::Acquire));
    assert!(other.cancel());
}

/// A call that is under way at the fork never ends in the child: no handle touches its closure.
#[test]
fn a_call_under_way_at_the_fork_counts_as_cancelled_in_a_child() {
    let (send, jobs) = mpsc::channel::<Job>();
    let timers = Timers::with_executor(move |job| say(&send, job));
    let timer = timers.after(Duration::ZERO, || ());
    let job = jobs.recv().expect("it is due");
    assert!(child_says(|| {
        !timer.cancel() && timer.join().is_ok_and(|end| end == TimerEnd::Cancelled)
    }));
    job.run();
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran);
}

/// What was over before the fork is over in the child, as it was.
#[test]
fn what_was_over_is_over_in_a_child() {
    let timer = Timer::after(Duration::ZERO, || ());
    until(|| timer.try_join().is_some());
    assert!(child_says(|| timer.join().is_ok_and(|end| end == TimerEnd::Ran)));
}

/// Forks at any moment of a busy service leave the child one that works.
#[test]
fn a_fork_in_the_middle_of_things_leaves_a_child_that_works() {
    let timers = Arc::new(Timers::new());
    let is_over = Arc::new(AtomicBool::new(false));
    let busy = {
        let (timers, is_over) = (Arc::clone(&timers), Arc::clone(&is_over));
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Acquire) {
                drop(timers.after(Duration::from_micros(5), || ()));
                timers.after(LATE, || ()).cancel();
            }
        })
    };
    for _ in 0..50 {
        assert!(child_says(|| {
            let timer = timers.after(Duration::from_micros(10), || ());
            timer.join().is_ok_and(|end| end == TimerEnd::Ran)
        }));
    }
    is_over.store(true, Ordering::Release);
    busy.join().expect("no panic");
}
