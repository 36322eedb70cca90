//! A small number for each thread.
//!
//! # Invariants
//!
//! * I1: `next` is above every index that was ever given out; those below it are given to a
//!   thread, free, or lost in a fork.
//! * I2: a thread that has an index has a value for `key` as well, so the C library tells us when
//!   it ends: after the destructors of Rust's thread-locals, which may therefore still ask.
//! * I3: in a forked child, an index below `floor` belongs to the thread that forked or to nobody,
//!   and is not given out again while that thread lives.

use core::cell::Cell;
use core::ffi::c_void;
use core::{mem, ptr};

use super::{AtEnd, ends};
use crate::brief_lock::BriefLock;
use crate::fork;

thread_local! {
    /// The index and one, so that zero says: none yet. Has no destructor, so that it can be read
    /// as long as the thread runs.
    static OWN: Cell<u32> = const { Cell::new(0) };
}

static REGISTRY: BriefLock<Registry> = BriefLock::new(Registry::new());

struct Registry {
    next: u32,
    free: Vec<u32>,
    /// Zero in a process that was not forked from one of ours.
    floor: u32,
    /// The index of the thread that forked, if it had one.
    survivor: Option<u32>,
    key: Option<libc::pthread_key_t>,
}

impl Registry {
    const fn new() -> Self {
        Self { next: 0, free: Vec::new(), floor: 0, survivor: None, key: None }
    }

    fn give(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }

    fn take_back(&mut self, index: u32) {
        self.free.push(index);
    }

    /// The key whose destructor takes indices back.
    fn key(&mut self) -> Option<libc::pthread_key_t> {
        if self.key.is_none() {
            let mut key = 0;
            // SAFETY: `key` is ours to write to, and the destructor takes any value.
            let failed = unsafe { libc::pthread_key_create(&raw mut key, Some(ended)) };
            self.key = (failed == 0).then_some(key);
        }
        self.key
    }

    fn fork(&mut self, survivor: Option<u32>) {
        self.floor = self.next;
        self.survivor = survivor;
        // Another thread may have been changing the list: its memory is lost rather than freed.
        let _lost = mem::ManuallyDrop::new(mem::take(&mut self.free));
    }

    fn has(&self, index: u32) -> bool {
        index >= self.floor || self.survivor == Some(index)
    }
}

/// The number of the calling thread: no other thread that lives has it, and it does not change.
///
/// Numbers begin at zero and are used again when their threads have ended, so they stay below the
/// most threads that there were at one time. A thread keeps its number in a child that it forks;
/// the numbers that the parent's other threads had are not used there.
///
/// One look at a thread-local, after a thread's first call.
///
/// ```
/// use std::thread;
/// use threadbare_sys::thread::index;
///
/// let ours = index();
/// let theirs = thread::spawn(index).join().expect("it does not panic");
/// assert_ne!(ours, theirs);
/// assert_eq!(ours, index());
/// ```
#[must_use]
#[inline]
pub fn index() -> u32 {
    let own = OWN.get();
    if own == 0 { register() } else { own - 1 }
}

#[cold]
fn register() -> u32 {
    let (index, key) = REGISTRY.with(|registry| (registry.give(), registry.key()));
    if let Some(key) = key {
        // Any value but null will do. Where the C library refuses, the index is not used again.
        let mark = ptr::without_provenance(1);
        // SAFETY: the key was made by `pthread_key_create`, and nobody reads through the value.
        unsafe { libc::pthread_setspecific(key, mark) };
    }
    OWN.set(index + 1);
    index
}

/// Does `what` when the calling thread ends, after the destructors of Rust's thread-locals.
///
/// Not at the end of the process: the threads that it has then do not end, but are no more.
///
/// ```
/// use std::sync::mpsc::{Sender, channel};
/// use std::thread;
/// use threadbare_sys::thread::{AtEnd, at_end};
///
/// struct Say(Sender<&'static str>);
///
/// impl AtEnd for Say {
///     fn thread_ends(self: Box<Self>) {
///         let _ = self.0.send("the end");
///     }
///
///     fn is_stale(&self) -> bool {
///         false
///     }
/// }
///
/// let (say, said) = channel();
/// thread::spawn(|| at_end(Box::new(Say(say)))).join().expect("it does not panic");
/// assert_eq!(said.recv(), Ok("the end"));
/// ```
pub fn at_end(what: Box<dyn AtEnd>) {
    // Only of a thread with an index are we told that it ends (I2).
    let _index = index();
    ends::push(what);
}

/// The thread has ended but for what the C library has still to do.
unsafe extern "C" fn ended(_mark: *mut c_void) {
    ends::run();
    let own = OWN.replace(0);
    if own != 0 {
        REGISTRY.with(|registry| registry.take_back(own - 1));
    }
}

/// False when `index` belongs to a thread that this process, a forked child, does not have.
///
/// Asks about threads that were forked away and no others: true for one that has ended. One load in
/// a process that was not forked from one of ours.
///
/// ```
/// use threadbare_sys::thread::{exists, index};
///
/// assert!(exists(index()));
/// ```
#[must_use]
pub fn exists(index: u32) -> bool {
    fork::generation() == 1 || REGISTRY.with(|registry| registry.has(index))
}

/// Runs in a forked child before anything else does.
pub(crate) fn in_child() {
    let own = OWN.get();
    REGISTRY.with(|registry| registry.fork(own.checked_sub(1)));
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
