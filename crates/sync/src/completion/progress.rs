//! How far a piece of work has come, and who waits for its end: the word, the waits, the listeners.
//! The moves and the invariants I1 to I5 stand at the head of `mod.rs`.

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;
use threadbare_sys::futex::{self, Address, Wait};
use threadbare_sys::spin::Spin;

use super::listeners::{Callback, List, Node, Told};
use super::word::{
    LISTENERS, PENDING, Phase, SLEEPERS, TAKEN, cancelled, is_over, is_pending, phase, started,
};
use super::{Panic, WaitOver};
use crate::TimedOut;
use crate::patience::SPIN_NS;

/// How far a piece of work has come, and who waits for its end. 16 bytes, without the result.
///
/// A [`Completion`](super::Completion) has one inside, and so has every
/// [`ResultCell`](super::ResultCell); it is what [`wait`](super::wait) and
/// [`as_completed`](super::as_completed) look at.
///
/// ```
/// use threadbare_sync::completion::{Phase, Waitable, pair};
///
/// let (promise, completion) = pair();
/// completion.progress().on_over(|phase| assert_eq!(phase, Phase::Done));
/// promise.set(1).unwrap();
/// assert!(completion.progress().is_over());
/// ```
#[repr(C)]
pub struct Progress {
    // First, so that the address of the whole is that of the word.
    pub(super) word: AtomicU32,
    /// Guards `listeners`; apart from them, so that it shares eight bytes with the word.
    lock: BriefLock<()>,
    listeners: UnsafeCell<List>,
}

// SAFETY: `listeners` is reached under `lock` alone, and may be from any thread.
unsafe impl Sync for Progress {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl Send for Progress {}

// User code never runs while it is being changed.
impl UnwindSafe for Progress {}
impl RefUnwindSafe for Progress {}

impl Progress {
    const_fn! {
        /// Work that has not begun.
        pub(super) const fn new() -> Self {
            Self {
                word: AtomicU32::new(PENDING),
                lock: BriefLock::new(()),
                listeners: UnsafeCell::new(List::new()),
            }
        }
    }

    /// How far it has come. Once it [is over](Phase::is_over), whatever its end did before is
    /// visible to the caller, and the answer does not change any more.
    #[must_use]
    pub fn phase(&self) -> Phase {
        phase(self.look())
    }

    /// The word; once it is over, the slot is there to read.
    pub(super) fn look(&self) -> u32 {
        // [CO1] Acquire: pairs with [CO7]; what was done before the end is visible behind it.
        self.word.load(Acquire)
    }

    /// True when nothing will change any more.
    #[must_use]
    #[doc(alias = "done")]
    pub fn is_over(&self) -> bool {
        self.phase().is_over()
    }

    /// Says that the work begins; false when it was cancelled and must not begin. Said again, it
    /// changes nothing. Python's `set_running_or_notify_cancel`.
    #[doc(alias = "set_running_or_notify_cancel")]
    #[must_use = "false means that nobody wants the result any more"]
    pub fn start(&self) -> bool {
        // [CO2] Acquire: pairs with [CO7]; whoever finds it cancelled sees what came before that.
        let mut seen = self.word.load(Acquire);
        while let Some(running) = started(seen) {
            // [CO3] Relaxed/Acquire: the phase alone, which carries no data. A failed look may
            // have found the end: as [CO2].
            match self.word.compare_exchange(seen, running, Relaxed, Acquire) {
                Ok(_) => return true,
                Err(newer) => seen = newer,
            }
        }
        !is_over(seen)
    }

    /// Cancels work that has not begun. True: it was cancelled, now or before. False: too late.
    ///
    /// Those who wait are woken, and the callbacks run here.
    pub fn cancel(&self) -> bool {
        self.end(cancelled).is_ok() || self.phase() == Phase::Cancelled
    }

