//! Made-up programs for a few real threads: every notification that found somebody ended one wait,
//! and nobody waits in the end.

use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::{Condition, Lock};

use crate::support::block_on;

/// One act of a thread.
#[derive(Clone, Debug)]
enum Act {
    /// Waits for a notification, for this many microseconds.
    Wait(u64),
    /// Waits until the value changes, or no notification comes for this many microseconds.
    WaitFor(u64),
    /// Notifies so many, in the lock or outside it.
    Notify(usize, bool),
    /// Changes the value and notifies all.
    Change,
    /// Waits as a task for what is so.
    Task,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0_u64..150).prop_map(Act::Wait),
        2 => (0_u64..150).prop_map(Act::WaitFor),
        4 => (0_usize..4, any::<bool>()).prop_map(|(n, inside)| Act::Notify(n, inside)),
        2 => Just(Act::Change),
        1 => Just(Act::Task),
    ]
}

/// Does one act; returns the notifications made, less those received.
fn perform(lock: &Lock<u32>, changed: &Condition, act: &Act) -> isize {
    let balance = |count: usize| isize::try_from(count).expect("a handful");
    match *act {
        Act::Wait(us) => {
            let timeout = Duration::from_micros(us);
            -isize::from(changed.wait_timeout(&mut lock.lock(), timeout).is_ok())
        }
        Act::WaitFor(us) => {
            let mut guard = lock.lock();
            let (before, timeout) = (*guard, Duration::from_micros(us));
            let mut received = 0;
            while *guard == before && changed.wait_timeout(&mut guard, timeout).is_ok() {
                received += 1;
            }
            -received
        }
        Act::Notify(n, true) => {
            let _guard = lock.lock();
            balance(changed.notify(n))
        }
        Act::Notify(n, false) => balance(changed.notify(n)),
        Act::Change => {
            *lock.lock() += 1;
            balance(changed.notify_all())
        }
        Act::Task => {
            drop(block_on(changed.wait_for_async(lock.lock(), |_| true)));
            0
        }
    }
}

proptest! {
    /// Two to four threads with programs of their own: what was notified was received.
    #[test]
    fn every_notification_is_received_once(
        programs in prop::collection::vec(prop::collection::vec(any_act(), 1..20), 2..5),
    ) {
        let (lock, changed) = (Lock::new(0), Condition::new());
        let balance = thread::scope(|scope| {
            let threads: Vec<_> = programs
                .iter()
                .map(|acts| {
                    let (lock, changed) = (&lock, &changed);
                    let program = move || acts.iter().map(|act| perform(lock, changed, act));
                    scope.spawn(move || program().sum::<isize>())
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no act fails")).sum::<isize>()
        });
        prop_assert_eq!(balance, 0, "made and received");
        prop_assert_eq!(changed.notify_all(), 0);
    }
}
