//! Timers that are called again and again.

use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};

use threadbare_sync::{Timer, TimerEnd, TimerHandle, Timers};

use super::{LATE, Owned, say};
use crate::support::until;

#[test]
fn a_timer_is_called_at_multiples_of_its_period() {
    let period = Duration::from_millis(1);
    let (send, receive) = mpsc::channel();
    let start = Instant::now();
    let timer = Timer::every(period, move || say(&send, start.elapsed()));
    for number in 1..=5_u32 {
        let elapsed = receive.recv().expect("it goes on");
        assert!(elapsed >= period * number, "call {number} came early, after {elapsed:?}");
    }
    assert!(timer.cancel());
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Cancelled);
    assert!(receive.iter().count() < 5_000, "and the closure is gone");
}

/// Calls that were missed are skipped: after a call that takes many periods there is no burst. A
/// skipped call leaves a gap in the numbers of those that come.
#[test]
fn missed_calls_are_skipped() {
    let period = Duration::from_micros(200);
    let (send, receive) = mpsc::channel();
    let start = Instant::now();
    let mut is_first = true;
    let timer = Timer::every(period, move || {
        // The beat that this call is on, or a later one if the thread came late.
        let beat = start.elapsed().as_nanos() / period.as_nanos();
        say(&send, beat);
        while std::mem::take(&mut is_first) {
            until(|| start.elapsed().as_nanos() / period.as_nanos() >= beat + 20);
        }
    });
    let beats: Vec<u128> = receive.iter().take(5).collect();
    assert!(timer.cancel());
    assert!(beats[1] >= beats[0] + 20, "{beats:?}");
    assert!(beats.windows(2).all(|pair| pair[0] < pair[1]), "one call a beat: {beats:?}");
}

#[test]
fn a_timer_may_cancel_itself() {
    let owned = Owned::default();
    let share = owned.share();
    let itself = Arc::new(OnceLock::<Arc<TimerHandle>>::new());
    let timer = {
        let itself = Arc::clone(&itself);
        let mut calls = 0;
        Arc::new(Timer::every(Duration::from_micros(50), move || {
            let _owned = &share;
            calls += 1;
            until(|| itself.get().is_some());
            if calls == 3 {
                let timer = itself.get().expect("it is set");
                assert!(timer.cancel(), "this call is the last");
                assert!(!timer.cancel() && !timer.is_pending() && !timer.reset(Duration::ZERO));
            }
            assert!(calls <= 3);
        }))
    };
    assert!(itself.set(Arc::clone(&timer)).is_ok());
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Cancelled);
    assert!(owned.is_free());
}

#[test]
fn a_cancel_during_a_call_makes_it_the_last() {
    let (entered, has_entered) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let timers = Timers::new();
    let timer = timers.every(Duration::from_micros(50), move || {
        entered.send(()).expect("the test listens");
        let _ = may_go.recv();
    });
    has_entered.recv().expect("it is called");
    assert!(timer.is_pending());
    assert!(timer.cancel());
    assert!(!timer.cancel() && !timer.is_pending());
    assert!(timer.try_join().is_none(), "the call is under way");
    drop(let_go);
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Cancelled);
    assert!(has_entered.recv().is_err(), "there is no other call");
}

#[test]
fn a_reset_moves_the_beat() {
    let (send, receive) = mpsc::channel();
    let timer = Timer::every(LATE, move || say(&send, ()));
    for _ in 0..3 {
        assert!(timer.reset(Duration::ZERO));
        assert_eq!(receive.recv(), Ok(()));
    }
    assert!(timer.is_pending(), "an hour from now");
    assert!(timer.cancel());
}

#[test]
fn a_detached_timer_goes_on() {
    let timers = Timers::new();
    let (send, receive) = mpsc::channel();
    drop(timers.every(Duration::from_micros(50), move || say(&send, ())));
    assert_eq!(receive.iter().take(5).count(), 5);
    timers.stop();
    assert!(receive.iter().count() < 1_000_000, "and the closure is gone");
}

/// A period that never ends: called by resets alone.
#[test]
fn a_period_that_never_ends_is_called_by_resets() {
    let owned = Owned::default();
    let share = owned.share();
    let (send, receive) = mpsc::channel();
    let timer = Timer::every(Duration::MAX, move || say(&send, Arc::strong_count(&share)));
    for _ in 0..3 {
        assert!(timer.reset(Duration::ZERO));
        assert_eq!(receive.recv(), Ok(2));
    }
    drop(timer);
    until(|| owned.is_free());
}

#[test]
#[should_panic(expected = "period of zero")]
fn a_period_of_zero_is_refused() {
    drop(Timer::every(Duration::ZERO, || ()));
}
