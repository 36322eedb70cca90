//! Signals in the middle of waits.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::FairLock;

use crate::support::storm::in_a_storm;

/// Signals that come all the time, to waiters of every kind, lose no wake-up and end no wait.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let lock = Arc::new(FairLock::new(0_u32));
    let waiter = |kind: u32| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || {
            for _ in 0..300 {
                match kind {
                    0 => *lock.lock() += 1,
                    1 => *lock.lock_timeout(Duration::MAX).expect("for ever") += 1,
                    _ => *FairLock::lock_arc(&lock) += 1,
                }
                thread::yield_now();
            }
        })
    };
    let waiters = (0..3).map(waiter).collect();
    // Held long enough for the others to sleep.
    in_a_storm(waiters, || {
        let held = lock.lock();
        thread::yield_now();
        drop(held);
    });
    assert_eq!(*lock.lock(), 900);
}
