//! The models of `Once`, `OnceLock` and `Lazy`.
#![cfg(threadbare_loom)]

mod forks;
mod tasks;
mod threads;
mod values;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::Once;
use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// Something to be done once, and what is done.
#[derive(Default)]
struct Work {
    once: Once,
    data: Data,
}

impl Work {
    fn new() -> Arc<Self> {
        Arc::new(Self { once: Once::new(), data: Data::new() })
    }

    /// Does it, or waits until it is done, and sees it.
    fn call(&self) {
        self.once.call_once(|| self.data.bump());
        self.assert_done();
    }

    /// Begins it and fails.
    fn fail(&self) {
        let failed = catch_unwind(AssertUnwindSafe(|| {
            self.once.call_once(|| resume_unwind(Box::new("on purpose")));
        }));
        assert!(failed.is_err() || self.once.is_completed());
    }

    /// Does it unless somebody is at it for too long: in a model that may be at any moment.
    fn call_in_time(&self) {
        if self.once.call_once_timeout(SOME_TIME, || self.data.bump()).is_ok() {
            self.assert_done();
        }
    }

    fn wait(&self) {
        self.once.wait();
        self.assert_done();
    }

    /// Fails the model unless it was done, once.
    fn assert_done(&self) {
        assert_eq!(self.data.get(), 1);
    }

    /// The word, to forge what a fork leaves behind.
    fn word(&self) -> &AtomicU32 {
        // SAFETY: `Once` is transparent over its word.
        unsafe { &*core::ptr::from_ref(&self.once).cast() }
    }
}

fn spawn(work: &Arc<Work>, caller: impl FnOnce(&Work) + 'static) -> JoinHandle<()> {
    let work = Arc::clone(work);
    thread::spawn(move || caller(&work))
}

fn join(callers: impl IntoIterator<Item = JoinHandle<()>>) {
    for caller in callers {
        caller.join().expect("a caller panics in its own name");
    }
}
