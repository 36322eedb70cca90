//! Nodes in a ring, and a ring in order of deadline.

use core::marker::PhantomPinned;
use core::{fmt, ptr};

use threadbare_sys::cell::UnsafeCell;

/// Not in a wheel.
pub(super) const NOWHERE: u32 = 0;
/// In the list of those whose tick has come.
pub(super) const DUE: u32 = 1;
/// In a slot; the slots are numbered from here on.
pub(super) const FIRST_SLOT: u32 = 2;

/// A place in a [`Wheel`](super::Wheel) for one timer, with what belongs to it: 32 bytes and `T`.
///
/// ```
/// let node = threadbare_sync::timer::wheel::Node::new("tea");
/// assert_eq!(*node.value(), "tea");
/// ```
#[repr(C)]
pub struct Node<T> {
    links: UnsafeCell<Links<T>>,
    value: T,
    _pinned: PhantomPinned,
}

#[derive(Clone, Copy)]
pub(super) struct Links<T> {
    previous: *const Node<T>,
    next: *const Node<T>,
    pub(super) deadline_ns: u64,
    pub(super) place: u32,
}

// SAFETY: the links are touched only by who has the wheel to itself (W1); the value is `Send`.
unsafe impl<T: Send> Send for Node<T> {}
// SAFETY: as above; the value is `Sync`.
unsafe impl<T: Sync> Sync for Node<T> {}

impl<T> Node<T> {
    /// A node in no wheel.
    #[must_use]
    pub fn new(value: T) -> Self {
        let (previous, next) = (ptr::null(), ptr::null());
        let links = Links { previous, next, deadline_ns: 0, place: NOWHERE };
        Self { links: UnsafeCell::new(links), value, _pinned: PhantomPinned }
    }

    /// What belongs to the timer.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Node<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("value", &self.value).finish_non_exhaustive()
    }
}

/// # Safety
///
/// The node is alive, and the caller has its wheel to itself (W1, W2).
pub(super) unsafe fn edit<T, R>(
    node: *const Node<T>,
    change: impl FnOnce(&mut Links<T>) -> R,
) -> R {
    // SAFETY: the node is alive (caller). Only the links are borrowed: the value may be in use.
    let links = unsafe { &(*node).links };
    links.with_mut(|links| {
        // SAFETY: W1 - nobody else is at the links.
        change(unsafe { &mut *links })
    })
}

/// # Safety
///
/// As [`edit`].
unsafe fn deadline<T>(node: *const Node<T>) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { edit(node, |links| links.deadline_ns) }
}

/// # Safety
///
/// As [`edit`].
unsafe fn next<T>(node: *const Node<T>) -> *const Node<T> {
    // SAFETY: the caller's promise.
    unsafe { edit(node, |links| links.next) }
}

/// # Safety
///
/// As [`edit`], for both.
unsafe fn join<T>(node: *const Node<T>, next: *const Node<T>) {
    // SAFETY: the caller's promise.
    unsafe { edit(node, |links| links.next = next) };
    // SAFETY: the caller's promise.
    unsafe { edit(next, |links| links.previous = node) };
}

/// Linked nodes, in the order in which they came; the last is next to the first.
pub(super) struct Ring<T> {
    first: *const Node<T>,
}

impl<T> Ring<T> {
    pub(super) const EMPTY: Self = Self { first: ptr::null() };

    pub(super) fn first(&self) -> Option<*const Node<T>> {
        (!self.first.is_null()).then_some(self.first)
    }

    /// The deadline of the first node.
    pub(super) fn first_deadline(&self) -> Option<u64> {
        // SAFETY: W2 - a linked node is alive.
        self.first().map(|first| unsafe { deadline(first) })
    }

    /// Behind all others.
    ///
    /// # Safety
    ///
    /// The node is alive and linked nowhere, and the caller has the wheel to itself (W1).
    pub(super) unsafe fn push_back(&mut self, node: *const Node<T>) {
        if self.first.is_null() {
            // SAFETY: the caller's promise.
            unsafe { join(node, node) };
            self.first = node;
        } else {
            // SAFETY: W2 - the ring's nodes are alive.
            unsafe { insert_before(node, self.first) };
        }
    }

