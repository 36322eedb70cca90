//! `Event`: what a user sees of it on the real kernel.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::Event;

use crate::support::child::child_says;
use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, forget, poll_once, until};

/// Returns when somebody sleeps on the event, or is about to.
fn until_asleep(event: &Event) {
    until(|| format!("{event:?}").contains("sleepers: true"));
}

#[test]
fn an_event_is_four_bytes_and_lives_in_a_static() {
    static EVENT: Event = Event::new();
    assert_eq!(size_of::<Event>(), 4);
    assert!(!EVENT.is_set());
    EVENT.set();
    EVENT.wait();
}

#[test]
fn it_stays_set_until_it_is_cleared() {
    let event = Event::default();
    event.set();
    event.wait();
    event.wait();
    assert!(event.try_wait());
    assert!(event.clear(), "it was set");
    assert!(!event.clear(), "it was not");
    assert!(!event.try_wait());
}

#[test]
fn an_event_that_is_not_set_times_out_whatever_the_size_of_the_timeout() {
    let event = Event::new();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(3)] {
        assert!(event.wait_timeout(timeout).is_err(), "{timeout:?}");
        assert!(event.wait_deadline(Instant::now() + timeout).is_err(), "{timeout:?}");
    }
    let past = Instant::now().checked_sub(Duration::from_millis(1));
    assert!(event.wait_deadline(past.unwrap_or_else(Instant::now)).is_err());
}

#[test]
fn an_event_that_is_set_does_not_time_out_whatever_the_size_of_the_timeout() {
    let event = Event::new();
    event.set();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(event.wait_timeout(timeout).is_ok(), "{timeout:?}");
    }
    assert!(event.wait_deadline(Instant::now()).is_ok());
    assert!(event.try_wait());
}

#[test]
fn a_try_leaves_nobody_announced() {
    let event = Event::new();
    assert!(event.wait_timeout(Duration::ZERO).is_err());
    assert_eq!(format!("{event:?}"), "Event { set: false, sleepers: false }");
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let event = Event::new();
    thread::scope(|scope| {
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)]
        {
            let event = &event;
            scope.spawn(move || event.wait_timeout(timeout).expect("for ever"));
        }
        until_asleep(&event);
        event.set();
    });
}

/// A crowd that is asleep or about to be goes through a moment of being set: nobody waits for the
/// next (CPython's `test_set_and_clear`, issue 13502).
#[test]
fn a_pulse_lets_a_whole_crowd_go() {
    let event = Event::new();
    let (waiting, gone) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                waiting.fetch_add(1, Ordering::SeqCst);
                event.wait();
                gone.fetch_add(1, Ordering::SeqCst);
            });
        }
        until(|| waiting.load(Ordering::SeqCst) == 8);
        // A thread that has not begun to wait yet misses a pulse: pulse until all have gone.
        until(|| {
            event.set();
            event.clear();
            gone.load(Ordering::SeqCst) == 8
        });
    });
    assert!(!event.is_set());
}

/// One pulse is enough for those who are asleep: tasks are, once they were polled.
#[test]
fn one_pulse_ends_every_wait_that_has_begun() {
    let event = Event::new();
    let bells: Vec<Arc<Bell>> = (0..20).map(|_| Arc::default()).collect();
    let mut waits: Vec<_> = bells.iter().map(|_| Box::pin(event.wait_async())).collect();
    for (wait, bell) in waits.iter_mut().zip(&bells) {
        assert!(bell.poll(wait.as_mut()).is_pending());
    }
    event.set();
    event.clear();
    assert!(bells.iter().all(|bell| bell.rings() == 1));
    for (wait, bell) in waits.iter_mut().zip(&bells) {
        assert!(bell.poll(wait.as_mut()).is_ready());
    }
}

/// A future that is dropped at any of its polls, chosen or not, keeps nobody else asleep.
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let event = Event::new();
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
        assert!(bell.rings() >= 1, "after {polls} polls");
        assert!(bell.poll(next.as_mut()).is_ready());
    }
}

