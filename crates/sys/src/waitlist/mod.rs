//! Waiters in exact order: a list of nodes that live where their waiters wait.
//!
//! A primitive that promises first come, first served cannot leave the order to the kernel. It
//! keeps a [`WaitQueue`], which lends its [`WaitList`] to one at a time; each waiter brings a
//! [`Waiter`], on its stack or inside its future, so waiting allocates nothing.
//!
//! # Moves
//!
//! ```text
//!   idle --push_back--> linked --choose--> chosen
//!                          |\--remove-----> idle again (timed out, dropped)
//!                          \---grant------> linked, and chosen a little later (`grants.rs`)
//! ```
//!
//! # Invariants
//!
//! * I1: links, key and waker are touched only under the queue's lock.
//! * I2: a linked node stays in place and alive; its owner unlinks it, or sees that it was
//!   chosen, before it lets the node go.
//! * I3: the chooser unlinks, takes the waker out and stores `CHOSEN` while it holds the lock.
//!   After the lock it holds only a [`Wakeup`]: an address nobody reads, or a waker it owns.
//! * I4: a sleeper is moved while its node is alive: under the lock, which the owner of a `MOVING`
//!   node passes before it lets the node go.
//! * I5: a node is linked in a list of its own generation: a forked child begins with an empty
//!   list, and what the parent had linked counts as unlinked there.
//!
//! So of "chosen" and "gave up" exactly one happens to each waiter: both are decided under the
//! lock. Whoever was chosen and does not want it any more passes it on to the next.
//!
//! # Cost
//!
//! Constant time for each move but those by key, which walk. 56 bytes a node, 16 a queue. The list
//! is a ring of which the last node is known.
//!
//! Read next: `waiter.rs` (the node), `key.rs`, `queue.rs`, `grants.rs`.

mod batch;
mod grants;
mod key;
mod queue;
mod waiter;

#[cfg(not(threadbare_loom))]
#[path = "table_static.rs"]
mod table;

#[cfg(threadbare_loom)]
#[path = "table_modelled.rs"]
mod table;

use core::mem::ManuallyDrop;
use core::ptr;
use core::task::Waker;

use crate::atomic::Ordering::Release;
use crate::fork;
use crate::futex::{self, Address};

pub use batch::Batch;
pub use grants::{Ending, Granted};
pub use key::Key;
pub use queue::WaitQueue;
pub use table::queue_of;
pub use waiter::Waiter;
use waiter::{ASLEEP, CHOSEN, Links, edit, forget};

/// A waiter that was taken out before anybody chose it. Holds its waker, whose destructor is user
/// code: let this go outside every lock.
#[derive(Debug)]
#[must_use = "drop it outside the lock"]
pub struct Removed {
    was_granted: bool,
    _waker: Option<Waker>,
}

impl Removed {
    /// True for one that was to be chosen: it passes that on, or takes itself for chosen.
    #[must_use]
    pub fn was_granted(&self) -> bool {
        self.was_granted
    }
}

