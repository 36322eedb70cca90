//! A waiter list and the lock that guards it, in 16 bytes.
//!
//! # Invariants
//!
//! * Q1: the list is reached inside `gate` alone.
//! * Q2: outside the gate `stamp` is 0 while the list is empty, else the generation in which its
//!   nodes were linked. A list with another stamp than today's was copied by a fork, perhaps in
//!   the middle of a change: its waiters do not exist here, and whoever enters makes it empty.

use super::WaitList;
use crate::atomic::{AtomicU32, Ordering::Relaxed};
use crate::brief_lock::Gate;
use crate::cell::UnsafeCell;
use crate::{const_fn, fork};

/// Waiters in order of arrival, behind a lock of their own.
///
/// # Fork
///
/// In a forked child the queue is empty and its lock free: the parent's waiters are not there.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sys::clock::Deadline;
/// use threadbare_sys::waitlist::{Key, WaitList, WaitQueue, Waiter};
///
/// static LIST: WaitQueue = WaitQueue::new();
///
/// /// Waits for a signal; false when none came in time.
/// fn wait(timeout: Duration) -> bool {
///     let node = Waiter::new();
///     // SAFETY: the node is new, stays here until it is chosen or removed, and is named only
///     // under the list's lock.
///     LIST.with(|list| unsafe { list.push_back(&node, Key::NONE, None) });
///     // A node that was not chosen in time is removed, or was chosen after all.
///     // SAFETY: as above.
///     node.wait(Deadline::after(timeout))
///         || LIST.with(|list| unsafe { list.remove(&node) }).is_none()
/// }
///
/// /// Signals the one that has waited longest.
/// fn signal() -> bool {
///     let chosen = LIST.with(WaitList::choose);
///     chosen.map(|wakeup| wakeup.deliver()).is_some()
/// }
///
/// let waiter = std::thread::spawn(|| wait(Duration::MAX));
/// while !signal() {}
/// assert!(waiter.join().unwrap());
/// assert!(!wait(Duration::from_millis(1)));
/// ```
#[derive(Debug)]
pub struct WaitQueue {
    gate: Gate,
    stamp: AtomicU32,
    list: UnsafeCell<WaitList>,
}

// SAFETY: Q1 - one thread at a time reaches the list, and a list may go to any thread.
unsafe impl Sync for WaitQueue {}

impl Default for WaitQueue {
    fn default() -> Self {
        Self::new()
    }
}

impl WaitQueue {
    const_fn! {
        /// A queue in which nobody waits.
        #[must_use]
        pub const fn new() -> Self {
            Self {
                gate: Gate::new(),
                stamp: AtomicU32::new(0),
                list: UnsafeCell::new(WaitList::new()),
            }
        }
    }

    /// True when nobody waits: one load, no lock. Who joined the queue before something that we
    /// have acquired since is not overlooked; who joins at this moment may be. In a forked child
    /// it may be false for a queue that is empty.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        // [WQ1] Relaxed: a look from outside; what orders it is the caller's (see above).
        self.stamp.load(Relaxed) == 0
    }

    /// Runs `body` alone with the list. Not re-entrant; wakers are not woken or dropped in it.
    pub fn with<R>(&self, body: impl FnOnce(&mut WaitList) -> R) -> R {
        let _inside = self.gate.enter();
        let now = fork::generation();
        // [WQ2] Relaxed: changed inside the gate alone, where we are.
        let stamp = self.stamp.load(Relaxed);
        self.list.with_mut(|list| {
            // SAFETY: Q1 - we are inside the gate.
            let list = unsafe { &mut *list };
            if stamp != now {
                *list = WaitList::new();
            }
            let stamping = Stamping { queue: self, stamp, now, list };
            body(&mut *stamping.list)
        })
    }
}

/// Brings the stamp up to date when `body` is over, by a panic as well.
struct Stamping<'a> {
    queue: &'a WaitQueue,
    stamp: u32,
    now: u32,
    list: &'a mut WaitList,
}

impl Drop for Stamping<'_> {
    fn drop(&mut self) {
        let stamp = if self.list.is_empty() { 0 } else { self.now };
        if stamp != self.stamp {
            // [WQ3] Relaxed: inside the gate; who must see it acquires something that we release.
            self.queue.stamp.store(stamp, Relaxed);
        }
    }
}
