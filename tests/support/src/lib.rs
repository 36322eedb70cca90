//! What the tests need beside the primitives: an executor for one future, wakers that count,
//! children by fork, a storm of signals, calls of the kernel that are counted.

pub mod asleep;
#[cfg(not(miri))]
pub mod calls;
pub mod child;
pub mod held;
pub mod storm;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Wakes a parked thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs one future to its end on the calling thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// A waker that counts how often it was woken.
#[derive(Debug, Default)]
pub struct Bell(AtomicU32);

impl Bell {
    /// How often it was woken.
    pub fn rings(&self) -> u32 {
        self.0.load(Ordering::Acquire)
    }

    /// Polls a future once in this bell's name.
    pub fn poll<F: Future>(self: &Arc<Self>, future: Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(&Waker::from(Arc::clone(self))))
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Release);
    }
}

/// Polls a future once, with a waker that does nothing.
pub fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// What was forgotten: whoever looks for leaks finds it here, and reports those that nobody meant.
static FORGOTTEN: Mutex<Vec<AtomicPtr<()>>> = Mutex::new(Vec::new());

/// Forgets a value for ever, as careless code may: nobody drops it, and it stays where it is.
///
/// # Panics
///
/// Never: nothing panics while it holds the list.
pub fn forget<'a, T: 'a>(value: T) -> &'a mut T {
    let forgotten = Box::into_raw(Box::new(value));
    FORGOTTEN.lock().expect("nothing panics in here").push(AtomicPtr::new(forgotten.cast()));
    // SAFETY: it came from a box, nobody frees it, and the list never reads through its pointers.
    unsafe { &mut *forgotten }
}

/// Yields until `reached` says so: waits for a state, not for a time.
pub fn until(mut reached: impl FnMut() -> bool) {
    while !reached() {
        thread::yield_now();
    }
}

/// How much of something a test does: Miri interprets every step, and has one CPU for all threads.
#[must_use]
pub const fn fewer_under_miri<T: Copy>(many: T, under_miri: T) -> T {
    if cfg!(miri) { under_miri } else { many }
}

/// Whether this process may use more than one CPU.
#[must_use]
pub fn has_more_cpus() -> bool {
    thread::available_parallelism().is_ok_and(|cpus| cpus.get() > 1)
}