/// Waiters in order of arrival. Lent by [`WaitQueue::with`], which has an example; or kept by an
/// owner behind a lock of its own ([`new`](Self::new)).
#[derive(Debug)]
pub struct WaitList {
    /// The last of the ring, whose `next` is the first; null when nobody waits.
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
    /// A list in which nobody waits, for an owner that has a lock already: the list stands beside
    /// what the waiters wait for, behind the same lock, and "the lock" of every promise here (I1)
    /// is that one.
    ///
    /// # Fork
    ///
    /// The owner sees to it (I5). It notes the [generation](fork::generation) in which somebody
    /// last joined; when it finds another one, the waiters are those of the parent, whose memory
    /// need not be there any more, and the owner puts a new list in the place of this one before
    /// it looks at it. So the lock must be one that stays held in the child when another thread
    /// held it: the list may have been in the middle of a change.
    ///
    /// ```
    /// use threadbare_sys::waitlist::{Key, WaitList, Waiter, Wakeup};
    ///
    /// let mut list = WaitList::new(); // nobody shares it: we are as good as its lock
    /// let node = Waiter::new();
    /// // SAFETY: the node is new, stays here, and is chosen before it goes.
    /// unsafe { list.push_back(&node, Key::NONE, None) };
    /// assert!(list.choose().map(Wakeup::deliver).is_some() && node.is_chosen());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self { last: ptr::null() }
    }

    /// True when nobody waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last.is_null()
    }

    /// Puts a waiter behind all others. A task brings its `waker`, a thread `None`; `key` is
    /// for [`choose_key`](Self::choose_key).
    ///
    /// # Safety
    ///
    /// * The node is in no list. A thread's was not chosen since it was made.
    /// * Every call that names this node is made under the lock that guards this list (I1).
    /// * The node stays in place and alive until it is removed or chosen (I2).
    pub unsafe fn push_back(&mut self, waiter: &Waiter, key: Key, waker: Option<Waker>) {
        let node = ptr::from_ref(waiter);
        let last = self.last;
        let first = if last.is_null() {
            node
        } else {
            // SAFETY: I1, I2 - `last` is linked, so it is alive.
            unsafe { edit(last, |links| core::mem::replace(&mut links.next, node)) }
        };
        let previous = if last.is_null() { node } else { last };
        let linked = fork::generation();
        // SAFETY: I1 - the caller holds the lock.
        unsafe {
            edit(node, |links| {
                debug_assert!(!links.is_linked(), "a node waits in one list at a time");
                *links = Links { previous, next: first, linked, granted: false, key, waker };
            });
        }
        if first != node {
            // SAFETY: I1, I2 - `first` is linked, so it is alive.
            unsafe { edit(first, |links| links.previous = node) };
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
        let (linked, is_ours, granted) =
            unsafe { edit(node, |links| (links.linked, links.is_linked(), links.granted)) };
        let was_granted = is_ours && granted;
        match linked {
            0 => None,
            // SAFETY: I1 - the node is linked in this list.
            _ if is_ours => Some(Removed { was_granted, _waker: unsafe { self.unlink(node) } }),
            // I5: a node of the parent's, in a list that the child does not have.
            // SAFETY: I1 - the caller holds the lock.
            _ => Some(Removed { was_granted, _waker: unsafe { edit(node, forget) } }),
        }
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
            edit(waiter, |links| {
                if links.is_linked() { Ok(links.waker.replace(waker)) } else { Err(waker) }
            })
        }
    }

    /// Chooses the waiter that has waited longest.
    pub fn choose(&mut self) -> Option<Wakeup> {
        if self.last.is_null() {
            return None;
        }
        // SAFETY: I1, I2 - the last node is linked, so it is alive.
        let first = unsafe { edit(self.last, |links| links.next) };
        // SAFETY: I2 - the first node is linked.
        Some(unsafe { self.choose_node(first) })
    }

    /// Chooses the waiter with this key that has waited longest. Walks past the others.
    pub fn choose_key(&mut self, key: Key) -> Option<Wakeup> {
        let mut found = None;
        self.walk(key, |node| {
            found = Some(node);
            false
        });
        // SAFETY: I2 - the node was just seen in the list.
        found.map(|node| unsafe { self.choose_node(node) })
    }

    /// The first key, in the order in which the waiters came, that `accept` says true to.
    #[must_use]
    pub fn first_key_where(&self, mut accept: impl FnMut(Key) -> bool) -> Option<Key> {
        let mut cursor = self.first();
        while let Some(node) = cursor {
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            let key = unsafe { edit(node, |links| links.key) };
            if accept(key) {
                return Some(key);
            }
            cursor = self.after(node);
        }
        None
    }

    /// How many wait with this key; stops to count at `most`.
    #[must_use]
    pub fn count_key(&mut self, key: Key, most: usize) -> usize {
        let mut count = 0;
        self.walk(key, |_| {
            count += 1;
            count < most
        });
        count
    }

    /// Takes out whoever waits with this key, for one who knows that nobody does: the nodes are
    /// those of futures that were forgotten while they waited for something that lived at this
    /// address before. Their wakers are forgotten with them.
    pub fn forget_key(&mut self, key: Key) {
        loop {
            let mut found = None;
            self.walk(key, |node| {
                found = Some(node);
                false
            });
            let Some(node) = found else { return };
            // SAFETY: I1, I2 - the node was just seen in the list, which we were given.
            let _waker = ManuallyDrop::new(unsafe { self.unlink(node) });
        }
    }

    /// Shows `visit` each node with this key, first come first, until it says false.
    fn walk(&mut self, key: Key, mut visit: impl FnMut(*const Waiter) -> bool) {
        let mut node = self.last;
        while !node.is_null() {
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            node = unsafe { edit(node, |links| links.next) };
            // SAFETY: I1, I2 - as above.
            let is_meant = unsafe { edit(node, |links| links.key == key) };
            if (is_meant && !visit(node)) || node == self.last {
                break;
            }
        }
    }

    /// # Safety
    ///
    /// The node is linked in this list.
    unsafe fn choose_node(&mut self, node: *const Waiter) -> Wakeup {
        // SAFETY: the caller's promise.
        unsafe { self.choose_node_as(node, CHOSEN) }
    }

    /// # Safety
    ///
    /// The node is linked in this list, and `choice` is `CHOSEN` or `MOVED`.
    unsafe fn choose_node_as(&mut self, node: *const Waiter, choice: u32) -> Wakeup {
        // SAFETY: the caller's promise.
        let waker = unsafe { self.unlink(node) };
        // SAFETY: I2 - the waiter cannot let the node go before it takes the lock that we hold,
        // or sees CHOSEN, which we have yet to store.
        let word = unsafe { &(*node).word };
        let address = futex::address(word);
        // [WL2] Release: pairs with [WL1]; the chooser's work goes to the chosen.
        let was = word.swap(choice, Release);
        match waker {
            Some(waker) => Wakeup::Task(waker),
            None if was == ASLEEP => Wakeup::Thread(address),
            None => Wakeup::Awake,
        }
    }

    /// # Safety
    ///
    /// The node is linked in this list.
    unsafe fn unlink(&mut self, node: *const Waiter) -> Option<Waker> {
        // SAFETY: I1, I2 - the node is linked, so alive, and the lock is held.
        let (previous, next, waker) =
            unsafe { edit(node, |links| (links.previous, links.next, forget(links))) };
        if next == node {
            self.last = ptr::null();
            return waker;
        }
        // SAFETY: I1, I2 - a neighbour of a linked node is linked.
        unsafe { edit(previous, |links| links.next = next) };
        // SAFETY: I1, I2 - as above.
        unsafe { edit(next, |links| links.previous = previous) };
        if self.last == node {
            self.last = previous;
        }
        waker
    }
}

/// What is left to do for a chosen waiter, after the lock: it may be gone already (I3).
#[derive(Debug)]
#[must_use = "the chosen waiter sleeps until this is delivered"]
#[expect(clippy::exhaustive_enums, reason = "a thread or a task; a third kind changes the waist")]
pub enum Wakeup {
    /// A thread that had not fallen asleep yet: there is nothing left to do.
    Awake,
    /// A thread asleep on its node's word.
    Thread(Address),
    /// A task, by its waker.
    Task(Waker),
}

impl Wakeup {
    /// Wakes the chosen waiter. A task's waker is user code: call this outside every lock.
    pub fn deliver(self) {
        match self {
            Self::Awake => {}
            Self::Thread(address) => {
                // [WL4] wake: the one waiter of this node's word.
                futex::wake_threads(address, 1);
            }
            Self::Task(waker) => waker.wake(),
        }
    }
}