    /// Behind those with the same deadline or an earlier one, in a ring that is in order. Looks
    /// from behind.
    ///
    /// # Safety
    ///
    /// As [`push_back`](Self::push_back).
    pub(super) unsafe fn push_in_order(&mut self, node: *const Node<T>) {
        let Some(first) = self.first() else {
            // SAFETY: the caller's promise.
            return unsafe { self.push_back(node) };
        };
        // SAFETY: the caller's promise.
        let deadline_ns = unsafe { deadline(node) };
        // In a ring, the end is before the first.
        let mut behind = first;
        loop {
            // SAFETY: W2 - the ring's nodes are alive.
            let before = unsafe { edit(behind, |links| links.previous) };
            // SAFETY: W2 - the node is alive, as above.
            if unsafe { deadline(before) } <= deadline_ns {
                break;
            }
            behind = before;
            if behind == first {
                self.first = node;
                break;
            }
        }
        // SAFETY: the caller's promise, and W2 for the other.
        unsafe { insert_before(node, behind) };
    }

    /// Takes a node out.
    ///
    /// # Safety
    ///
    /// The node is in this ring, and the caller has the wheel to itself (W1).
    pub(super) unsafe fn unlink(&mut self, node: *const Node<T>) {
        // SAFETY: W2 - the node is linked.
        let (previous, next) = unsafe { edit(node, |links| (links.previous, links.next)) };
        if next == node {
            self.first = ptr::null();
            return;
        }
        // SAFETY: W2 - neighbours of a linked node are linked.
        unsafe { join(previous, next) };
        if self.first == node {
            self.first = next;
        }
    }

    /// Takes the first node out.
    pub(super) fn pop(&mut self) -> Option<*const Node<T>> {
        // SAFETY: the first node is in the ring; `&mut self` says that it is ours.
        self.first().inspect(|first| unsafe { self.unlink(*first) })
    }

    /// Puts the nodes in order of deadline; those with the same one keep their order.
    ///
    /// A merge sort over the links: run `i` is sorted and holds 2^i nodes, and any run holds
    /// nodes that came before those of the runs below it.
    pub(super) fn sort(&mut self) {
        let mut runs: [*const Node<T>; 64] = [ptr::null(); 64];
        while let Some(node) = self.pop() {
            let mut run = node;
            // SAFETY: W2 - the node was in the ring, so it is alive.
            unsafe { edit(run, |links| links.next = ptr::null()) };
            for earlier in &mut runs {
                if earlier.is_null() {
                    *earlier = run;
                    break;
                }
                run = merge(*earlier, run);
                *earlier = ptr::null();
            }
        }
        let mut node = runs.into_iter().fold(ptr::null(), |later, run| merge(run, later));
        while !node.is_null() {
            // SAFETY: W2 - the node was in the ring, so it is alive.
            let after = unsafe { next(node) };
            // SAFETY: W2 - as above, and it is in no ring now.
            unsafe { self.push_back(node) };
            node = after;
        }
    }
}

/// # Safety
///
/// `node` is alive and linked nowhere, `other` is linked, and the caller has the wheel to itself.
unsafe fn insert_before<T>(node: *const Node<T>, other: *const Node<T>) {
    // SAFETY: the caller's promise.
    let previous = unsafe { edit(other, |links| links.previous) };
    // SAFETY: W2 - a neighbour of a linked node is linked.
    unsafe { join(previous, node) };
    // SAFETY: the caller's promise.
    unsafe { join(node, other) };
}

/// One run of two that are sorted; of equal deadlines the earlier run's come first. A run ends
/// with null, and its nodes are alive: they come from a ring that is being sorted.
fn merge<T>(mut earlier: *const Node<T>, mut later: *const Node<T>) -> *const Node<T> {
    let mut first = ptr::null();
    let mut last: *const Node<T> = ptr::null();
    while !earlier.is_null() || !later.is_null() {
        let from = if later.is_null() || (!earlier.is_null() && !is_later(earlier, later)) {
            &mut earlier
        } else {
            &mut later
        };
        let node = *from;
        // SAFETY: a run's nodes are alive.
        *from = unsafe { next(node) };
        if last.is_null() {
            first = node;
        } else {
            // SAFETY: W2 - the node is alive, as above.
            unsafe { edit(last, |links| links.next = node) };
        }
        last = node;
    }
    first
}

/// True when `one`, a node of a run, has a later deadline than `other`, a node of another.
fn is_later<T>(one: *const Node<T>, other: *const Node<T>) -> bool {
    // SAFETY: a run's nodes are alive.
    let one = unsafe { deadline(one) };
    // SAFETY: W2 - the node is alive, as above.
    one > unsafe { deadline(other) }
}
