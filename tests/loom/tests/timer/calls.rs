//! Timers that are called once.

use std::time::Duration;

use threadbare_sync::TimerEnd;
use threadbare_sys::model::fork::become_child;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Clock, TICK, end_of, ticking};

/// Whoever joins a timer sees what its call did.
#[test]
fn a_join_sees_what_the_call_did() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        assert_eq!(end_of(&timer), TimerEnd::Ran);
        assert_eq!(clock.data.get(), 1);
        assert_eq!(clock.calls(), 1);
    });
}

/// A timer that is armed while the thread sleeps for ever is not slept over.
#[test]
fn an_earlier_deadline_is_not_slept_over() {
    ticking().check(|| {
        let clock = Clock::new();
        assert_eq!(end_of(&clock.after(Duration::ZERO)), TimerEnd::Ran);
        assert_eq!(end_of(&clock.after(Duration::ZERO)), TimerEnd::Ran);
        assert_eq!(clock.calls(), 2);
    });
}

/// Two that arm at one time start one thread, and both timers fire.
#[test]
fn two_that_arm_are_both_served() {
    ticking().check(|| {
        let clock = Arc::new(Clock::new());
        let other = {
            let clock = Arc::clone(&clock);
            thread::spawn(move || end_of(&clock.after(TICK)))
        };
        assert_eq!(end_of(&clock.after(Duration::ZERO)), TimerEnd::Ran);
        assert_eq!(other.join().expect("it does not panic"), TimerEnd::Ran);
        let clock = Arc::try_unwrap(clock).unwrap_or_else(|_| panic!("the other has ended"));
        assert_eq!(clock.calls(), 2);
    });
}

/// Of "cancelled" and "called" exactly one happens, and whoever cancels knows which.
#[test]
fn a_timer_is_cancelled_or_called() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        let is_cancelled = timer.cancel();
        if is_cancelled {
            // The closure is gone, and will not be called.
            assert_eq!(clock.data.get(), 0);
        }
        let end = if is_cancelled { TimerEnd::Cancelled } else { TimerEnd::Ran };
        assert_eq!(end_of(&timer), end);
        assert_eq!(clock.calls(), u32::from(!is_cancelled));
    });
}

/// Of two that cancel, at most one has cancelled it.
#[test]
fn a_timer_is_cancelled_once() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = Arc::new(clock.after(TICK));
        let other = {
            let timer = Arc::clone(&timer);
            thread::spawn(move || timer.cancel())
        };
        let ours = timer.cancel();
        let theirs = other.join().expect("it does not panic");
        let end = if ours || theirs { TimerEnd::Cancelled } else { TimerEnd::Ran };
        assert!(!(ours && theirs), "both have cancelled it");
        assert_eq!(end_of(&timer), end);
        assert_eq!(clock.calls(), u32::from(!ours && !theirs));
    });
}

/// A reset moves a call that has not begun, and does not add one.
#[test]
fn a_reset_moves_the_call_or_comes_too_late() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        timer.reset(Duration::ZERO);
        assert_eq!(end_of(&timer), TimerEnd::Ran);
        assert_eq!(clock.calls(), 1);
    });
}

/// A reset to never takes the timer out of the wheel, unless its call has begun.
#[test]
fn a_reset_to_never_is_a_reset() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        let is_idle = timer.reset(Duration::MAX);
        assert_eq!(timer.cancel(), is_idle);
        assert_eq!(clock.calls(), u32::from(!is_idle));
    });
}

/// A timer whose handle has gone is called all the same, and freed by whoever is last.
#[test]
fn a_detached_timer_is_called_and_freed() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        let later = clock.after(TICK + TICK);
        drop(timer);
        assert_eq!(end_of(&later), TimerEnd::Ran);
        assert_eq!(clock.calls(), 2);
    });
}

/// A call holds no lock: it may cancel another timer.
#[test]
fn a_call_may_cancel_another_timer() {
    ticking().check(|| {
        let clock = Clock::new();
        let other = Arc::new(clock.after(Duration::MAX));
        let cancels = {
            let other = Arc::clone(&other);
            clock.timers.after(Duration::ZERO, move || assert!(other.cancel()))
        };
        assert_eq!(end_of(&other), TimerEnd::Cancelled);
        assert_eq!(end_of(&cancels), TimerEnd::Ran);
        assert_eq!(clock.calls(), 0);
    });
}

/// In a child, a timer of the parent is cancelled once, and its closure is dropped once.
#[test]
fn a_timer_of_the_parent_is_cancelled_once_in_a_child() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = Arc::new(clock.after(Duration::MAX));
        become_child();
        let other = {
            let timer = Arc::clone(&timer);
            thread::spawn(move || timer.cancel())
        };
        let ours = timer.cancel();
        let theirs = other.join().expect("it does not panic");
        assert!(ours != theirs, "one of the two has cancelled it");
        assert_eq!(end_of(&timer), TimerEnd::Cancelled);
        assert_eq!(clock.calls(), 0);
    });
}
