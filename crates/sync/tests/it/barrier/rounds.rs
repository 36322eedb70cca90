//! Rounds on the real kernel: who leaves, when, and with what.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::Barrier;

use crate::support::storm::in_a_storm;
use crate::support::{Bell, block_on, forget, poll_once};

#[test]
fn a_barrier_is_sixteen_bytes_and_lives_in_a_static() {
    static BARRIER: Barrier = Barrier::new(1);
    assert_eq!(size_of::<Barrier>(), 16);
    assert!(BARRIER.wait().expect("nobody breaks it").is_leader());
}

#[test]
fn what_python_s_barrier_tells() {
    let barrier = Barrier::new(2);
    assert_eq!((barrier.parties(), barrier.n_waiting(), barrier.is_broken()), (2, 0, false));
    let mut wait = pin!(barrier.wait_async());
    assert!(poll_once(wait.as_mut()).is_pending());
    assert_eq!((barrier.parties(), barrier.n_waiting(), barrier.is_broken()), (2, 1, false));
    let shown = "Barrier { parties: 2, waiting: 1, broken: false, sleepers: true }";
    assert_eq!(format!("{barrier:?}"), shown);
}

#[test]
#[should_panic(expected = "a barrier needs a party")]
fn a_barrier_for_nobody_is_refused() {
    let _ = Barrier::new(0);
}

#[test]
#[should_panic(expected = "at most 65535 parties")]
fn a_barrier_for_too_many_is_refused() {
    let _ = Barrier::new(65_536);
}

/// Eight parties, many rounds: each round has one leader, every index once, and nobody is ever a
/// round ahead of another.
#[test]
fn nobody_is_a_round_ahead() {
    const ROUNDS: u32 = 300;
    for parties in [2, 3, 8] {
        let barrier = Barrier::new(parties);
        let (arrived, leaders, indexes) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
        thread::scope(|scope| {
            for number in 0..parties {
                let (barrier, arrived, leaders, indexes) = (&barrier, &arrived, &leaders, &indexes);
                scope.spawn(move || {
                    for round in 1..=ROUNDS {
                        arrived.fetch_add(1, Ordering::Relaxed);
                        let wait = if (number + round) % 3 == 0 {
                            block_on(barrier.wait_async()).expect("nobody breaks it")
                        } else {
                            barrier.wait().expect("nobody breaks it")
                        };
                        let seen = arrived.load(Ordering::Relaxed);
                        assert!(seen >= parties * round, "somebody left too early");
                        assert!(seen < parties * (round + 1), "somebody is a round ahead");
                        leaders.fetch_add(u32::from(wait.is_leader()), Ordering::Relaxed);
                        indexes.fetch_add(1 << (4 * wait.index() % 32), Ordering::Relaxed);
                        assert_eq!(wait.is_leader(), wait.index() + 1 == parties);
                        barrier.wait().expect("nobody breaks it");
                        if wait.is_leader() {
                            let each_once = (0..parties).map(|index| 1 << (4 * index)).sum();
                            assert_eq!(indexes.swap(0, Ordering::Relaxed), each_once);
                        }
                        barrier.wait().expect("nobody breaks it");
                    }
                });
            }
        });
        assert_eq!(leaders.into_inner(), ROUNDS);
        assert_eq!(barrier.n_waiting(), 0);
    }
}

/// More threads than parties share a barrier: they go through it in groups.
#[test]
fn more_threads_than_parties_go_in_groups() {
    let barrier = Barrier::new(2);
    let (leaders, all) = (AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                // Whoever is left alone in the end is sent away.
                while let Ok(wait) = barrier.wait() {
                    all.fetch_add(1, Ordering::Relaxed);
                    let led = u32::from(wait.is_leader());
                    if leaders.fetch_add(led, Ordering::Relaxed) >= 600 {
                        barrier.abort();
                    }
                }
            });
        }
    });
    assert_eq!(all.into_inner(), 2 * leaders.into_inner());
}

/// The action runs once a round, after all have arrived and before any leaves.
#[test]
fn the_action_runs_once_a_round_before_anybody_leaves() {
    let (arrived, rounds) = (AtomicU32::new(0), AtomicU32::new(0));
    let barrier = Barrier::with_action(4, || {
        assert_eq!(arrived.swap(0, Ordering::Relaxed), 4);
        rounds.fetch_add(1, Ordering::Relaxed);
    });
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 1..=200 {
                    arrived.fetch_add(1, Ordering::Relaxed);
                    barrier.wait().expect("nobody breaks it");
                    assert_eq!(rounds.load(Ordering::Relaxed), round);
                }
            });
        }
    });
}