/// A future that is forgotten, chosen or not, keeps nobody else asleep: a set wakes all.
#[test]
fn a_forgotten_future_keeps_nobody_asleep() {
    let event = &*forget(Event::new());
    let forgotten = forget(Box::pin(event.wait_async()));
    assert!(poll_once(forgotten.as_mut()).is_pending());
    thread::scope(|scope| {
        scope.spawn(|| event.wait());
        until(|| {
            event.set();
            event.is_set()
        });
    });
}

#[test]
#[should_panic(expected = "polled after it was ready")]
fn a_future_that_is_polled_after_it_was_ready_panics() {
    let event = Event::new();
    event.set();
    let mut wait = pin!(event.wait_async());
    assert!(poll_once(wait.as_mut()).is_ready());
    let _ = poll_once(wait.as_mut());
}

/// Two threads hand a turn to and fro by two events: no set is lost in ten thousand.
#[test]
fn a_ball_is_played_to_and_fro() {
    let (ping, pong) = (Event::new(), Event::new());
    let take = |event: &Event, as_task: bool| {
        if as_task {
            block_on(event.wait_async());
        } else {
            event.wait();
        }
        event.clear();
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0..10_000 {
                take(&ping, turn % 3 == 0);
                pong.set();
            }
        });
        for turn in 0..10_000 {
            ping.set();
            take(&pong, turn % 5 == 0);
        }
    });
}

/// A waiter may free the event as soon as its wait is over, while the setter is still inside
/// `set`. (Freed memory is written over here; a model says more.)
#[test]
fn a_waiter_may_free_the_event_at_once() {
    for _ in 0..2_000 {
        let event = Box::into_raw(Box::new(Event::new()));
        let address = event.addr();
        let setter = thread::spawn(move || {
            let event: *const Event = std::ptr::with_exposed_provenance(address);
            // SAFETY: the event lives until its wait is over, and so until this call sets it;
            // `set` touches it no more after that.
            unsafe { (*event).set() };
        });
        event.expose_provenance();
        // SAFETY: it is ours, and nobody frees it but the next line.
        unsafe { (*event).wait() };
        // SAFETY: it came from a box, and the wait was the last use.
        drop(unsafe { Box::from_raw(event) });
        setter.join().expect("a set does not panic");
    }
}

/// Signals that come all the time end no wait and lose no set (their deadlines are absolute).
#[test]
fn a_storm_of_signals_loses_nothing() {
    let events = Arc::new([Event::new(), Event::new()]);
    let turns = Arc::new(AtomicU32::new(0));
    let waiter = |kind: u32| {
        let (events, turns) = (Arc::clone(&events), Arc::clone(&turns));
        thread::spawn(move || {
            for turn in 0..300 {
                match kind {
                    0 => events[0].wait(),
                    1 => events[0].wait_timeout(Duration::MAX).expect("for ever"),
                    _ => block_on(events[0].wait_async()),
                }
                turns.fetch_add(1, Ordering::Relaxed);
                if turn % 7 == 0 {
                    assert!(events[1].wait_timeout(Duration::from_micros(50)).is_err());
                }
            }
        })
    };
    in_a_storm((0..3).map(waiter).collect(), || {
        events[0].set();
        thread::yield_now();
        events[0].clear();
    });
    assert_eq!(turns.load(Ordering::Relaxed), 900);
}

#[test]
fn a_child_finds_the_event_as_it_was() {
    let (set, unset) = (Event::new(), Event::new());
    set.set();
    assert!(child_says(|| {
        set.wait();
        let timed_out = unset.wait_timeout(Duration::from_millis(1)).is_err();
        unset.set();
        unset.wait();
        timed_out
    }));
    assert!(!unset.is_set(), "the parent's event is another");
}

/// Waiters of the parent are not waiters of the child: its `set` wakes nobody, and it waits again.
#[test]
fn waiters_of_the_parent_are_none_of_the_child() {
    let event = Event::new();
    thread::scope(|scope| {
        scope.spawn(|| event.wait());
        until_asleep(&event);
        assert!(child_says(|| {
            event.set();
            event.wait();
            event.clear();
            event.wait_timeout(Duration::from_millis(1)).is_err()
        }));
        event.set();
    });
}
