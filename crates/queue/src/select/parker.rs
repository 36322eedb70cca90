//! How a selecting thread sleeps, and how it is woken: one word for each thread, made once, so that
//! a wait allocates nothing.
//!
//! The word is `AWAKE`, `ASLEEP` or `RUNG`. A ring that comes late, for a wait that is over, ends
//! the next one early: whoever waits looks again anyhow.

use core::cell::Cell;
use core::mem::ManuallyDrop;
use core::task::{RawWaker, RawWakerVTable, Waker};

use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex;
use threadbare_sys::spin::Nap;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

const AWAKE: u32 = 0;
/// In the kernel, or on the way there.
const ASLEEP: u32 = 1;
/// Woken since it last said `AWAKE`.
const RUNG: u32 = 2;

/// A thread that may be woken.
pub(super) struct Parker {
    word: AtomicU32,
}

thread::thread_local! {
    static MINE: Arc<Parker> = Arc::new(Parker::new());
    static SEED: Cell<u32> = Cell::new(seed());
}

/// Another number for each thread, and not zero.
fn seed() -> u32 {
    thread::index().wrapping_add(1).wrapping_mul(0x9E37_79B9) | 1
}

/// The next number of a sequence without an end or a zero (Marsaglia's xorshift).
pub(super) fn stir(mut number: u32) -> u32 {
    number ^= number << 13;
    number ^= number >> 17;
    number ^ (number << 5)
}

/// A number that is another one each time, for this thread.
pub(super) fn random() -> u32 {
    let draw = |seed: &Cell<u32>| {
        let drawn = stir(seed.get());
        seed.set(drawn);
        drawn
    };
    // In a thread that ends there may be none any more.
    SEED.try_with(draw).unwrap_or(1)
}

impl Parker {
    fn new() -> Self {
        Self { word: AtomicU32::new(AWAKE) }
    }

    /// That of this thread; a new one if the thread ends and has dropped its own.
    pub(super) fn mine() -> Arc<Self> {
        MINE.try_with(Arc::clone).unwrap_or_else(|_| Arc::new(Self::new()))
    }

    /// Forgets rings that came before. Whoever may ring for the coming wait is told of it later.
    pub(super) fn prepare(&self) {
        // [PK1] Relaxed: the word carries no data; who rings for the coming wait has found its
        // node in a list, and so comes after this.
        self.word.store(AWAKE, Relaxed);
    }

    /// Sleeps until it is rung or the deadline comes; perhaps not so long. True: the deadline came.
    pub(super) fn park(&self, deadline: Deadline) -> bool {
        // [PK2] Relaxed/Relaxed: what was moved is seen through the queue, whose gate we enter
        // next.
        if self.word.compare_exchange(AWAKE, ASLEEP, Relaxed, Relaxed).is_err() {
            return false;
        }
        let nap = Nap::begin();
        // [PK3] wait: on a word that says so; a ring changes it first.
        let waited = futex::wait(&self.word, ASLEEP, deadline);
        nap.end();
        waited == futex::Wait::TimedOut
    }

    fn ring(&self) {
        let address = futex::address(&self.word);
        // [PK4] Relaxed: as [PK2].
        if self.word.swap(RUNG, Relaxed) == ASLEEP {
            // [PK5] wake: the one thread whose word it is.
            futex::wake_threads(address, 1);
        }
    }

    /// Rings.
    pub(super) fn waker(this: &Arc<Self>) -> Waker {
        // SAFETY: the functions of the table keep the contract: each waker owns one reference.
        unsafe { Waker::from_raw(raw(Arc::clone(this))) }
    }
}

static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, forget);

/// A waker that owns this reference.
fn raw(parker: Arc<Parker>) -> RawWaker {
    RawWaker::new(Arc::into_raw(parker).cast(), &TABLE)
}

/// # Safety
///
/// `data` is that of a waker by [`raw`], and is used no more.
unsafe fn owned(data: *const ()) -> Arc<Parker> {
    // SAFETY: the caller's promise: it came from `into_raw`, and the reference is given up.
    unsafe { Arc::from_raw(data.cast()) }
}

/// # Safety
///
/// That of a waker's table, as for the three below: `data` is that of a waker by [`raw`].
unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the reference stays with the waker, as it is not dropped here.
    let parker = ManuallyDrop::new(unsafe { owned(data) });
    raw(Arc::clone(&parker))
}

/// # Safety
///
/// As [`clone`], and the waker is used no more.
unsafe fn wake(data: *const ()) {
    // SAFETY: the caller's promise.
    unsafe { owned(data) }.ring();
}

/// # Safety
///
/// As [`clone`].
unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: the reference stays with the waker, as it is not dropped here.
    ManuallyDrop::new(unsafe { owned(data) }).ring();
}

/// # Safety
///
/// As [`clone`], and the waker is used no more.
unsafe fn forget(data: *const ()) {
    // SAFETY: the caller's promise.
    drop(unsafe { owned(data) });
}
