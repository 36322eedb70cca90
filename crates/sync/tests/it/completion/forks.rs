//! A fork, with a completion in every state: what the child finds.

use std::thread;
use std::time::Duration;

use threadbare_sync::completion::{Phase, ResultCell, pair};

use crate::support::child::child_says;
use crate::support::until;

#[test]
fn what_is_over_is_over_in_the_child() {
    let (promise, completion) = pair();
    promise.set(3).expect("nobody cancels");
    assert!(child_says(|| completion.wait() == Phase::Done && completion.failure().is_none()));
    assert_eq!(completion.result().expect("it was set"), 3);
}

#[test]
fn what_the_forking_thread_produces_is_produced_in_both() {
    let cell = ResultCell::new();
    assert!(child_says(|| {
        // SAFETY: the child's copy, which one thread sets and takes.
        let is_set = unsafe { cell.set(7) }.is_ok();
        // SAFETY: the child's copy, which one thread takes from.
        is_set && matches!(unsafe { cell.take() }, Some(Ok(7)))
    }));
    assert_eq!(cell.progress().phase(), Phase::Pending, "the parent's is another");
    // SAFETY: the parent's cell, which this thread sets.
    assert!(unsafe { cell.set(8) }.is_ok());
}

#[test]
fn what_another_thread_was_to_produce_never_comes_in_the_child() {
    let (promise, completion) = pair::<u32>();
    thread::scope(|scope| {
        let working = scope.spawn(move || {
            assert!(promise.start());
            until(|| promise.progress().phase() == Phase::Running && is_told());
            promise.set(1)
        });
        until(|| completion.phase() == Phase::Running);
        assert!(child_says(|| completion.wait_timeout(Duration::from_millis(2)).is_err()));
        tell();
        assert!(working.join().expect("no panic").is_ok());
    });
    assert_eq!(completion.result().expect("it was set"), 1);
}

static TOLD: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

fn tell() {
    TOLD.store(true, std::sync::atomic::Ordering::Release);
}

fn is_told() -> bool {
    TOLD.load(std::sync::atomic::Ordering::Acquire)
}

/// Waiters of the parent, asleep and observing, are not there in the child: an end wakes nobody
/// and touches nothing that is gone.
#[test]
fn waiters_of_the_parent_do_not_stop_an_end_in_the_child() {
    let cell = ResultCell::new();
    thread::scope(|scope| {
        scope.spawn(|| cell.progress().wait());
        scope.spawn(|| {
            let those = [cell.progress()];
            threadbare_sync::completion::as_completed(those).count()
        });
        let shown = || format!("{cell:?}");
        until(|| shown().contains("sleepers: true, listeners: true"));
        assert!(child_says(|| {
            // SAFETY: the child's copy, which one thread sets.
            let is_set = unsafe { cell.set(1) }.is_ok();
            is_set && cell.progress().wait() == Phase::Done
        }));
        // SAFETY: the parent's cell, which this thread sets.
        assert!(unsafe { cell.set(2) }.is_ok());
    });
}
