//! Those who want to be told of an end: callbacks and observers, in the order in which they came.
//!
//! A circle of nodes, reached by the last. A callback's node lives on the heap with its closure; an
//! observer's belongs to a [`Gathering`](super::gathering).
//!
//! # Invariants
//!
//! * L1: links are touched under the lock of the list alone.
//! * L2: a linked node stays in place and alive. A callback's is freed by whoever took it out; an
//!   observer's is taken out before it goes, by the end or by its owner.
//! * L3: an observer is told under the lock, so once its owner has seen it unlinked, under the
//!   lock, nobody touches it any more.
//! * L4: a callback runs outside the lock: it is user code.
//!
//! [`List::pop`] goes forward only and reads no link backwards, so a list that a fork copied in the
//! middle of a change can still be emptied.

use core::ptr;

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::futex::Address;

use super::Panic;
use super::word::Phase;

/// What is done with a node that was taken out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// Called outside the lock, with the end; with `None` it is only dropped.
    Call(unsafe fn(*const Node, Option<Phase>)),
    /// Called under the lock; returns the word whose sleeper is to be woken outside.
    Observe(unsafe fn(*const Node) -> Option<Address>),
}

/// What is left to do outside the lock.
#[derive(Debug)]
pub(super) enum Told {
    /// Call this node's closure.
    Call(*const Node, unsafe fn(*const Node, Option<Phase>)),
    /// Wake whoever sleeps there.
    Wake(Option<Address>),
}

/// A place in the list.
#[derive(Debug)]
pub(super) struct Node {
    links: UnsafeCell<Links>,
}

#[derive(Debug)]
struct Links {
    previous: *const Node,
    next: *const Node,
    is_linked: bool,
    act: Act,
}

impl Node {
    pub(super) fn new(act: Act) -> Self {
        let links = Links { previous: ptr::null(), next: ptr::null(), is_linked: false, act };
        Self { links: UnsafeCell::new(links) }
    }

    /// # Safety
    ///
    /// The list's lock is held.
    unsafe fn with<R>(&self, body: impl FnOnce(&mut Links) -> R) -> R {
        self.links.with_mut(|links| {
            // SAFETY: L1 - the lock makes this the only access.
            body(unsafe { &mut *links })
        })
    }
}

/// The listeners of one progress. Its owner guards it with a lock.
#[derive(Debug)]
pub(super) struct List {
    last: *const Node,
}

// SAFETY: L1 and L2 - the nodes may be reached from any thread that has the lock.
unsafe impl Send for List {}

impl List {
    pub(super) const fn new() -> Self {
        Self { last: ptr::null() }
    }

    /// Links a node behind all others.
    ///
    /// # Safety
    ///
    /// The node is in no list, and from here on L2 holds for it.
    pub(super) unsafe fn push_back(&mut self, node: *const Node) {
        // SAFETY: the caller's promise - the node is alive.
        let new = unsafe { &*node };
        // SAFETY: L2 - what is linked is alive.
        let last = unsafe { self.last.as_ref() };
        let (previous, next) = match last {
            // SAFETY: L1 - the list is ours by `&mut`.
            Some(last) => (self.last, unsafe { last.with(|links| links.next) }),
            None => (node, node),
        };
        // SAFETY: L1 - `&mut self` is had under the lock, or by its owner alone.
        unsafe {
            new.with(|links| {
                links.previous = previous;
                links.next = next;
                links.is_linked = true;
            });
        }
        // SAFETY: L1 and L2: the neighbours are linked, or the node itself.
        unsafe { set_next(previous, node) };
        // SAFETY: L1 and L2 - as for the other neighbour.
        unsafe { set_previous(next, node) };
        self.last = node;
    }

