//! Where nobody waits, and nobody is waited for, the kernel is asked for nothing, not even for the
//! time.

use std::time::Duration;

use threadbare_sync::{
    AutoResetEvent, Condition, Event, FairLock, Latch, Lock, Once, RLock, RwLock, Semaphore,
};

use crate::support::calls::asks_the_kernel_nothing;

#[test]
fn where_nobody_waits_a_lock_asks_for_nothing() {
    let (lock, fair, own, shared) = (Lock::new(0), FairLock::new(0), RLock::new(0), RwLock::new(0));
    let steps = || {
        *lock.lock() += 1;
        assert!(lock.try_lock().is_some());
        assert!(lock.lock_timeout(Duration::ZERO).is_ok());
        *fair.lock() += 1;
        let outer = own.lock();
        assert_eq!(*outer, *own.lock());
        *shared.write() += 1;
        assert_eq!(*shared.read(), *shared.read());
    };
    // What is done once for a thread is not asked about.
    steps();
    assert!(asks_the_kernel_nothing(steps));
}

#[test]
fn where_nobody_waits_a_signal_asks_for_nothing() {
    let (event, auto, condition) = (Event::new(), AutoResetEvent::new(), Condition::new());
    let (permits, done) = (Semaphore::new(1), Latch::new(3));
    let steps = || {
        event.set();
        event.wait();
        event.clear();
        auto.set();
        auto.wait();
        assert!(!condition.notify_one());
        assert_eq!(condition.notify_all(), 0);
        assert!(permits.acquire().is_ok());
        done.count_down();
        Once::new().call_once(|| {});
    };
    steps();
    assert!(asks_the_kernel_nothing(steps));
}
