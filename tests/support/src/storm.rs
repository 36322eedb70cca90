//! Signals that come all the time, and interrupt every system call that they hit.

use std::os::unix::thread::JoinHandleExt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

static HANDLED: AtomicU32 = AtomicU32::new(0);

extern "C" fn handler(_signal: i32) {
    HANDLED.fetch_add(1, Ordering::Relaxed);
}

unsafe extern "C" {
    fn pthread_self() -> std::os::unix::thread::RawPthread;
    fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    fn siginterrupt(number: i32, interrupt: i32) -> i32;
    fn pthread_kill(thread: std::os::unix::thread::RawPthread, number: i32) -> i32;
}

const SIGUSR2: i32 = 12;

/// A thread that nobody joins, to send signals to.
#[derive(Clone, Copy, Debug)]
pub struct Target(std::os::unix::thread::RawPthread);

impl Target {
    /// The calling thread.
    #[must_use]
    pub fn current() -> Self {
        // SAFETY: the call takes nothing and always succeeds.
        Self(unsafe { pthread_self() })
    }

    /// Interrupts the thread, which must not have ended.
    pub fn signal(self) {
        self.send(SIGUSR2);
    }

    /// Runs a handler in the thread, which must not have ended.
    pub(crate) fn run(self, number: i32, handler: extern "C" fn(i32)) {
        // SAFETY: the handlers of this crate do what one may do.
        unsafe { signal(number, handler) };
        self.send(number);
    }

    fn send(self, number: i32) {
        // SAFETY: the caller keeps the thread alive, so its number is valid.
        unsafe { pthread_kill(self.0, number) };
    }
}

/// Runs `work` again and again on the calling thread, signalling `waiters` each time, until all of
/// them have ended; then joins them.
///
/// # Panics
///
/// When a signal cannot be sent, or one of the threads panics.
pub fn in_a_storm(waiters: Vec<JoinHandle<()>>, mut work: impl FnMut()) {
    // SAFETY: the handler adds to an atomic and does nothing else.
    unsafe { signal(SIGUSR2, handler) };
    // SAFETY: two numbers; system calls are interrupted from here on.
    unsafe { siginterrupt(SIGUSR2, 1) };
    while waiters.iter().any(|waiter| !waiter.is_finished()) {
        for waiter in waiters.iter().filter(|waiter| !waiter.is_finished()) {
            // SAFETY: the thread was not joined, so its handle is valid.
            unsafe { pthread_kill(waiter.as_pthread_t(), SIGUSR2) };
        }
        work();
        thread::yield_now();
    }
    for waiter in waiters {
        waiter.join().expect("no wait failed");
    }
    assert!(HANDLED.load(Ordering::Relaxed) > 0, "the storm came");
}
