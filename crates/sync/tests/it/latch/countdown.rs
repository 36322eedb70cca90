//! `Latch`: what a user sees of it on the real kernel.

use std::panic::catch_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::Latch;

use crate::support::child::child_says;
use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, poll_once};

#[test]
fn a_latch_is_four_bytes_and_lives_in_a_static() {
    static LATCH: Latch = Latch::new(1);
    assert_eq!(size_of::<Latch>(), 4);
    assert!(LATCH.count_down());
    LATCH.wait();
}

#[test]
fn a_latch_of_nothing_is_done() {
    let latch = Latch::new(0);
    assert!(latch.is_done() && latch.try_wait());
    latch.wait();
    assert!(!latch.count_down_by(0), "it was done before");
}

#[test]
fn only_the_last_is_told_so() {
    let latch = Latch::new(4);
    assert!(!latch.count_down());
    assert!(!latch.count_down_by(2));
    assert!(!latch.count_down_by(0));
    assert_eq!(latch.count(), 1);
    assert_eq!(format!("{latch:?}"), "Latch { count: 1 }");
    assert!(latch.count_down());
    assert_eq!(latch.count(), 0);
}

#[test]
fn one_too_many_panics_and_changes_nothing() {
    let latch = Latch::new(2);
    let outcome = catch_unwind(|| latch.count_down_by(3));
    let panic = outcome.expect_err("there are only two");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(message.starts_with("counted down by 3 with 2 left"), "{message}");
    assert_eq!(latch.count(), 2);
    assert!(latch.count_down_by(2));
    assert!(catch_unwind(|| latch.count_down()).is_err());
    assert!(latch.is_done());
}

#[test]
fn it_counts_to_two_thousand_million() {
    let latch = Latch::new((1 << 31) - 1);
    assert!(!latch.count_down_by((1 << 31) - 2));
    assert!(latch.wait_timeout(Duration::ZERO).is_err());
    assert!(latch.count_down());
    assert!(catch_unwind(|| Latch::new(1 << 31)).is_err());
}

#[test]
fn a_latch_that_is_not_done_times_out_whatever_the_size_of_the_timeout() {
    let latch = Latch::new(1);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(latch.wait_timeout(timeout).is_err(), "{timeout:?}");
        assert!(latch.wait_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    latch.count_down();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(latch.wait_timeout(timeout).is_ok(), "{timeout:?}");
    }
    assert!(latch.wait_deadline(Instant::now()).is_ok());
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let latch = Latch::new(3);
    thread::scope(|scope| {
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)]
        {
            let latch = &latch;
            scope.spawn(move || {
                latch.count_down();
                latch.wait_timeout(timeout).expect("for ever");
            });
        }
    });
}

/// Everybody sees what everybody else did before arriving.
#[test]
fn a_crowd_arrives_and_goes_on() {
    let latch = Latch::new(16);
    let arrived = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                arrived.fetch_add(1, Ordering::Relaxed);
                latch.arrive_and_wait();
                assert_eq!(arrived.load(Ordering::Relaxed), 16);
            });
        }
    });
}

/// A future that is dropped at any of its polls, chosen or not, keeps nobody else asleep.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let latch = Latch::new(1);
        let bell = Arc::new(Bell::default());
        let mut next = pin!(latch.wait_async());
        {
            let mut dropped = pin!(latch.wait_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert!(bell.poll(next.as_mut()).is_pending());
            latch.count_down();
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        assert!(bell.poll(next.as_mut()).is_ready());
    }
}

/// A waiter may free the latch as soon as its wait is over, while the last one is still inside
/// `count_down`. (A model says more.)
#[test]
fn a_waiter_may_free_the_latch_at_once() {
    for _ in 0..2_000 {
        let latch = Box::into_raw(Box::new(Latch::new(1)));
        let address = latch.expose_provenance();
        let worker = thread::spawn(move || {
            let latch: *const Latch = std::ptr::with_exposed_provenance(address);
            // SAFETY: the latch lives until its wait is over, and so until this call brings it to
            // zero; `count_down` touches it no more after that.
            unsafe { (*latch).count_down() };
        });
        // SAFETY: it is ours, and nobody frees it but the next line.
        unsafe { (*latch).wait() };
        // SAFETY: it came from a box, and the wait was the last use.
        drop(unsafe { Box::from_raw(latch) });
        worker.join().expect("a count down does not panic");
    }
}

/// Signals that come all the time end no wait.
#[test]
fn a_storm_of_signals_ends_no_wait() {
    let latch = Arc::new(Latch::new(200));
    let waiter = |kind: u32| {
        let latch = Arc::clone(&latch);
        thread::spawn(move || {
            match kind {
                0 => latch.wait(),
                1 => latch.wait_timeout(Duration::MAX).expect("for ever"),
                _ => block_on(latch.wait_async()),
            }
            assert_eq!(latch.count(), 0);
        })
    };
    in_a_storm((0..3).map(waiter).collect(), || {
        if !latch.is_done() {
            latch.count_down();
        }
    });
}

/// The child has the count as it was, and waiters of the parent are none of the child.
#[test]
fn a_child_counts_its_own_latch_down() {
    let latch = Latch::new(2);
    thread::scope(|scope| {
        scope.spawn(|| latch.arrive_and_wait());
        while latch.count() == 2 {
            thread::yield_now();
        }
        assert!(child_says(|| {
            let timed_out = latch.wait_timeout(Duration::from_millis(1)).is_err();
            let was_last = latch.count_down();
            latch.wait();
            timed_out && was_last
        }));
        assert_eq!(latch.count(), 1, "the parent's latch is another");
        latch.count_down();
    });
}
