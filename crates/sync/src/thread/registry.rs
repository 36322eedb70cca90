//! All threads that are known: those that were started here, and those that asked for
//! [`current`](super::current).
//!
//! # Invariants
//!
//! * R1: links are touched under the lock alone. The registry has a share of each that it lists.
//! * R2: at every moment the list can be walked forwards: a thread goes in and out by one store. So
//!   a child that a fork left with the list in the middle of a change can still read it.
//! * R3: a list of another generation than today's was copied by a fork. Whoever comes first
//!   throws out what the child does not have. No fork handler does anything.

use core::mem::{self, ManuallyDrop};
use core::ptr;

use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::sync::Arc;
use threadbare_sys::{fork, global};

use super::info::Info;

/// A thread's place.
#[derive(Default)]
pub(super) struct Links {
    next: Option<Arc<Info>>,
    /// Null for the first.
    previous: Option<ptr::NonNull<Info>>,
    is_listed: bool,
}

struct List {
    first: Option<Arc<Info>>,
    generation: u32,
    has_exit_handler: bool,
}

// SAFETY: R1 - the pointers are followed under the lock alone.
unsafe impl Send for List {}

global! {
    static REGISTRY: BriefLock<List> = BriefLock::new(List::new());
}

/// # Safety
///
/// The registry's lock is held.
unsafe fn links<R>(info: &Info, body: impl FnOnce(&mut Links) -> R) -> R {
    info.links.with_mut(|links| {
        // SAFETY: R1 - the lock makes this the only access.
        body(unsafe { &mut *links })
    })
}

impl List {
    const fn new() -> Self {
        Self { first: None, generation: 0, has_exit_handler: false }
    }

    fn push(&mut self, info: &Arc<Info>) {
        let second = self.first.clone();
        if let Some(second) = &second {
            // SAFETY: R1 - we are inside the lock.
            unsafe { links(second, |links| links.previous = Some(ptr::NonNull::from(&**info))) };
        }
        // SAFETY: R1 - we are inside the lock.
        unsafe {
            links(info, |links| *links = Links { next: second, previous: None, is_listed: true });
        }
        self.first = Some(Arc::clone(info));
    }

    /// Unlists a thread; the shares to be dropped outside the lock.
    fn remove(&mut self, info: &Info) -> Option<Arc<Info>> {
        // SAFETY: R1 - we are inside the lock.
        let (next, previous, was_listed) = unsafe {
            links(info, |links| {
                (links.next.clone(), links.previous, mem::take(&mut links.is_listed))
            })
        };
        if !was_listed {
            return None;
        }
        if let Some(next) = &next {
            // SAFETY: R1 - we are inside the lock.
            unsafe { links(next, |links| links.previous = previous) };
        }
        // SAFETY: R1 - whoever is listed before a listed thread is alive.
        let removed = match previous.map(|previous| unsafe { previous.as_ref() }) {
            // SAFETY: R1 - we are inside the lock.
            Some(previous) => unsafe {
                links(previous, |links| mem::replace(&mut links.next, next))
            },
            None => mem::replace(&mut self.first, next),
        };
        // SAFETY: R1 - we are inside the lock. It is not the last share: the caller has one.
        drop(unsafe { links(info, |links| links.next.take()) });
        removed
    }

    /// Throws out what a forked child does not have (R3). What goes is leaked: the child may not
    /// be allowed to free it.
    fn prune(&mut self) {
        let now = fork::generation();
        if mem::replace(&mut self.generation, now) == now {
            return;
        }
        let mut left = self.first.take();
        while let Some(info) = left {
            // SAFETY: R1 - we are inside the lock.
            left = unsafe { links(&info, |links| links.next.take()) };
            if info.is_here() && !info.has_ended() {
                self.push(&info);
            }
            let _share = ManuallyDrop::new(info);
        }
    }

    fn find(&self, mut is_wanted: impl FnMut(&Arc<Info>) -> bool) -> Option<Arc<Info>> {
        let mut next = self.first.clone();
        while let Some(info) = next {
            if is_wanted(&info) {
                return Some(info);
            }
            // SAFETY: R1 - we are inside the lock.
            next = unsafe { links(&info, |links| links.next.clone()) };
        }
        None
    }
}

fn with<R>(body: impl FnOnce(&mut List) -> R) -> R {
    REGISTRY.with(|list| {
        list.prune();
        body(list)
    })
}

/// Lists a thread.
pub(super) fn list(info: &Arc<Info>) {
    with(|list| list.push(info));
}

/// Unlists a thread.
pub(super) fn unlist(info: &Info) {
    drop(with(|list| list.remove(info)));
}

/// The first for which `is_wanted` is true, the newest first.
pub(super) fn find(is_wanted: impl FnMut(&Arc<Info>) -> bool) -> Option<Arc<Info>> {
    with(|list| list.find(is_wanted))
}

/// True when the exit handler is registered; `register` does it, and is called until it can.
pub(super) fn at_exit_once(register: impl FnOnce() -> bool) -> bool {
    with(|list| {
        list.has_exit_handler = list.has_exit_handler || register();
        list.has_exit_handler
    })
}