    /// Ends the work by the move that `ended` says, wakes and notifies. An error when the move is
    /// not one from the phase of this moment.
    ///
    /// After the CAS that ends it, this touches `self` only if there were listeners (I4).
    pub(super) fn end(&self, ended: fn(u32) -> Option<u32>) -> Result<(), AlreadyOver> {
        let address = futex::address(&self.word);
        // [CO4] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        loop {
            let Some(over) = ended(seen) else { return Err(AlreadyOver) };
            // [CO7] Release/Relaxed: pairs with [CO1], [CO2], [CO3], [CO6], [CO9] and [CO10];
            // the slot, and all that was done before, is theirs to read.
            match self.word.compare_exchange(seen, over, Release, Relaxed) {
                Ok(_) => {
                    self.after_end(address, seen, over);
                    return Ok(());
                }
                Err(newer) => seen = newer,
            }
        }
    }

    #[inline]
    fn after_end(&self, address: Address, left: u32, over: u32) {
        if left & SLEEPERS != 0 {
            wake_sleepers(address);
        }
        if left & LISTENERS != 0 {
            self.notify(phase(over));
        }
    }

    fn with_listeners<R>(&self, body: impl FnOnce(&mut List) -> R) -> R {
        self.lock.with(|()| {
            self.listeners.with_mut(|list| {
                // SAFETY: the lock makes this the only access.
                body(unsafe { &mut *list })
            })
        })
    }

    /// Tells the listeners, first come first, each outside the lock. One that panics does not
    /// keep the others from being told.
    #[cold]
    fn notify(&self, phase: Phase) {
        while let Some(told) = self.with_listeners(List::pop) {
            match told {
                // SAFETY: L2 - we took the node out, and it is a callback's.
                Told::Call(node, call) => unsafe { call(node, Some(phase)) },
                Told::Wake(Some(address)) => wake_observer(address),
                Told::Wake(None) => {}
            }
        }
    }

    /// Blocks until it is over, and says how it ended.
    pub fn wait(&self) -> Phase {
        loop {
            // Without a deadline it does not time out.
            if let Ok(end) = self.wait_until(Deadline::NEVER) {
                return end;
            }
        }
    }

    /// Blocks until it is over, for at most `timeout`. Zero means look; one that does not fit into
    /// the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it was not over in time.
    pub fn wait_timeout(&self, timeout: Duration) -> Result<Phase, TimedOut> {
        self.wait_until(Deadline::after(timeout))
    }

    /// Blocks until it is over, at most until `deadline`. One that has passed means look.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it was not over in time.
    pub fn wait_deadline(&self, deadline: Instant) -> Result<Phase, TimedOut> {
        self.wait_until(Deadline::at(deadline))
    }

