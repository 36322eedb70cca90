//! Numbers for the threads of a model, which all run on one thread of the system.

use core::cell::{Cell, RefCell};
use core::mem::ManuallyDrop;

use loom::thread::{ThreadId, current};

use crate::thread::AtEnd;

thread_local! {
    /// The threads of this execution that have asked, in that order.
    static THREADS: RefCell<Vec<ThreadId>> = const { RefCell::new(Vec::new()) };
    /// Since the model became a forked child: the threads of the parent, and which of them forked.
    static FORKED: Cell<Option<(u32, u32)>> = const { Cell::new(None) };
    /// What the threads of this execution do when they end.
    static ENDS: RefCell<Vec<(u32, Box<dyn AtEnd>)>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn begin_execution() {
    THREADS.take();
    FORKED.set(None);
    // What is left belongs to an execution that is over, and so may be nothing but its memory.
    let _lost = ManuallyDrop::new(ENDS.take());
}

/// Does `what` when the calling thread [ends](end).
pub fn at_end(what: Box<dyn AtEnd>) {
    let index = index();
    ENDS.with_borrow_mut(|ends| ends.push((index, what)));
}

/// The calling thread ends, as far as [`at_end`] goes: a model says so itself.
pub fn end() {
    let index = index();
    loop {
        let next = ENDS.with_borrow_mut(|ends| {
            let place = ends.iter().position(|(owner, _)| *owner == index);
            place.map(|place| ends.remove(place))
        });
        let Some((_, what)) = next else { return };
        what.thread_ends();
    }
}

/// The calling thread is the one that a forked child has.
pub(super) fn become_child() {
    let survivor = index();
    let floor = THREADS.with_borrow(Vec::len);
    FORKED.set(Some((u32::try_from(floor).unwrap_or(u32::MAX), survivor)));
}

/// The number of the calling thread.
#[must_use]
pub fn index() -> u32 {
    let id = current().id();
    let index = THREADS.with_borrow_mut(|threads| {
        threads.iter().position(|known| *known == id).unwrap_or_else(|| {
            threads.push(id);
            threads.len() - 1
        })
    });
    // A model has a handful of threads.
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// False when `index` belongs to a thread that the forked child does not have.
#[must_use]
pub fn exists(index: u32) -> bool {
    FORKED.get().is_none_or(|(floor, survivor)| index >= floor || index == survivor)
}

/// The number that the system has for the calling thread.
#[must_use]
pub fn native_id() -> u32 {
    index() + 1
}

/// True for the thread that the process began with.
#[must_use]
pub fn is_main() -> bool {
    index() == 0
}
