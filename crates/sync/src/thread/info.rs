//! What is known of a thread, by everybody who has a handle of it.

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use threadbare_sys::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::sync::Arc;
use threadbare_sys::{fork, global, thread};

use super::registry::Links;
use crate::completion::{Phase, ResultCell};

global! {
    static NEXT_ID: AtomicU64 = AtomicU64::new(1);
}

/// The index of a thread that has not begun.
const NOT_BEGUN: u32 = u32::MAX;

/// The name of a thread that no other thread of the process ever has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadId(u64);

impl ThreadId {
    /// The number: one at first, and one more for each thread that is heard of.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// What is known of a thread.
pub(super) struct Info {
    id: ThreadId,
    name: Option<Box<str>>,
    is_daemon: bool,
    /// The number of the process in which the thread was made known.
    generation: u32,
    index: AtomicU32,
    /// The system's number of the thread, below the generation in which it had it.
    native: AtomicU64,
    /// Over when the thread has run all that is ours to run.
    pub(super) ended: ResultCell<()>,
    /// The place in the registry; touched under its lock alone.
    pub(super) links: UnsafeCell<Links>,
}

// SAFETY: `links` is touched under the registry's lock; all else is `Sync` by itself.
unsafe impl Sync for Info {}
// SAFETY: nothing in it belongs to a thread.
unsafe impl Send for Info {}

// No user code runs while it is being changed.
impl UnwindSafe for Info {}
impl RefUnwindSafe for Info {}

impl Info {
    pub(super) fn new(name: Option<Box<str>>, is_daemon: bool) -> Self {
        // [TH1] Relaxed: a number that stands for itself.
        let id = ThreadId(NEXT_ID.fetch_add(1, Relaxed));
        Self {
            id,
            name,
            is_daemon,
            generation: fork::generation(),
            index: AtomicU32::new(NOT_BEGUN),
            native: AtomicU64::new(0),
            ended: ResultCell::new(),
            links: UnsafeCell::new(Links::default()),
        }
    }

    /// The calling thread is the one that this is about.
    pub(super) fn begin(&self) {
        // [TH2] Relaxed: a number that stands for itself.
        self.index.swap(thread::index(), Relaxed);
        self.refresh();
    }

    /// Looks the system's number up once more: a forked child has another.
    pub(super) fn refresh(&self) {
        let native = u64::from(fork::generation()) << 32 | u64::from(thread::native_id());
        // [TH3] Relaxed: a number that stands for itself.
        self.native.swap(native, Relaxed);
    }

    fn index(&self) -> Option<u32> {
        // [TH4] Relaxed: a number that stands for itself. The thread itself reads what it wrote.
        let index = self.index.load(Relaxed);
        (index != NOT_BEGUN).then_some(index)
    }

    /// True when the calling thread is the one that this is about.
    pub(super) fn is_current(&self) -> bool {
        !self.has_ended() && self.index() == Some(thread::index())
    }

    pub(super) const fn is_daemon(&self) -> bool {
        self.is_daemon
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.progress().is_over()
    }

    /// False in a forked child that does not have this thread.
    pub(super) fn is_here(&self) -> bool {
        self.index().map_or_else(|| self.generation == fork::generation(), thread::exists)
    }

    fn native_id(&self) -> Option<u32> {
        // [TH5] Relaxed: a number that stands for itself.
        let native = self.native.load(Relaxed);
        let is_ours = native >> 32 == u64::from(fork::generation());
        if is_ours { u32::try_from(native & u64::from(u32::MAX)).ok() } else { None }
    }
}

/// A thread, alive or not, as anybody may know it. Python's `threading.Thread`, without `join`:
/// that is the [`JoinHandle`](super::JoinHandle)'s.
///
/// ```
/// use threadbare_sync::thread;
///
/// let us = thread::current();
/// assert!(us.is_alive());
/// assert_eq!(us, thread::current());
/// ```
#[derive(Clone)]
#[doc(alias = "threading.Thread")]
pub struct Thread {
    pub(super) info: Arc<Info>,
}

impl Thread {
    /// The name that it was given. The system's name of the thread is its first 15 bytes.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.info.name.as_deref()
    }

    /// A name that no other thread of this process ever has.
    #[must_use]
    #[doc(alias = "ident")]
    pub fn id(&self) -> ThreadId {
        self.info.id
    }

    /// The number that the system has for it, as `top -H` shows it. `None` until the thread runs,
    /// and for one that a forked child does not have.
    #[must_use]
    pub fn native_id(&self) -> Option<u32> {
        self.info.native_id()
    }

    /// False for a thread that the process waits for when it exits.
    #[must_use]
    #[doc(alias = "daemon")]
    pub fn is_daemon(&self) -> bool {
        self.info.is_daemon
    }

    /// True until the thread has run its closure and what follows from its end (callbacks); false
    /// in a forked child that does not have it.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.info.ended.progress().phase() == Phase::Pending && self.info.is_here()
    }

    /// True for the calling thread.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.info.is_current()
    }
}

impl PartialEq for Thread {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Thread {}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id().get())
            .field("name", &self.name())
            .field("daemon", &self.is_daemon())
            .field("alive", &self.is_alive())
            .finish()
    }
}