    /// Unlinks a node; false when it was not linked any more.
    ///
    /// # Safety
    ///
    /// The node is alive, and was pushed to this list.
    pub(super) unsafe fn remove(&mut self, node: &Node) -> bool {
        // SAFETY: L1 - `&mut self` is had under the lock, or by its owner alone.
        let (was_linked, previous, next) = unsafe {
            node.with(|links| (core::mem::take(&mut links.is_linked), links.previous, links.next))
        };
        if !was_linked {
            return false;
        }
        if ptr::eq(next, node) {
            self.last = ptr::null();
            return true;
        }
        // SAFETY: L1 and L2: the neighbours are linked.
        unsafe { set_next(previous, next) };
        // SAFETY: L1 and L2 - as for the other neighbour.
        unsafe { set_previous(next, previous) };
        if ptr::eq(self.last, node) {
            self.last = previous;
        }
        true
    }

    /// Takes the first node out. An observer is told here; the rest is for outside the lock.
    pub(super) fn pop(&mut self) -> Option<Told> {
        // SAFETY: L2 - what is linked is alive.
        let last = unsafe { self.last.as_ref() }?;
        // SAFETY: L1 - `&mut self` is had under the lock, or by its owner alone.
        let node = unsafe { last.with(|links| links.next) };
        // SAFETY: L2 - what is linked is alive.
        let first = unsafe { &*node };
        // SAFETY: L1 - `&mut self` is had under the lock, or by its owner alone.
        let (next, act) = unsafe {
            first.with(|links| {
                links.is_linked = false;
                (links.next, links.act)
            })
        };
        if ptr::eq(node, self.last) {
            self.last = ptr::null();
        } else {
            // SAFETY: L1 and L2: both are linked.
            unsafe { set_next(self.last, next) };
            // SAFETY: L1 and L2 - as for the other neighbour.
            unsafe { set_previous(next, self.last) };
        }
        Some(match act {
            Act::Call(call) => Told::Call(node, call),
            // SAFETY: L3 - the node was linked, and we hold the lock.
            Act::Observe(observe) => Told::Wake(unsafe { observe(node) }),
        })
    }
}

/// # Safety
///
/// The list's lock is held, and the node is alive.
unsafe fn set_next(node: *const Node, next: *const Node) {
    // SAFETY: the caller's promise.
    let node = unsafe { &*node };
    // SAFETY: the caller's promise.
    unsafe { node.with(|links| links.next = next) };
}

/// # Safety
///
/// The list's lock is held, and the node is alive.
unsafe fn set_previous(node: *const Node, previous: *const Node) {
    // SAFETY: the caller's promise.
    let node = unsafe { &*node };
    // SAFETY: the caller's promise.
    unsafe { node.with(|links| links.previous = previous) };
}

/// A closure on the heap, behind its place in the list: a pointer to the one is a pointer to the
/// other.
#[repr(C)]
pub(super) struct Callback<F> {
    node: Node,
    run: F,
}

impl<F: FnOnce(Phase) + Send + 'static> Callback<F> {
    /// A node that is linked into one list, or given to [`call`] at once.
    pub(super) fn leak(run: F) -> (*const Node, unsafe fn(*const Node, Option<Phase>)) {
        let callback = Self { node: Node::new(Act::Call(call::<F>)), run };
        (Box::into_raw(Box::new(callback)).cast_const().cast(), call::<F>)
    }
}

/// Runs a callback's closure, or only drops it, and frees it. Its panic ends here: the panic hook
/// has reported it.
///
/// # Safety
///
/// The node is that of a `Callback<F>` that was leaked and is in no list; nobody uses it again.
unsafe fn call<F: FnOnce(Phase)>(node: *const Node, phase: Option<Phase>) {
    // SAFETY: the caller's promise; the node is the first field of what was leaked.
    let callback = unsafe { Box::from_raw(node.cast_mut().cast::<Callback<F>>()) };
    drop(Panic::catch(move || {
        let Callback { node: _, run } = *callback;
        if let Some(phase) = phase {
            run(phase);
        }
    }));
}
