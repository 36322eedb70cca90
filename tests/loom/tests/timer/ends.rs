//! Those who wait for a timer's end, and the end of the timers themselves.

use std::pin::pin;
use std::time::Duration;

use threadbare_loom::{block_on, poll_once};
use threadbare_sync::{TimerEnd, TimerHandle};
use threadbare_sys::hint::spin_loop;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Clock, SOME_TIME, TICK, end_of, ticking};

/// A join that times out leaves a timer that fires.
#[test]
fn a_join_that_gives_up_disturbs_nobody() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        if let Ok(ended) = timer.join_timeout(SOME_TIME) {
            assert_eq!(ended.expect("no panic"), TimerEnd::Ran);
            assert_eq!(clock.data.get(), 1);
        }
        assert_eq!(end_of(&timer), TimerEnd::Ran);
        assert_eq!(clock.calls(), 1);
    });
}

/// A task that joins sees what the call did.
#[test]
fn a_task_joins() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        assert_eq!(block_on(timer.join_async()).expect("no panic"), TimerEnd::Ran);
        assert_eq!(clock.data.get(), 1);
        assert_eq!(clock.calls(), 1);
    });
}

/// A join future that is dropped while it waits leaves nothing behind.
#[test]
fn a_dropped_join_leaves_no_ghost() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        {
            let mut join = pin!(timer.join_async());
            if poll_once(join.as_mut()).is_ready() {
                assert_eq!(clock.data.get(), 1);
            }
        }
        assert_eq!(end_of(&timer), TimerEnd::Ran);
        assert_eq!(clock.calls(), 1);
    });
}

/// A try says nothing, or the end and what the call did.
#[test]
fn a_try_sees_what_the_call_did() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = clock.after(TICK);
        if let Some(ended) = timer.try_join() {
            assert_eq!(ended.expect("no panic"), TimerEnd::Ran);
            assert_eq!(clock.data.get(), 1);
        }
        assert_eq!(clock.calls() > 0, timer.try_join().is_some_and(|end| end.is_ok_and(ran)));
    });
}

/// Waits without sleeping: the thread, which nobody waits for here, may be the last to go on, and
/// in a model there is no table of tasks by then, at which who wakes others looks.
fn look_until_over(timer: &TimerHandle) -> TimerEnd {
    loop {
        if let Some(end) = timer.try_join() {
            return end.expect("no call of the model panics");
        }
        spin_loop();
    }
}

fn ran(end: TimerEnd) -> bool {
    end == TimerEnd::Ran
}

/// Two that join one timer are both told.
#[test]
fn two_that_join_are_both_told() {
    ticking().check(|| {
        let clock = Clock::new();
        let timer = Arc::new(clock.after(Duration::MAX));
        let join = || {
            let timer = Arc::clone(&timer);
            thread::spawn(move || end_of(&timer))
        };
        let others = [join(), join()];
        assert!(timer.cancel());
        for other in others {
            assert_eq!(other.join().expect("no panic"), TimerEnd::Cancelled);
        }
    });
}

/// When the timers go, each timer was called or is cancelled, and whoever joins is told.
#[test]
fn timers_that_go_leave_nobody_waiting() {
    ticking().check(|| {
        let Clock { timers, data } = Clock::new();
        let timer = {
            let data = Arc::clone(&data);
            timers.after(TICK, move || data.bump())
        };
        drop(timers);
        let end = look_until_over(&timer);
        assert_eq!(data.get(), u32::from(ran(end)));
    });
}

/// When the timers have stopped, no call is under way: what calls did is ours to read.
#[test]
fn a_stop_waits_for_the_call_that_is_under_way() {
    ticking().check(|| {
        let clock = Clock::new();
        let mut bump = clock.bump();
        drop(clock.timers.after(Duration::ZERO, move || {
            thread::yield_now(); // the timers are stopped
            bump();
        }));
        thread::yield_now(); // the call begins
        assert!(clock.calls() <= 1);
    });
}

/// Timers that are dropped by their own call do not wait for it.
#[test]
fn timers_may_be_dropped_by_their_own_call() {
    ticking().check(|| {
        let Clock { timers, data } = Clock::new();
        let timers = Arc::new(timers);
        let ours = Arc::clone(&timers);
        let timer = timers.after(TICK, move || {
            data.bump();
            drop(ours);
        });
        drop(timers);
        look_until_over(&timer);
    });
}
