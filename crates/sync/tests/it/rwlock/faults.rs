//! Signals that come all the time.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::{RwLock, RwLockUpgradableGuard};

use crate::support::storm::in_a_storm;

/// Signals that come all the time, to waiters of every kind, lose no wake-up and end no wait.
#[test]
fn a_storm_of_signals_loses_nothing() {
    const TURNS: u32 = 300;
    let lock = Arc::new(RwLock::new(0_u32));
    let waiter = |kind: u32| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || {
            for _ in 0..TURNS {
                match kind {
                    0 => *lock.write() += 1,
                    1 => *lock.write_timeout(Duration::MAX).expect("for ever") += 1,
                    2 => *RwLockUpgradableGuard::upgrade(lock.upgradable()) += 1,
                    _ => drop(lock.read()),
                }
                thread::yield_now();
            }
        })
    };
    let waiters = (0..5).map(waiter).collect();
    // Held long enough for the others to sleep.
    in_a_storm(waiters, || {
        let held = lock.write();
        thread::yield_now();
        drop(held);
    });
    assert_eq!(*lock.read(), 3 * TURNS);
}
