//! `WaitGroup`: what a user sees of it on the real kernel.

use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::WaitGroup;

use crate::support::child::child_says;
use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, poll_once};

#[test]
fn a_handle_is_a_pointer() {
    assert_eq!(size_of::<WaitGroup>(), size_of::<usize>());
    assert_eq!(size_of::<Option<WaitGroup>>(), size_of::<usize>());
}

#[test]
fn one_who_is_alone_does_not_wait() {
    WaitGroup::new().wait();
    assert!(WaitGroup::default().try_wait().is_ok());
    assert!(WaitGroup::new().wait_timeout(Duration::ZERO).is_ok());
    assert!(WaitGroup::new().wait_deadline(Instant::now()).is_ok());
    block_on(WaitGroup::new().wait_async());
}

#[test]
fn every_handle_is_counted() {
    let group = WaitGroup::new();
    let parts = [group.clone(), group.clone()];
    assert_eq!(format!("{group:?}"), "WaitGroup { handles: 3 }");
    let [first, second] = parts;
    drop(first);
    let group = group.try_wait().expect_err("there is another").into_group();
    assert_eq!(format!("{second:?}"), "WaitGroup { handles: 2 }");
    drop(second);
    assert!(group.try_wait().is_ok());
}

#[test]
fn a_timeout_of_any_size_gives_the_handle_back() {
    let mut group = WaitGroup::new();
    let part = group.clone();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        group = group.wait_timeout(timeout).expect_err("there is another").into_group();
        assert_eq!(format!("{part:?}"), "WaitGroup { handles: 2 }", "{timeout:?}");
        let until = Instant::now() + timeout;
        group = group.wait_deadline(until).expect_err("there is another").into_group();
    }
    drop(part);
    assert!(group.wait_timeout(Duration::MAX).is_ok());
}

/// A part that panics drops its handle on the way, and is waited for like one that is done.
#[test]
fn a_part_that_panics_is_not_waited_for_for_ever() {
    let group = WaitGroup::new();
    let part = group.clone();
    let outcome = catch_unwind(move || {
        let _part = part;
        panic!("on purpose");
    });
    assert!(outcome.is_err());
    group.wait();
}

#[test]
fn a_crowd_of_parts_and_of_waiters() {
    let done = Arc::new(AtomicU32::new(0));
    for _ in 0..50 {
        done.store(0, Ordering::Relaxed);
        let group = WaitGroup::new();
        let parts: Vec<_> = (0..6)
            .map(|number| {
                let (part, done) = (group.clone(), Arc::clone(&done));
                thread::spawn(move || {
                    done.fetch_add(1, Ordering::Relaxed);
                    match number % 3 {
                        0 => drop(part),
                        1 => part.wait(),
                        _ => block_on(part.wait_async()),
                    }
                    assert!(number % 3 == 0 || done.load(Ordering::Relaxed) == 6);
                })
            })
            .collect();
        group.wait();
        assert_eq!(done.load(Ordering::Relaxed), 6);
        parts.into_iter().for_each(|part| part.join().expect("no panic"));
    }
}

/// A future that is dropped at any of its polls strands nobody; it may outlive every handle.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let group = WaitGroup::new();
        let (part, other) = (group.clone(), group.clone());
        let bell = Arc::new(Bell::default());
        let mut next = pin!(other.wait_async());
        {
            let mut dropped = pin!(group.wait_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert!(bell.poll(next.as_mut()).is_pending());
            drop(part);
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        assert!(bell.poll(next.as_mut()).is_ready());
    }
}

/// Signals that come all the time end no wait.
#[test]
fn a_storm_of_signals_ends_no_wait() {
    let group = WaitGroup::new();
    let mut parts: Vec<_> = (0..200).map(|_| group.clone()).collect();
    let done = Arc::new(AtomicU32::new(0));
    let waiter = |kind: u32| {
        let (group, done) = (group.clone(), Arc::clone(&done));
        thread::spawn(move || {
            match kind {
                0 => group.wait(),
                1 => group.wait_timeout(Duration::MAX).expect("for ever"),
                _ => block_on(group.wait_async()),
            }
            assert_eq!(done.load(Ordering::Relaxed), 200);
        })
    };
    let waiters = (0..3).map(waiter).collect();
    drop(group);
    in_a_storm(waiters, || {
        if let Some(part) = parts.pop() {
            done.fetch_add(1, Ordering::Relaxed);
            drop(part);
        }
    });
}

/// The child has handles of its own, which it drops and waits for; the parent's stay.
#[test]
fn a_child_drops_its_own_handles() {
    let group = WaitGroup::new();
    let part = group.clone();
    let keeps_it_alive = group.clone().wait_async();
    assert!(child_says(|| {
        // SAFETY: the child's copies; the parent keeps its own. The future has a share as well, so
        // nothing is freed in the child, where the allocator may be locked for ever.
        let (ours, part) = unsafe { copies(&group, &part) };
        let Err(unfinished) = ours.wait_timeout(Duration::from_millis(1)) else { return false };
        drop(part);
        unfinished.into_group().try_wait().is_ok()
    }));
    assert_eq!(format!("{part:?}"), "WaitGroup { handles: 2 }");
    drop(part);
    group.wait();
    block_on(keeps_it_alive);
}

/// Copies of two handles, for a child.
///
/// # Safety
///
/// Each is dropped once in each process.
unsafe fn copies(first: &WaitGroup, second: &WaitGroup) -> (WaitGroup, WaitGroup) {
    // SAFETY: the caller's promise.
    let first = unsafe { std::ptr::read(first) };
    // SAFETY: the caller drops each once in each process.
    (first, unsafe { std::ptr::read(second) })
}
