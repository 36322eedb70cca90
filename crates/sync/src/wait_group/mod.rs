//! `WaitGroup`: waits until every handle is gone.            Chapter: docs/sync/wait_group.md
//!
//! A count of handles, counted up by `clone` and down by `drop`, and a wait for zero. Word, moves
//! and orderings are those of the latch's tally (`latch/tally.rs`); a handle more is one step up,
//! which only the owner of a handle makes, so a count that has come to zero stays there.
//!
//! # Invariants
//!
//! * I1: the tally is the number of handles, but for those whose owners wait.
//! * I2: the tally lives in the heap as long as a handle or a wait has a share of it.
//!
//! # Cost
//!
//! One allocation a group. `clone` and `drop`: two read-modify-writes each, one for the count and
//! one for the share.
//!
//! Read next: `latch/tally.rs`.

mod wait_group_async;

use core::error::Error;
use core::fmt;
use core::mem::ManuallyDrop;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::sync::Arc;

use crate::latch::tally::Tally;
use crate::visit;
pub use wait_group_async::WaitGroupAsync;

/// Waits until every other handle is gone. Go's `sync.WaitGroup`, in the form of crossbeam's.
///
/// Give a clone to each thread or task; whoever waits gives up its own handle, and is let go when
/// all are dropped. A handle is dropped by a panic as well, so a part that fails is waited for
/// like one that is done. One cannot count too much or too little, nor wait before all were
/// counted: whoever can add has a handle, and is counted.
///
/// What was done before a handle was dropped is seen by whoever has waited for it. Several may
/// wait at once. A group is used once; make another for the next time.
///
/// # Fork
///
/// In a forked child the handles of threads that it does not have are never dropped: a wait for
/// them does not end there.
///
/// # Source
///
/// crossbeam's interface over the count of our [`Latch`](crate::Latch). One allocation a group.
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::thread;
/// use threadbare_sync::WaitGroup;
///
/// static DONE: AtomicU32 = AtomicU32::new(0);
///
/// let group = WaitGroup::new();
/// for _ in 0..4 {
///     let part = group.clone();
///     thread::spawn(move || {
///         DONE.fetch_add(1, Ordering::Relaxed);
///         drop(part);
///     });
/// }
/// group.wait();
/// assert_eq!(DONE.load(Ordering::Relaxed), 4);
/// ```
#[doc(alias = "sync.WaitGroup")]
#[must_use = "the group waits for its handles; keep one"]
pub struct WaitGroup {
    tally: Arc<Tally>,
}

impl WaitGroup {
    /// A group with one handle, this one.
    pub fn new() -> Self {
        Self { tally: Arc::new(Tally::new(1)) }
    }

    /// Gives this handle up, and blocks until all others are gone.
    ///
    /// ```
    /// let group = threadbare_sync::WaitGroup::new();
    /// let part = group.clone();
    /// std::thread::spawn(move || drop(part));
    /// group.wait();
    /// ```
    pub fn wait(self) {
        let tally = self.give_up();
        if !tally.is_zero() {
            visit::wait_for_ever(&mut tally.visit());
        }
    }

    /// Gives this handle up if all others are gone; never blocks.
    ///
    /// # Errors
    ///
    /// [`Unfinished`]: there are others. It gives the handle back.
    ///
    /// ```
    /// let group = threadbare_sync::WaitGroup::new();
    /// let part = group.clone();
    /// let group = group.try_wait().unwrap_err().into_group();
    /// drop(part);
    /// assert!(group.try_wait().is_ok());
    /// ```
    pub fn try_wait(self) -> Result<(), Unfinished> {
        self.wait_until(Deadline::NOW)
    }

    /// Gives this handle up, and blocks until all others are gone, for at most `timeout`. Zero
    /// means try; one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`Unfinished`]: there are others still. It gives the handle back.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let group = threadbare_sync::WaitGroup::new();
    /// let part = group.clone();
    /// assert!(group.wait_timeout(Duration::from_millis(1)).is_err());
    /// ```
    pub fn wait_timeout(self, timeout: Duration) -> Result<(), Unfinished> {
        self.wait_until(Deadline::after(timeout))
    }

    /// Gives this handle up, and blocks until all others are gone, at most until `deadline`. One
    /// that has passed means try.
    ///
    /// # Errors
    ///
    /// [`Unfinished`]: there are others still. It gives the handle back.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let group = threadbare_sync::WaitGroup::new();
    /// assert!(group.wait_deadline(Instant::now()).is_ok());
    /// ```
    pub fn wait_deadline(self, deadline: Instant) -> Result<(), Unfinished> {
        self.wait_until(Deadline::at(deadline))
    }

    /// Gives this handle up, and waits as a task until all others are gone. The future borrows
    /// nothing, so it can be sent anywhere.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind. The handle was given up when it was made.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let group = threadbare_sync::WaitGroup::new();
    /// let part = group.clone();
    /// let mut wait = pin!(group.wait_async());
    /// let mut task = Context::from_waker(Waker::noop());
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// drop(part);
    /// assert!(wait.as_mut().poll(&mut task).is_ready());
    /// ```
    pub fn wait_async(self) -> WaitGroupAsync {
        WaitGroupAsync::new(self.give_up())
    }

    fn wait_until(self, deadline: Deadline) -> Result<(), Unfinished> {
        let tally = self.give_up();
        if tally.is_zero() || visit::wait(&mut tally.visit(), deadline).is_ok() {
            return Ok(());
        }
        // The handle comes back, unless the last of the others went at this moment.
        if tally.more_unless_zero() { Err(Unfinished { group: Self { tally } }) } else { Ok(()) }
    }

    /// Counts this handle no more, and keeps its share of the tally.
    fn give_up(self) -> Arc<Tally> {
        let this = ManuallyDrop::new(self);
        // SAFETY: the handle is not dropped and not used again, so its `Arc` is read out once.
        let tally = unsafe { core::ptr::read(&raw const this.tally) };
        count_off(&tally);
        tally
    }
}

/// One handle less.
fn count_off(tally: &Tally) {
    let counted = tally.less(1);
    debug_assert!(counted.is_ok(), "I1: a handle is counted until it is gone");
}

impl Clone for WaitGroup {
    /// One handle more.
    ///
    /// # Panics
    ///
    /// When there are 2^31 - 1 already, which takes handles that were leaked.
    fn clone(&self) -> Self {
        let fits = self.tally.more_unless_zero();
        assert!(fits, "I1: a handle that can be cloned is counted");
        Self { tally: Arc::clone(&self.tally) }
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        count_off(&self.tally);
    }
}

impl Default for WaitGroup {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for WaitGroup {
    /// Shows how many handles there are. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitGroup").field("handles", &self.tally.count()).finish()
    }
}

/// The wait was given up, and there are other handles still. Holds the one that waited.
///
/// ```
/// let group = threadbare_sync::WaitGroup::new();
/// let part = group.clone();
/// let error = group.try_wait().unwrap_err();
/// assert_eq!(error.to_string(), "timed out before the other handles were gone");
/// drop(part);
/// error.into_group().wait();
/// ```
#[derive(Debug)]
#[must_use = "it holds a handle: until it is dropped, others wait for it"]
pub struct Unfinished {
    group: WaitGroup,
}

impl Unfinished {
    /// The handle, to wait once more.
    pub fn into_group(self) -> WaitGroup {
        self.group
    }
}

impl fmt::Display for Unfinished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("timed out before the other handles were gone")
    }
}

impl Error for Unfinished {}
