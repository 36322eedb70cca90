//! A thread that is kept in a signal handler: it was interrupted, and does not go on yet.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::storm::Target;
use crate::until;

const FREE: u32 = 0;
const HELD: u32 = 1;
/// Held, and in the handler.
const STOPPED: u32 = 2;

/// What is to become of the one thread that is held.
static STATE: AtomicU32 = AtomicU32::new(FREE);
/// Whoever holds a thread.
static HOLDER: Mutex<()> = Mutex::new(());

extern "C" fn handler(_signal: i32) {
    STATE.store(STOPPED, Ordering::Release);
    // A call that a handler may make.
    until(|| STATE.load(Ordering::Acquire) == FREE);
}

const SIGUSR1: i32 = 10;

/// A thread that does not run until this is dropped.
#[derive(Debug)]
#[must_use = "it goes on when this is dropped"]
pub struct Held {
    _only: MutexGuard<'static, ()>,
}

impl Held {
    /// Stops a thread, which must not have ended; returns when it has stopped.
    pub fn stop(thread: Target) -> Self {
        let only = HOLDER.lock().unwrap_or_else(PoisonError::into_inner);
        STATE.store(HELD, Ordering::Release);
        thread.run(SIGUSR1, handler);
        until(|| STATE.load(Ordering::Acquire) == STOPPED);
        Self { _only: only }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        STATE.store(FREE, Ordering::Release);
    }
}
