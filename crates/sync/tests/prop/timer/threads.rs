//! Made-up programs for a few real threads: whatever they do, each timer is called or cancelled,
//! never both, and its closure is gone in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::{TimerEnd, Timers};

use crate::support::block_on;

/// What a thread does with one timer.
#[derive(Clone, Debug)]
enum Act {
    Join,
    JoinTimeout(u64),
    Task,
    Cancel,
    Reset(u64),
    ResetToNever,
    Detach,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Join),
        1 => (0_u64..100).prop_map(Act::JoinTimeout),
        1 => Just(Act::Task),
        3 => Just(Act::Cancel),
        2 => (0_u64..100).prop_map(Act::Reset),
        1 => Just(Act::ResetToNever),
        2 => Just(Act::Detach),
    ]
}

/// Arms a timer, does the act, and sees to its end; returns how often it must have been called, or
/// `None` when that is not known, and what counts its calls.
fn perform(timers: &Timers, delay_us: u64, act: &Act) -> (Option<u32>, Arc<AtomicU32>) {
    let calls = Arc::new(AtomicU32::new(0));
    let delay = Duration::from_micros(delay_us);
    let timer = {
        let calls = Arc::clone(&calls);
        timers.after(delay, move || {
            calls.fetch_add(1, Ordering::Relaxed);
        })
    };
    let is_cancelled = match act {
        Act::Join => false,
        Act::JoinTimeout(us) => {
            timer.join_timeout(Duration::from_micros(*us)).is_err() && timer.cancel()
        }
        Act::Task => block_on(timer.join_async()).is_err(),
        Act::Cancel => timer.cancel(),
        Act::Reset(us) => !timer.reset(Duration::from_micros(*us)) && timer.cancel(),
        Act::ResetToNever => timer.reset(Duration::MAX) && timer.cancel(),
        Act::Detach => return (None, calls),
    };
    let expected = if is_cancelled { TimerEnd::Cancelled } else { TimerEnd::Ran };
    assert_eq!(timer.join().expect("no call panics"), expected);
    (Some(u32::from(!is_cancelled)), calls)
}

proptest! {
    /// Two to four threads with programs of their own, and one thread that makes the calls.
    #[test]
    fn each_timer_is_called_or_cancelled(
        programs in prop::collection::vec(
            prop::collection::vec((0_u64..120, any_act()), 1..15), 2..5,
        ),
    ) {
        let timers = Timers::new();
        let run = |acts: &Vec<(u64, Act)>| -> Vec<_> {
            acts.iter().map(|(delay_us, act)| perform(&timers, *delay_us, act)).collect()
        };
        let done: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = programs.iter().map(|acts| scope.spawn(|| run(acts))).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no act fails")).collect()
        });
        timers.stop();
        for (expected, calls) in done {
            let count = calls.load(Ordering::Relaxed);
            prop_assert!(expected.map_or(count <= 1, |expected| count == expected));
            prop_assert_eq!(Arc::strong_count(&calls), 1, "the closure is gone");
        }
    }
}
