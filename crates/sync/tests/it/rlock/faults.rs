//! Signals in the middle of waits.

use std::cell::Cell;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::RLock;

use crate::support::storm::in_a_storm;

/// Signals that come all the time lose no wake-up, end no wait and leave the depth as it is.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let lock = Arc::new(RLock::new(Cell::new(0_u32)));
    let waiter = |is_timed: bool| {
        let lock = Arc::clone(&lock);
        thread::spawn(move || {
            for _ in 0..300 {
                let outer = if is_timed {
                    lock.lock_timeout(Duration::MAX).expect("for ever")
                } else {
                    lock.lock()
                };
                let inner = lock.lock();
                inner.set(outer.get() + 1);
                assert_eq!(lock.depth(), 2);
                thread::yield_now();
            }
        })
    };
    let waiters = [false, true, false].map(waiter).into();
    // Held long enough for the others to sleep.
    in_a_storm(waiters, || {
        let held = lock.lock();
        thread::yield_now();
        drop(held);
    });
    assert_eq!(lock.lock().get(), 900);
}
