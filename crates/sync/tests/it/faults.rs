//! Signals, and misuse that must not pass unnoticed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use threadbare_sync::Lock;

static HANDLED: AtomicU32 = AtomicU32::new(0);

extern "C" fn handler(_signal: i32) {
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

unsafe extern "C" {
    fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    fn siginterrupt(number: i32, interrupt: i32) -> i32;
    fn pthread_kill(thread: std::os::unix::thread::RawPthread, number: i32) -> i32;
}

const SIGUSR2: i32 = 12;

/// Signals that come all the time, to waiters of every kind, lose no wake-up and end no wait.
#[test]
fn a_storm_of_signals_loses_nothing() {
    use std::os::unix::thread::JoinHandleExt;
    // SAFETY: the handler adds to an atomic and does nothing else.
    unsafe { signal(SIGUSR2, handler) };
    // SAFETY: two numbers; system calls are interrupted from here on.
    unsafe { siginterrupt(SIGUSR2, 1) };
    let lock = Arc::new(Lock::new(0_u32));
    let waiters: Vec<_> = (0_u32..3)
        .map(|kind| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || {
                for _ in 0..500 {
                    match kind {
                        0 => *lock.lock() += 1,
                        1 => *lock.lock_timeout(Duration::MAX).expect("for ever") += 1,
                        _ => *Lock::lock_arc(&lock) += 1,
                    }
                    thread::yield_now();
                }
            })
        })
        .collect();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                // Held long enough for the others to sleep.
                let held = lock.lock();
                for waiter in waiters.iter().filter(|waiter| !waiter.is_finished()) {
                    // SAFETY: the thread was not joined, so its handle is valid.
                    unsafe { pthread_kill(waiter.as_pthread_t(), SIGUSR2) };
                }
                drop(held);
                thread::yield_now();
            }
        });
        while waiters.iter().any(|waiter| !waiter.is_finished()) {
            thread::yield_now();
        }
        is_over.store(true, Ordering::Release);
    });
    for waiter in waiters {
        waiter.join().expect("no wait failed");
    }
    assert_eq!(*lock.lock(), 1_500);
    assert!(HANDLED.load(Ordering::Relaxed) > 0, "the storm came");
}
