//! The models, and what they share. Run them with `cargo xtask loom`.
//!
//! One model is one claim, and one sentence above it. Each test in `tests/` is a model; each runs
//! in a process of its own, because a deadlock under loom ends the process.
#![cfg(threadbare_loom)]

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use threadbare_sys::atomic::{AtomicU32, Ordering::AcqRel};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex;
use threadbare_sys::model::Model;
use threadbare_sys::sync;

/// A timeout that is neither zero nor for ever: in a model it may end at any moment.
pub const SOME_TIME: Duration = Duration::from_secs(1);

/// Three threads that all may sleep: at bound 2 they have more interleavings than a run has time.
pub const THREE: Model = Model::new().bound_exactly(1);

/// Shared data without a lock of its own: the model fails when two accesses are not ordered.
#[derive(Debug)]
pub struct Data(UnsafeCell<u32>);

// SAFETY: the point of a model: loom reports every access that the primitive failed to order.
unsafe impl Sync for Data {}

impl Default for Data {
    fn default() -> Self {
        Self::new()
    }
}

impl Data {
    /// Zero.
    #[must_use]
    pub fn new() -> Self {
        Self(UnsafeCell::new(0))
    }

    /// Adds one: a write.
    pub fn bump(&self) {
        // SAFETY: loom has checked that nobody else is at the cell.
        self.0.with_mut(|value| unsafe { *value += 1 });
    }

    /// The value: a read.
    #[must_use]
    pub fn get(&self) -> u32 {
        // SAFETY: loom has checked that nobody writes to the cell.
        self.0.with(|value| unsafe { *value })
    }
}

/// An item that shows whether whoever got it sees what was written before it was put.
#[derive(Debug)]
pub struct Parcel(sync::Arc<Data>);

impl Parcel {
    /// Writes what is to be seen.
    #[must_use]
    pub fn pack() -> Self {
        let data = sync::Arc::new(Data::new());
        data.bump();
        Self(data)
    }

    /// Fails the model when that is not seen.
    ///
    /// # Panics
    ///
    /// As above.
    pub fn unpack(self) {
        assert_eq!(self.0.get(), 1);
    }
}

/// A waker for a thread of the model: a flag to sleep on.
#[derive(Debug)]
struct Bell(AtomicU32);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let address = futex::address(&self.0);
        self.0.swap(1, AcqRel);
        futex::wake_threads(address, 1);
    }
}

/// Runs one future to its end on the calling thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let bell = Arc::new(Bell(AtomicU32::new(0)));
    let waker = Waker::from(Arc::clone(&bell));
    let mut task = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut task) {
            return output;
        }
        while bell.0.swap(0, AcqRel) == 0 {
            let _ = futex::wait(&bell.0, 0, Deadline::NEVER);
        }
    }
}

/// Polls a future once, with a waker that does nothing.
pub fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}
