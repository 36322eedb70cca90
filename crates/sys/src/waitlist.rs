//! Waiters in exact order: a list of nodes that live where their waiters wait.
//!
//! A primitive that promises first come, first served cannot leave the order to the kernel. It
//! keeps a [`WaitList`] under a lock of its own; each waiter brings a [`Waiter`], on its stack
//! or inside its future, so waiting allocates nothing.
//!
//! # Moves
//!
//! ```text
//!   idle --push_back--> linked --choose--> chosen
//!                          \--remove-----> idle again (timed out, dropped)
//! ```
//!
//! # Invariants
//!
//! * I1: links, key and waker are touched only under the lock that guards the list.
//! * I2: a linked node stays in place and alive; its owner unlinks it, or sees that it was
//!   chosen, before it lets the node go.
//! * I3: the chooser unlinks, takes the waker out and stores `CHOSEN` while it holds the lock.
//!   After the lock it holds only a [`Wakeup`]: an address nobody reads, or a waker it owns.
//!
//! So of "chosen" and "gave up" exactly one happens to each waiter: both are decided under the
//! lock. Whoever was chosen and does not want it any more passes it on to the next.
//!
//! # Cost
//!
//! Constant time for each move but [`WaitList::choose_key`], which walks. 56 bytes a node.

use core::marker::PhantomPinned;
use core::ptr;
use core::task::Waker;

use crate::atomic::{
    AtomicU32,
    Ordering::{Acquire, Release},
};
use crate::cell::UnsafeCell;
use crate::clock::Deadline;
use crate::futex::{self, Address, Wait};

const WAITING: u32 = 0;
const CHOSEN: u32 = 1;

/// A place in a list, for one thread or task that waits. See [`WaitList`].
#[derive(Debug)]
pub struct Waiter {
    word: AtomicU32,
    links: UnsafeCell<Links>,
    _pinned: PhantomPinned,
}

#[derive(Debug)]
struct Links {
    previous: *const Waiter,
    next: *const Waiter,
    linked: bool,
    key: usize,
    waker: Option<Waker>,
}

// SAFETY: I1 - the pointers are followed only under the list's lock.
unsafe impl Send for Waiter {}
// SAFETY: I1 - as above; the word is atomic.
unsafe impl Sync for Waiter {}

impl Default for Waiter {
    fn default() -> Self {
        Self::new()
    }
}

impl Waiter {
    /// A node in no list.
    #[must_use]
    #[cfg_attr(threadbare_loom, track_caller)]
    pub fn new() -> Self {
        let links =
            Links { previous: ptr::null(), next: ptr::null(), linked: false, key: 0, waker: None };
        Self {
            word: AtomicU32::new(WAITING),
            links: UnsafeCell::new(links),
            _pinned: PhantomPinned,
        }
    }

    /// Puts the calling thread to sleep until this node is chosen or the deadline comes.
    ///
    /// True: chosen. False: the deadline came, and then the caller must take the lock and
    /// [`remove`](WaitList::remove) the node, which says who was first.
    #[must_use]
    pub fn wait(&self, deadline: Deadline) -> bool {
        loop {
            // [WL1] Acquire: pairs with [WL2]; what the chooser did before is visible to us.
            if self.word.load(Acquire) == CHOSEN {
                return true;
            }
            // [WL3] wait: the word leaves WAITING once, before the wake.
            if futex::wait(&self.word, WAITING, deadline) == Wait::TimedOut {
                return false;
            }
        }
    }
}

/// A waiter that was taken out before anybody chose it. Holds its waker, whose destructor is user
/// code: let this go outside every lock.
#[derive(Debug)]
#[must_use = "drop it outside the lock"]
pub struct Removed {
    _waker: Option<Waker>,
}

/// Waiters in order of arrival. The owner guards it with a lock.
///
/// ```
/// use std::time::Duration;
/// use threadbare_sys::brief_lock::BriefLock;
/// use threadbare_sys::clock::Deadline;
/// use threadbare_sys::waitlist::{WaitList, Waiter};
///
/// static LIST: BriefLock<WaitList> = BriefLock::new(WaitList::new());
///
/// /// Waits for a signal; false when none came in time.
/// fn wait(timeout: Duration) -> bool {
///     let node = Waiter::new();
///     // SAFETY: the node is new, stays here until it is chosen or removed, and is named only
///     // under the list's lock.
///     LIST.with(|list| unsafe { list.push_back(&node, 0, None) });
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
pub struct WaitList {
    first: *const Waiter,
    last: *const Waiter,
}

// SAFETY: I1 - whoever reaches the list holds the lock that guards it and its nodes.
unsafe impl Send for WaitList {}

impl Default for WaitList {
    fn default() -> Self {
        Self::new()
    }
}