#[test]
fn a_deadline_that_is_not_needed_does_no_harm() {
    let barrier = Barrier::new(1);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        assert!(barrier.wait_timeout(timeout).is_ok(), "{timeout:?}");
    }
    assert!(barrier.wait_deadline(Instant::now()).is_ok());
    assert!(!barrier.is_broken());
}

#[test]
fn a_timeout_that_fits_into_no_clock_waits_for_ever() {
    let barrier = Barrier::new(4);
    thread::scope(|scope| {
        for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)]
        {
            let barrier = &barrier;
            scope.spawn(move || barrier.wait_timeout(timeout).expect("for ever"));
        }
        while barrier.n_waiting() < 3 {
            thread::yield_now();
        }
        barrier.wait().expect("nobody breaks it");
    });
}

/// A future that is dropped at any of its polls takes its arrival back (elsewhere it stayed
/// counted, and the next round began one party early: tokio #8370).
#[test]
fn a_future_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let barrier = Barrier::new(3);
        let bell = Arc::new(Bell::default());
        let mut first = pin!(barrier.wait_async());
        assert!(bell.poll(first.as_mut()).is_pending());
        {
            let mut dropped = pin!(barrier.wait_async());
            for _ in 0..polls {
                assert!(poll_once(dropped.as_mut()).is_pending());
            }
            assert_eq!(barrier.n_waiting(), 1 + u32::from(polls > 0));
        }
        assert_eq!(barrier.n_waiting(), 1, "after {polls} polls");
        let mut second = pin!(barrier.wait_async());
        assert!(poll_once(second.as_mut()).is_pending(), "the third is yet to come");
        assert!(poll_once(pin!(barrier.wait_async())).is_ready());
        assert_eq!(bell.rings(), 1);
        assert!(bell.poll(first).is_ready());
        assert!(poll_once(second).is_ready());
    }
}

/// A future that was let go, and is dropped before it has looked, changes nothing: its round
/// counts, and the next one has not lost a party.
#[test]
fn a_future_that_is_dropped_too_late_changes_nothing() {
    let barrier = Barrier::new(2);
    let mut late = Box::pin(barrier.wait_async());
    assert!(poll_once(late.as_mut()).is_pending());
    assert!(poll_once(pin!(barrier.wait_async())).is_ready());
    let mut next = pin!(barrier.wait_async());
    assert!(poll_once(next.as_mut()).is_pending());
    drop(late);
    assert_eq!(barrier.n_waiting(), 1);
    assert!(poll_once(pin!(barrier.wait_async())).is_ready());
    assert!(poll_once(next).is_ready());
}

/// A future that is forgotten stays arrived.
#[test]
fn a_forgotten_future_stays_arrived() {
    let barrier = &*forget(Barrier::new(2));
    let forgotten = forget(Box::pin(barrier.wait_async()));
    assert!(poll_once(forgotten.as_mut()).is_pending());
    assert!(barrier.wait().expect("nobody breaks it").is_leader());
}

#[test]
#[should_panic(expected = "polled after it was ready")]
fn a_future_that_is_polled_after_it_was_ready_panics() {
    let barrier = Barrier::new(1);
    let mut wait = pin!(barrier.wait_async());
    assert!(poll_once(wait.as_mut()).is_ready());
    let _ = poll_once(wait.as_mut());
}

/// Signals that come all the time end no wait and let nobody through alone.
#[test]
fn a_storm_of_signals_lets_nobody_through() {
    let barrier = Arc::new(Barrier::new(3));
    let arrived = Arc::new(AtomicU32::new(0));
    let waiter = |kind: u32| {
        let (barrier, arrived) = (Arc::clone(&barrier), Arc::clone(&arrived));
        thread::spawn(move || {
            for round in 1..=200 {
                arrived.fetch_add(1, Ordering::Relaxed);
                match kind {
                    0 => barrier.wait().map_err(|_| "broken"),
                    1 => barrier.wait_timeout(Duration::MAX).map_err(|_| "late"),
                    _ => block_on(barrier.wait_async()).map_err(|_| "broken"),
                }
                .expect("nobody breaks it");
                assert!(arrived.load(Ordering::Relaxed) >= 3 * round);
            }
        })
    };
    in_a_storm((0..3).map(waiter).collect(), || {});
}
