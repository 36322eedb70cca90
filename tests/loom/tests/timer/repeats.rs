//! Timers that are called again and again.

use std::sync::OnceLock;
use std::time::Duration;

use threadbare_sync::{TimerEnd, TimerHandle};
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::sync::Arc;

use super::{Clock, end_of, ticking};

/// A timer that is called once for each reset to now: its period never ends.
fn on_demand(clock: &Clock) -> TimerHandle {
    clock.timers.every(Duration::MAX, clock.bump())
}

/// After a cancel and a join there is no call, and what the calls did is ours to read.
#[test]
fn a_cancelled_timer_is_not_called_again() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = on_demand(&clock);
        assert!(timer.reset(Duration::ZERO));
        assert!(timer.cancel());
        assert_eq!(end_of(&timer), TimerEnd::Cancelled);
        let calls = clock.data.get();
        assert_eq!(clock.calls(), calls);
    });
}

/// A timer that has become idle is freed by the call or by the handle, whoever is last.
#[test]
fn an_idle_timer_is_freed_with_its_handle() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = on_demand(&clock);
        assert!(timer.reset(Duration::ZERO));
        drop(timer);
        assert!(clock.calls() <= 1);
    });
}

/// A reset that comes during a call is followed by another call.
#[test]
fn a_reset_during_a_call_is_not_lost() {
    ticking().check(|| {
        let clock = Clock::new();
        let (said, heard) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let timer = {
            let (said, heard) = (Arc::clone(&said), Arc::clone(&heard));
            clock.timers.every(Duration::MAX, move || {
                heard.fetch_or(said.fetch_add(0, Relaxed), Relaxed);
            })
        };
        assert!(timer.reset(Duration::ZERO));
        said.fetch_add(1, Relaxed);
        assert!(timer.reset(Duration::ZERO));
        // Later than the reset, so called later.
        assert_eq!(end_of(&clock.after(Duration::ZERO)), TimerEnd::Ran);
        assert_eq!(heard.fetch_add(0, Relaxed), 1);
        drop(timer);
        assert_eq!(clock.calls(), 1);
    });
}

/// A timer that cancels itself in its call is over after it.
#[test]
fn a_timer_may_cancel_itself() {
    ticking().check(|| {
        let clock = Clock::new();
        let itself = Arc::new(OnceLock::new());
        let timer = {
            let (itself, mut bump) = (Arc::clone(&itself), clock.bump());
            clock.timers.every(Duration::MAX, move || {
                bump();
                let timer: &Arc<TimerHandle> = itself.get().expect("it is set before the reset");
                assert!(timer.cancel());
            })
        };
        let timer = Arc::new(timer);
        assert!(itself.set(Arc::clone(&timer)).is_ok());
        assert!(timer.reset(Duration::ZERO));
        assert_eq!(end_of(&timer), TimerEnd::Cancelled);
        assert_eq!(clock.calls(), 1);
    });
}
