//! Timers that are not called.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{Timer, TimerEnd, Timers};

use super::{LATE, Owned, say};

/// Elsewhere a cancelled timer stayed in the wheel, closure and all, until its time had come.
#[test]
fn a_cancel_frees_the_closure_at_once() {
    let owned = Owned::default();
    let timers: Vec<_> = (1..1_000_u32)
        .map(|number| {
            let share = owned.share();
            Timer::after(LATE * number, move || drop(share))
        })
        .collect();
    for timer in &timers {
        assert!(timer.cancel());
        assert!(!timer.cancel());
        assert_eq!(timer.join().expect("no panic"), TimerEnd::Cancelled);
    }
    assert!(owned.is_free());
}

/// Arming and cancelling, again and again, leaves nothing behind and wakes nobody up.
#[test]
fn cancelled_timers_do_not_pile_up() {
    let timers = Timers::new();
    let owned = Owned::default();
    for number in 0..100_000_u32 {
        let share = owned.share();
        let timer = timers.after(LATE + Duration::from_micros(1) * number, move || drop(share));
        assert!(timer.cancel());
    }
    assert!(owned.is_free());
}

#[test]
fn a_timer_that_was_called_is_not_cancelled() {
    let timer = Timer::after(Duration::ZERO, || ());
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran);
    assert!(!timer.cancel());
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran, "and says so again");
}

/// While the call is under way a cancel comes too late, from the call itself as well.
#[test]
fn a_call_that_has_begun_is_not_cancelled() {
    let (entered, has_entered) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    let timer = Timer::spawn_after(Duration::ZERO, move || {
        entered.send(()).expect("the test listens");
        let _ = may_go.recv();
    });
    has_entered.recv().expect("it is called");
    assert!(!timer.cancel() && !timer.is_pending() && !timer.reset(LATE));
    drop(let_go);
    assert_eq!(timer.join().expect("no panic"), TimerEnd::Ran);
}

#[test]
fn of_cancelled_and_called_exactly_one_happens() {
    let timers = Timers::new();
    for round in 0..2_000_u64 {
        let calls = Arc::new(AtomicU32::new(0));
        let timer = {
            let calls = Arc::clone(&calls);
            let delay = Duration::from_nanos(round * 37 % 5_000);
            timers.after(delay, move || {
                calls.fetch_add(1, Ordering::Relaxed);
            })
        };
        if round % 3 == 0 {
            thread::yield_now();
        }
        let is_cancelled = timer.cancel();
        let end = timer.join().expect("no panic");
        assert_eq!(end == TimerEnd::Cancelled, is_cancelled);
        assert_eq!(calls.load(Ordering::Relaxed), u32::from(!is_cancelled));
        assert_eq!(Arc::strong_count(&calls), 1, "the closure is gone either way");
    }
}

/// A closure whose destructor panics does so where it is dropped, and the timer is over.
#[test]
fn a_closure_that_panics_when_it_is_dropped_cancels_all_the_same() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("a destructor that fails"));
        }
    }
    let bomb = Bomb;
    let timer = Timer::after(LATE, move || drop(bomb));
    assert!(std::panic::catch_unwind(|| timer.cancel()).is_err());
    assert!(!timer.cancel());
    assert_eq!(timer.join().expect("the call did not panic"), TimerEnd::Cancelled);
}

/// One thread serves all timers (elsewhere each had its own).
#[test]
fn timers_share_one_thread() {
    let timers = Timers::new();
    let (send, receive) = mpsc::channel();
    for _ in 0..20 {
        let send = send.clone();
        drop(timers.after(Duration::ZERO, move || say(&send, thread::current().id())));
    }
    drop(send);
    let ids: Vec<_> = receive.iter().collect();
    assert_eq!(ids.len(), 20);
    assert!(ids.iter().all(|id| *id == ids[0] && *id != thread::current().id()));
}
