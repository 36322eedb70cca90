//! `AutoResetEvent`: what a user sees of it on the real kernel.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::AutoResetEvent;

use crate::support::child::child_says;
use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, forget, poll_once, until};

/// Returns when this many wait.
fn until_waiting(event: &AutoResetEvent, count: u32) {
    until(|| format!("{event:?}").contains(&format!("waiters: {count} ")));
}

#[test]
fn it_is_four_bytes_and_lives_in_a_static() {
    static EVENT: AutoResetEvent = AutoResetEvent::new();
    assert_eq!(size_of::<AutoResetEvent>(), 4);
    EVENT.set();
    EVENT.wait();
    assert!(!EVENT.is_set());
}

#[test]
fn one_signal_is_remembered_and_no_more() {
    let event = AutoResetEvent::default();
    for _ in 0..5 {
        event.set();
    }
    assert_eq!(format!("{event:?}"), "AutoResetEvent { signals: 1, waiters: 0 }");
    assert!(event.is_set());
    assert!(event.try_wait());
    assert!(!event.try_wait());
}

#[test]
fn without_a_signal_it_times_out_whatever_the_size_of_the_timeout() {
    let event = AutoResetEvent::new();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(event.wait_timeout(timeout).is_err(), "{timeout:?}");
        assert!(event.wait_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    assert_eq!(format!("{event:?}"), "AutoResetEvent { signals: 0, waiters: 0 }");
}

#[test]
fn with_a_signal_it_does_not_time_out() {
    let event = AutoResetEvent::new();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        event.set();
        assert!(event.wait_timeout(timeout).is_ok(), "{timeout:?}");
    }
    event.set();
    assert!(event.wait_deadline(Instant::now()).is_ok());
}

/// Signals that follow one another at once let as many go as waited.
#[test]
fn each_signal_lets_one_go() {
    let event = AutoResetEvent::new();
    let gone = AtomicU32::new(0);
    thread::scope(|scope| {
        for number in 0..8 {
            let (event, gone) = (&event, &gone);
            scope.spawn(move || {
                match number % 3 {
                    0 => event.wait(),
                    1 => event.wait_timeout(Duration::MAX).expect("for ever"),
                    _ => block_on(event.wait_async()),
                }
                gone.fetch_add(1, Ordering::SeqCst);
            });
        }
        until_waiting(&event, 8);
        for _ in 0..5 {
            event.set();
        }
        until(|| gone.load(Ordering::SeqCst) == 5);
        until_waiting(&event, 3);
        for _ in 0..3 {
            event.set();
        }
    });
    assert!(!event.try_wait());
}

/// A future that is dropped at any of its polls, chosen or not, eats no signal.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let event = AutoResetEvent::new();
        let bell = Arc::new(Bell::default());
        let mut next = pin!(event.wait_async());
        {
            let mut dropped = pin!(event.wait_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert!(bell.poll(next.as_mut()).is_pending());
            event.set();
        }
        assert_eq!(bell.rings(), 1, "after {polls} polls");
        assert!(bell.poll(next.as_mut()).is_ready());
        assert!(!event.is_set());
    }
}

#[test]
fn the_last_that_goes_away_leaves_one_signal_remembered() {
    let event = AutoResetEvent::new();
    let mut waits = [(); 3].map(|()| Box::pin(event.wait_async()));
    for wait in &mut waits {
        assert!(poll_once(wait.as_mut()).is_pending());
    }
    event.set();
    event.set();
    drop(waits);
    assert_eq!(format!("{event:?}"), "AutoResetEvent { signals: 1, waiters: 0 }");
}

/// A future that is forgotten keeps no thread asleep.
#[test]
fn a_forgotten_future_keeps_no_thread_asleep() {
    let event = &*forget(AutoResetEvent::new());
    let forgotten = forget(Box::pin(event.wait_async()));
    assert!(poll_once(forgotten.as_mut()).is_pending());
    thread::scope(|scope| {
        scope.spawn(|| event.wait());
        until_waiting(event, 2);
        event.set();
    });
}

#[test]
#[should_panic(expected = "polled after it was ready")]
fn a_future_that_is_polled_after_it_was_ready_panics() {
    let event = AutoResetEvent::new();
    event.set();
    let mut wait = pin!(event.wait_async());
    assert!(poll_once(wait.as_mut()).is_ready());
    let _ = poll_once(wait.as_mut());
}

/// Signals of the system end no wait, and no signal of ours is lost or taken twice.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let event = Arc::new(AutoResetEvent::new());
    let taken = Arc::new(AtomicU32::new(0));
    let waiter = |kind: u32| {
        let (event, taken) = (Arc::clone(&event), Arc::clone(&taken));
        thread::spawn(move || {
            for turn in 0..200 {
                match kind {
                    0 => event.wait(),
                    1 => event.wait_timeout(Duration::MAX).expect("for ever"),
                    _ if turn % 2 == 0 => block_on(event.wait_async()),
                    _ => while event.wait_timeout(Duration::from_micros(30)).is_err() {},
                }
                taken.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    let mut set = 0;
    in_a_storm((0..3).map(waiter).collect(), || {
        event.set();
        set += 1;
    });
    let left = u32::from(event.try_wait());
    assert_eq!(taken.load(Ordering::Relaxed), 600);
    assert!(set >= 600 + left, "each signal was taken once");
}

/// The parent's waiters are none of the child: its signal is for itself.
#[test]
fn a_child_takes_its_own_signals() {
    let event = AutoResetEvent::new();
    assert!(child_says(|| {
        event.set();
        event.wait();
        event.wait_timeout(Duration::from_millis(1)).is_err()
    }));
    thread::scope(|scope| {
        scope.spawn(|| event.wait());
        until_waiting(&event, 1);
        assert!(child_says(|| {
            event.set();
            event.wait();
            event.wait_timeout(Duration::from_millis(1)).is_err()
        }));
        event.set();
    });
}