impl WaitList {
    /// An empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self { first: ptr::null(), last: ptr::null() }
    }

    /// True when nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_null()
    }

    /// Puts a waiter behind all others. A task brings its `waker`, a thread `None`; `key` is
    /// for [`choose_key`](Self::choose_key).
    ///
    /// # Safety
    ///
    /// * The node is in no list, and was not chosen since it was made.
    /// * Every call that names this node is made under the lock that guards this list (I1).
    /// * The node stays in place and alive until it is removed or chosen (I2).
    pub unsafe fn push_back(&mut self, waiter: &Waiter, key: usize, waker: Option<Waker>) {
        let node = ptr::from_ref(waiter);
        let last = self.last;
        // SAFETY: I1 - the caller holds the lock.
        unsafe {
            edit(node, |links| {
                debug_assert!(!links.linked, "a node waits in one list at a time");
                *links = Links { previous: last, next: ptr::null(), linked: true, key, waker };
            });
        }
        if last.is_null() {
            self.first = node;
        } else {
            // SAFETY: I1, I2 - `last` is linked, so it is alive.
            unsafe { edit(last, |links| links.next = node) };
        }
        self.last = node;
    }

    /// Takes a waiter out. `None`: it was not in the list, which for a waiter that was pushed
    /// means that it was chosen and somebody counts on it.
    ///
    /// # Safety
    ///
    /// The node is in this list or in none, and the caller holds the list's lock (I1).
    #[must_use = "a waiter that was chosen passes the wake on"]
    pub unsafe fn remove(&mut self, waiter: &Waiter) -> Option<Removed> {
        let node = ptr::from_ref(waiter);
        // SAFETY: I1 - the caller holds the lock.
        if !unsafe { edit(node, |links| links.linked) } {
            return None;
        }
        // SAFETY: I1 - the node is linked in this list.
        Some(Removed { _waker: unsafe { self.unlink(node) } })
    }

    /// Gives a waiting task's node another waker and returns the old one, to be dropped outside
    /// the lock; `Err` gives the new one back when the node was chosen.
    ///
    /// # Errors
    ///
    /// The new waker, when the node is not in the list any more.
    ///
    /// # Safety
    ///
    /// The node is in this list or in none, and the caller holds the list's lock (I1).
    pub unsafe fn replace_waker(
        &mut self,
        waiter: &Waiter,
        waker: Waker,
    ) -> Result<Option<Waker>, Waker> {
        // SAFETY: I1 - the caller holds the lock.
        unsafe {
            edit(
                waiter,
                |links| {
                    if links.linked { Ok(links.waker.replace(waker)) } else { Err(waker) }
                },
            )
        }
    }

    /// Chooses the waiter that has waited longest.
    pub fn choose(&mut self) -> Option<Wakeup> {
        // SAFETY: I2 - the first node is linked.
        (!self.first.is_null()).then(|| unsafe { self.choose_node(self.first) })
    }

    /// Chooses the waiter with this key that has waited longest. Walks past the others.
    pub fn choose_key(&mut self, key: usize) -> Option<Wakeup> {
        let mut node = self.first;
        while !node.is_null() {
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            let (same, next) = unsafe { edit(node, |links| (links.key == key, links.next)) };
            if same {
                // SAFETY: I2 - the node is linked.
                return Some(unsafe { self.choose_node(node) });
            }
            node = next;
        }
        None
    }

    /// # Safety
    ///
    /// The node is linked in this list.
    unsafe fn choose_node(&mut self, node: *const Waiter) -> Wakeup {
        // SAFETY: the caller's promise.
        let waker = unsafe { self.unlink(node) };
        // SAFETY: I2 - the waiter cannot let the node go before it takes the lock that we hold,
        // or sees CHOSEN, which we have yet to store.
        let word = unsafe { &(*node).word };
        let address = futex::address(word);
        // [WL2] Release: pairs with [WL1]; the chooser's work goes to the chosen.
        word.store(CHOSEN, Release);
        match waker {
            Some(waker) => Wakeup::Task(waker),
            None => Wakeup::Thread(address),
        }
    }

    /// # Safety
    ///
    /// The node is linked in this list.
    unsafe fn unlink(&mut self, node: *const Waiter) -> Option<Waker> {
        // SAFETY: I1, I2 - the node is linked, so alive, and the lock is held.
        let (previous, next, waker) = unsafe {
            edit(node, |links| {
                links.linked = false;
                (links.previous, links.next, links.waker.take())
            })
        };
        if previous.is_null() {
            self.first = next;
        } else {
            // SAFETY: I2 - a neighbour of a linked node is linked.
            unsafe { edit(previous, |links| links.next = next) };
        }
        if next.is_null() {
            self.last = previous;
        } else {
            // SAFETY: I2 - as above.
            unsafe { edit(next, |links| links.previous = previous) };
        }
        waker
    }
}

/// # Safety
///
/// The node is alive, and the lock of its list is held (I1, I2).
unsafe fn edit<R>(node: *const Waiter, change: impl FnOnce(&mut Links) -> R) -> R {
    // SAFETY: the node is alive (caller).
    let links = unsafe { &(*node).links };
    links.with_mut(|links| {
        // SAFETY: I1 - the lock is held, so nobody else is at the links.
        change(unsafe { &mut *links })
    })
}

/// What is left to do for a chosen waiter, after the lock: it may be gone already (I3).
#[derive(Debug)]
#[must_use = "the chosen waiter sleeps until this is delivered"]
#[expect(clippy::exhaustive_enums, reason = "a thread or a task; a third kind changes the waist")]
pub enum Wakeup {
    /// A thread asleep on its node's word.
    Thread(Address),
    /// A task, by its waker.
    Task(Waker),
}

impl Wakeup {
    /// Wakes the chosen waiter. A task's waker is user code: call this outside every lock.
    pub fn deliver(self) {
        match self {
            Self::Thread(address) => {
                // [WL4] wake: the one waiter of this node's word.
                futex::wake_threads(address, 1);
            }
            Self::Task(waker) => waker.wake(),
        }
    }
}
