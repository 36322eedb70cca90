//! When a timer is called.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use threadbare_sync::{Timer, TimerEnd, Timers};

use super::{LATE, Owned, say};

#[test]
fn a_timer_is_called_once_and_not_early() {
    for delay in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(2)] {
        let (send, receive) = mpsc::channel();
        let start = Instant::now();
        let timer = Timer::after(delay, move || say(&send, start.elapsed()));
        let elapsed = receive.recv().expect("it is called");
        assert!(elapsed >= delay, "{elapsed:?} is before {delay:?}");
        assert!(receive.recv().is_err(), "and the closure is gone");
        assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran);
    }
}

#[test]
fn a_past_instant_is_now() {
    let now = Instant::now();
    for instant in [now, now.checked_sub(Duration::from_secs(1)).unwrap_or(now)] {
        assert_eq!(Timer::at(instant, || ()).join().expect("no panic"), TimerEnd::Ran);
    }
    let soon = Instant::now() + Duration::from_millis(2);
    let timer = Timer::at(soon, move || assert!(Instant::now() >= soon, "early"));
    assert_eq!(timer.join().expect("it was not early"), TimerEnd::Ran);
}

/// Overflow means never (some round it down to now, some panic).
#[test]
fn a_delay_that_fits_into_no_clock_is_never() {
    for delay in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)] {
        let owned = Owned::default();
        let share = owned.share();
        let timer = Timer::after(delay, move || drop(share));
        assert!(timer.is_pending());
        assert!(timer.try_join().is_none());
        assert!(timer.join_timeout(Duration::from_millis(1)).is_err());
        assert!(timer.cancel() && owned.is_free());
    }
}

/// A timer that never comes is in no wheel, so it goes with its handle.
#[test]
fn a_timer_that_never_comes_is_freed_with_its_handle() {
    let owned = Owned::default();
    let share = owned.share();
    drop(Timer::after(Duration::MAX, move || drop(share)));
    assert!(owned.is_free());
}

/// In order of deadline, whatever the order in which they were armed; and in that for one deadline.
#[test]
fn calls_come_in_order_of_deadline() {
    let timers = Timers::new();
    let (send, receive) = mpsc::channel();
    // All are armed before the first is due, on a busy machine too.
    let base = Instant::now() + Duration::from_millis(200);
    // 7 and 100 have no common divisor: each deadline comes up once in each round.
    for round in 0..3 {
        for number in (0..100_u32).map(|number| number * 7 % 100) {
            let send = send.clone();
            let deadline = base + Duration::from_micros(10) * number;
            drop(timers.at(deadline, move || say(&send, (number, round))));
        }
    }
    drop(send);
    let calls: Vec<(u32, u32)> = receive.iter().collect();
    assert_eq!(calls.len(), 300);
    // `at` looks at two clocks, so one deadline of two timers is not one to the nanosecond.
    let is_late = |pair: &[(u32, u32)]| pair[0].0 > pair[1].0 + 1;
    assert!(!calls.windows(2).any(is_late), "{calls:?}");
}

#[test]
fn ten_thousand_timers_are_called_once_each() {
    let calls: Arc<Vec<AtomicU32>> = Arc::new((0..10_000).map(|_| AtomicU32::new(0)).collect());
    let timers: Vec<_> = (0..10_000_usize)
        .map(|number| {
            let calls = Arc::clone(&calls);
            let delay = Duration::from_nanos(number as u64 * 7_919 % 9_000_000);
            Timer::after(delay, move || {
                calls[number].fetch_add(1, Ordering::Relaxed);
            })
        })
        .collect();
    for timer in &timers {
        assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran);
    }
    assert!(calls.iter().all(|count| count.load(Ordering::Relaxed) == 1));
}

/// The thread sleeps until a far deadline; a nearer one that is armed meanwhile wakes it.
#[test]
fn a_nearer_deadline_is_not_slept_over() {
    let timers = Timers::new();
    let late = timers.after(LATE, || ());
    for _ in 0..100 {
        assert_eq!(timers.after(Duration::ZERO, || ()).join().expect("no panic"), TimerEnd::Ran);
    }
    assert!(late.cancel());
}

#[test]
fn a_call_may_arm_another_timer() {
    let (send, receive) = mpsc::channel();
    let first = Timer::after(Duration::ZERO, move || {
        drop(Timer::after(Duration::from_micros(10), move || say(&send, ())));
    });
    assert_eq!(receive.recv(), Ok(()));
    assert_eq!(first.join().expect("no panic"), TimerEnd::Ran);
}

#[test]
fn a_reset_moves_a_timer_either_way() {
    let timer = Timer::after(LATE, || ());
    assert!(timer.reset(LATE * 2));
    assert!(timer.reset(Duration::MAX));
    assert!(timer.is_pending());
    assert!(timer.reset(LATE));
    assert!(timer.reset(Duration::from_micros(10)));
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran);
    assert!(!timer.reset(Duration::ZERO) && !timer.is_pending());
}

#[test]
fn a_slow_call_on_a_thread_of_its_own_holds_up_nobody() {
    let (let_go, may_go) = mpsc::channel::<()>();
    let slow = Timer::spawn_after(Duration::ZERO, move || {
        let _ = may_go.recv();
    });
    assert_eq!(Timer::after(Duration::ZERO, || ()).join().expect("no panic"), TimerEnd::Ran);
    drop(let_go);
    assert_eq!(slow.join().expect("no panic"), TimerEnd::Ran);
}
