//! Threads: `std`'s, or loom's inside a model; and a small number for each, its [`index`].
//! Blocking is not here; it is in [`crate::futex`].

use std::io;

#[cfg(not(threadbare_loom))]
mod ends;
#[cfg(not(threadbare_loom))]
mod native;
#[cfg(not(threadbare_loom))]
mod registry;

#[cfg(not(threadbare_loom))]
pub use native::{is_main, native_id};
#[cfg(not(threadbare_loom))]
pub(crate) use registry::in_child;
#[cfg(not(threadbare_loom))]
pub use registry::{at_end, exists, index};
#[cfg(not(threadbare_loom))]
pub use std::thread::{Builder, JoinHandle, available_parallelism, spawn, yield_now};
/// What each thread has for itself: `std`'s macro, or loom's, whose threads share a real one.
#[cfg(not(threadbare_loom))]
pub use std::thread_local;

#[cfg(threadbare_loom)]
pub use crate::model::thread::{at_end, exists, index, is_main, native_id};
#[cfg(threadbare_loom)]
pub use loom::thread::{Builder, JoinHandle, spawn, yield_now};
#[cfg(threadbare_loom)]
pub use loom::thread_local;

#[cfg(miri)]
pub use no_slack::set_timer_slack;
#[cfg(not(miri))]
pub use slack::set_timer_slack;

/// Starts a thread that nobody joins: it ends by itself, or with the process.
///
/// # Errors
///
/// What the system says when it has no more threads to give; `body` is dropped then.
///
/// ```
/// let (say, said) = std::sync::mpsc::channel();
/// threadbare_sys::thread::start("speaker", move || say.send(1).unwrap())?;
/// assert_eq!(said.recv(), Ok(1));
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
pub fn start(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    Builder::new().name(name.into()).spawn(body).map(drop)
}

#[cfg(not(miri))]
mod slack {
    /// How much later than asked the kernel may end a sleep of the calling thread, to end several
    /// at once; 50 us unless it is told. A kernel that refuses keeps what it had.
    pub fn set_timer_slack(ns: u32) {
        // SAFETY: the option takes a number and changes nothing but the calling thread's slack.
        unsafe { libc::prctl(libc::PR_SET_TIMERSLACK, libc::c_ulong::from(ns)) };
    }
}

#[cfg(miri)]
mod no_slack {
    /// Miri sleeps as long as it likes.
    pub fn set_timer_slack(_ns: u32) {}
}

/// Something to do when a thread ends: see [`at_end`].
pub trait AtEnd {
    /// The thread ends.
    fn thread_ends(self: Box<Self>);

    /// True when there is nothing left to do: it may be dropped on its thread at any time.
    fn is_stale(&self) -> bool;
}
