//! The node of a waiter: a word to sleep on, and its place in a list. I1 to I5 stand at the head of
//! `mod.rs`.
//!
//! # Word
//!
//! | value | meaning | who leaves it |
//! |---|---|---|
//! | `WAITING` | not chosen; a thread is awake | the thread, to `ASLEEP`; the chooser |
//! | `ASLEEP` | not chosen; the thread sleeps, or is about to | the chooser, who wakes it |
//! | `CHOSEN` | chosen; its owner may let it go | nobody |
//! | `MOVING` | chosen; being moved to another word, as it sleeps | the mover, under the lock |
//! | `MOVED` | as `CHOSEN`, and the thread may sleep on another word | nobody |

use core::marker::PhantomPinned;
use core::ptr;
use core::task::Waker;

use super::Key;
use crate::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed},
};
use crate::cell::UnsafeCell;
use crate::clock::Deadline;
use crate::fork;
use crate::futex::{self, Wait};

pub(super) const WAITING: u32 = 0;
pub(super) const ASLEEP: u32 = 1;
pub(super) const CHOSEN: u32 = 2;
pub(super) const MOVING: u32 = 3;
pub(super) const MOVED: u32 = 4;

/// A place in a list, for one thread or task that waits. See [`WaitQueue`](super::WaitQueue).
#[derive(Debug)]
pub struct Waiter {
    pub(super) word: AtomicU32,
    links: UnsafeCell<Links>,
    _pinned: PhantomPinned,
}

#[derive(Debug)]
pub(super) struct Links {
    pub(super) previous: *const Waiter,
    pub(super) next: *const Waiter,
    /// The generation in which the node was linked; 0 when it is in no list.
    pub(super) linked: u32,
    /// It will be chosen, ahead of those who are not (`grants.rs`).
    pub(super) granted: bool,
    pub(super) key: Key,
    pub(super) waker: Option<Waker>,
}

impl Links {
    /// True in a list of this process (I5).
    pub(super) fn is_linked(&self) -> bool {
        self.linked == fork::generation()
    }
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
        let links = Links {
            previous: ptr::null(),
            next: ptr::null(),
            linked: 0,
            granted: false,
            key: Key::NONE,
            waker: None,
        };
        Self {
            word: AtomicU32::new(WAITING),
            links: UnsafeCell::new(links),
            _pinned: PhantomPinned,
        }
    }

    /// True when this node was chosen, and it stays so. A look, for one that spins and then
    /// [`wait`](Self::wait)s, or that has found under the lock that the node is in no list.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        // [WL5] Relaxed: what orders it is the wait that follows, or the lock under which the
        // caller looked.
        matches!(self.word.load(Relaxed), CHOSEN | MOVING | MOVED)
    }

    /// Puts the calling thread to sleep until this node is chosen or the deadline comes.
    ///
    /// True: chosen. False: the deadline came, and then the caller must take the lock and
    /// [`remove`](super::WaitList::remove) the node, which says who was first.
    #[must_use]
    pub fn wait(&self, deadline: Deadline) -> bool {
        self.wait_for_choice(deadline).is_some()
    }

    /// As [`wait`](Self::wait): the word of one that was chosen, as it was seen.
    pub(super) fn wait_for_choice(&self, deadline: Deadline) -> Option<u32> {
        loop {
            // [WL1] Relaxed/Acquire: pairs with [WL2], [WL6] and [WL8]; what the chooser did before
            // is visible to us. That we sleep is for the chooser's own step on this word.
            let seen = self.word.compare_exchange(WAITING, ASLEEP, Relaxed, Acquire);
            if let Err(chosen @ (CHOSEN | MOVING | MOVED)) = seen {
                return Some(chosen);
            }
            // [WL3] wait: the word leaves ASLEEP once, before the wake.
            if futex::wait(&self.word, ASLEEP, deadline) == Wait::TimedOut {
                return None;
            }
        }
    }
}

/// Marks a node as one in no list, and takes its waker.
pub(super) fn forget(links: &mut Links) -> Option<Waker> {
    links.linked = 0;
    links.waker.take()
}

/// # Safety
///
/// The node is alive, and the lock of its list is held (I1, I2).
pub(super) unsafe fn edit<R>(node: *const Waiter, change: impl FnOnce(&mut Links) -> R) -> R {
    // SAFETY: the node is alive (caller).
    let links = unsafe { &(*node).links };
    links.with_mut(|links| {
        // SAFETY: I1 - the lock is held, so nobody else is at the links.
        change(unsafe { &mut *links })
    })
}