    /// Waits as a task until it is over, and says how it ended.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    pub fn wait_async(&self) -> WaitOver<'_> {
        WaitOver::new(self)
    }

    pub(crate) fn wait_until(&self, deadline: Deadline) -> Result<Phase, TimedOut> {
        let phase = self.phase();
        if phase.is_over() {
            return Ok(phase);
        }
        if deadline.is_now() { Err(TimedOut) } else { self.wait_slow(deadline) }
    }

    #[cold]
    fn wait_slow(&self, deadline: Deadline) -> Result<Phase, TimedOut> {
        let mut spin = Spin::for_ns(SPIN_NS);
        let mut seen = PENDING;
        while !is_over(seen) {
            seen = if spin.turn() {
                // [CO6] Acquire: pairs with [CO7], as [CO1] does.
                self.word.load(Acquire)
            } else {
                self.announce()
            };
            if seen & SLEEPERS != 0 && !is_over(seen) {
                // [CO8] wait: on a word with SLEEPERS (I2); whoever ends it wakes all.
                if futex::wait(&self.word, seen, deadline) == Wait::TimedOut {
                    return Err(TimedOut);
                }
            }
        }
        Ok(phase(seen))
    }

    /// Announces a sleeper; the word as it is now, to sleep on unless it is over.
    pub(super) fn announce(&self) -> u32 {
        // [CO9] Acquire: pairs with [CO7], as [CO1] does, when it is over; the bit itself orders
        // nothing, for whoever acts on it does so by a read-modify-write of this same word.
        self.word.fetch_or(SLEEPERS, Acquire) | SLEEPERS
    }

    /// Runs `callback` once it is over: at once and here if it is, else on the thread that ends
    /// it, outside every lock. Python's `add_done_callback`.
    ///
    /// Callbacks that were there before the end run in the order in which they came. A panic in
    /// one is reported by the panic hook and goes no further. One box is allocated.
    #[doc(alias = "add_done_callback")]
    pub fn on_over(&self, callback: impl FnOnce(Phase) + Send + 'static) {
        let (node, call) = Callback::leak(callback);
        // SAFETY: the node is new, and freed by whoever takes it out.
        if let Err(phase) = unsafe { self.listen(node) } {
            // SAFETY: the node is in no list and ours.
            unsafe { call(node, Some(phase)) };
        }
    }

    /// Links a listener; the phase, and no link, when it is over already.
    ///
    /// # Safety
    ///
    /// The node is in no list, and from here on L2 of `listeners` holds for it.
    pub(super) unsafe fn listen(&self, node: *const Node) -> Result<(), Phase> {
        self.with_listeners(|list| {
            // [CO10] Acquire: pairs with [CO7], as [CO1] does, when it is over. Set under the
            // lock that the notifier takes after the end, so either it finds the node, or we
            // find the end (I3).
            let seen = self.word.fetch_or(LISTENERS, Acquire);
            if is_over(seen) {
                return Err(phase(seen));
            }
            // SAFETY: the caller's promise.
            unsafe { list.push_back(node) };
            Ok(())
        })
    }

    /// Unlinks a listener. After this nobody touches the node.
    ///
    /// # Safety
    ///
    /// The node was linked here, by [`listen`](Self::listen), and is an observer's.
    pub(super) unsafe fn forget(&self, node: &Node) {
        // SAFETY: the caller's promise.
        self.with_listeners(|list| unsafe { list.remove(node) });
    }

    /// What the word says to the one who takes from the slot, and marks the slot as empty.
    pub(super) fn take(&self) -> u32 {
        let seen = self.look();
        if is_over(seen) {
            // [CO12] Relaxed: for the destructor alone, which runs when nobody else has the cell.
            self.word.fetch_or(TAKEN, Relaxed);
        }
        seen
    }

    /// The word, for one that has the progress alone.
    pub(super) fn word_alone(&mut self) -> u32 {
        // [CO13] Relaxed: `&mut self`, so whatever made us alone has ordered the rest.
        self.word.load(Relaxed)
    }

    /// True while it can be cancelled. Old at once.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        // [CO14] Relaxed: an answer that is old at once orders nothing.
        is_pending(self.word.load(Relaxed))
    }
}

impl Drop for Progress {
    /// Drops the callbacks that nobody will run.
    fn drop(&mut self) {
        let list = self.listeners.get_mut();
        while let Some(told) = list.pop() {
            if let Told::Call(node, call) = told {
                // SAFETY: L2 - we took the node out, and it is a callback's.
                unsafe { call(node, None) };
            }
        }
    }
}

impl fmt::Debug for Progress {
    /// Shows the phase, and who waits. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [CO15] Relaxed: for a person to read, and old at once.
        let word = self.word.load(Relaxed);
        f.debug_struct("Progress")
            .field("phase", &phase(word))
            .field("sleepers", &(word & SLEEPERS != 0))
            .field("listeners", &(word & LISTENERS != 0))
            .finish()
    }
}

/// The work is over, so it cannot end once more.
#[derive(Debug)]
pub(super) struct AlreadyOver;

/// Wakes all threads and tasks. A task's waker is user code, and its panic ends here.
#[cold]
fn wake_sleepers(address: Address) {
    drop(Panic::catch(|| {
        // [CO16] wake: we have ended a word with SLEEPERS (I2).
        futex::wake(address, u32::MAX);
    }));
}

/// Wakes the one thread or task behind an observer.
fn wake_observer(address: Address) {
    drop(Panic::catch(|| {
        // [CO17] wake: the observer's bell said that somebody sleeps there.
        futex::wake(address, u32::MAX);
    }));
}
