//! `Latch`: waits until something was done `n` times, once.    Chapter: docs/sync/latch.md
//!
//! # Word
//!
//! | bits | meaning | who leaves it |
//! |---|---|---|
//! | `n` | `n` are left, nobody asleep | a count down, to `n-1`; a waiter, to `n SLEEPERS` |
//! | `n SLEEPERS` | `n` are left, perhaps somebody asleep | a count down, to `n-1 SLEEPERS` |
//! | `0` | done, for ever | nobody |
//!
//! The step from `1 SLEEPERS` to `0` wakes all.
//!
//! # Invariants
//!
//! * I1: a sleeper sleeps on a word with `SLEEPERS`. `SLEEPERS` leaves the word in the step to
//!   zero alone, and whoever makes that step wakes all.
//! * I2: all writes are read-modify-writes, so whoever reads zero sees what came before every
//!   count down.
//! * I3: after the step to zero, `count_down` touches the latch no more; it wakes by address.
//!
//! # Cost
//!
//! A count down: one load and one CAS; the last makes a system call if somebody sleeps. A wait on
//! a latch that is done: one load.
//!
//! Read next: `word.rs`, `tally.rs`, then `visit.rs` beside this folder.

mod latch_async;
pub(crate) mod tally;
mod word;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;

use crate::TimedOut;
use crate::visit;
pub use latch_async::LatchAsync;
use tally::Tally;

/// Waits until something was done `n` times. C++'s `std::latch`, Java's `CountDownLatch`; Python
/// has none.
///
/// It is used once: when the count has come down it stays down, and every wait is over. For
/// rounds there is a barrier; for an unknown number of parts, a wait group.
///
/// What each thread did before its [`count_down`](Self::count_down) is seen by whoever returns
/// from a wait, by whoever finds the latch [done](Self::is_done), and by the one who is told that
/// it was the last.
///
/// # Fork
///
/// In a forked child the count is as it was; threads that the child does not have will not count
/// it down. Waiters of the parent are not waiters of the child.
///
/// # Source
///
/// A count and a waiters' bit in one futex word. No operation allocates.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::Latch;
///
/// static PARTS: Latch = Latch::new(3);
///
/// thread::scope(|scope| {
///     for _ in 0..3 {
///         scope.spawn(|| PARTS.count_down());
///     }
///     PARTS.wait();
/// });
/// assert!(PARTS.is_done());
/// ```
#[doc(alias = "CountDownLatch")]
#[repr(transparent)]
pub struct Latch {
    tally: Tally,
}

impl Latch {
    const_fn! {
        /// A latch that waits for `count` count downs. With zero it is done at once.
        ///
        /// # Panics
        ///
        /// When `count` is 2^31 or more.
        #[must_use]
        pub const fn new(count: u32) -> Self {
            assert!(count <= Tally::MOST, "a latch counts to 2^31 - 1: count larger parts");
            Self { tally: Tally::new(count) }
        }
    }

    /// One less to wait for. True: it was the last, and the latch is done.
    ///
    /// Touches the latch no more once it is done: a waiter may destroy it at once.
    ///
    /// # Panics
    ///
    /// When the latch is done already: somebody counts down twice, or `new` was told too few.
    ///
    /// ```
    /// let latch = threadbare_sync::Latch::new(2);
    /// assert!(!latch.count_down());
    /// assert!(latch.count_down());
    /// ```
    #[track_caller]
    pub fn count_down(&self) -> bool {
        self.count_down_by(1)
    }

    /// `n` less to wait for, in one step. True: they were the last, and the latch is done.
    ///
    /// # Panics
    ///
    /// When fewer than `n` are left. The latch stays as it was.
    ///
    /// ```
    /// let latch = threadbare_sync::Latch::new(5);
    /// assert!(!latch.count_down_by(2));
    /// assert_eq!(latch.count(), 3);
    /// assert!(latch.count_down_by(3));
    /// ```
    #[track_caller]
    pub fn count_down_by(&self, n: u32) -> bool {
        match self.tally.less(n) {
            Ok(was_last) => was_last,
            Err(left) => panic!(
                "counted down by {n} with {left} left: make the latch with a count of all parts, \
                 and count each down once"
            ),
        }
    }

    /// How many are left. The answer may be wrong by the time it is looked at, unless it is zero.
    ///
    /// Orders nothing; ask [`is_done`](Self::is_done) to see what the others did.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.tally.count()
    }

    /// True when the latch is done. One load.
    ///
    /// ```
    /// let latch = threadbare_sync::Latch::new(1);
    /// assert!(!latch.is_done());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.tally.is_zero()
    }

    /// Blocks until the latch is done.
    ///
    /// ```
    /// let latch = threadbare_sync::Latch::new(1);
    /// latch.count_down();
    /// latch.wait();
    /// ```
    #[inline]
    pub fn wait(&self) {
        if !self.is_done() {
            visit::wait_for_ever(&mut self.tally.visit());
        }
    }

    /// True if a wait would not have to wait. The same as [`is_done`](Self::is_done).
    ///
    /// ```
    /// let latch = threadbare_sync::Latch::new(1);
    /// assert!(!latch.try_wait());
    /// ```
    #[inline]
    #[must_use = "false means that the latch is not done"]
    pub fn try_wait(&self) -> bool {
        self.is_done()
    }

    /// Blocks until the latch is done, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the latch is not done.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let latch = threadbare_sync::Latch::new(1);
    /// assert!(latch.wait_timeout(Duration::from_millis(1)).is_err());
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        if self.is_done() {
            return Ok(());
        }
        visit::wait(&mut self.tally.visit(), Deadline::after(timeout))
    }

    /// Blocks until the latch is done, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the latch is not done.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let latch = threadbare_sync::Latch::new(0);
    /// assert!(latch.wait_deadline(Instant::now()).is_ok());
    /// ```
    pub fn wait_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        if self.is_done() {
            return Ok(());
        }
        visit::wait(&mut self.tally.visit(), Deadline::at(deadline))
    }

    /// Waits as a task until the latch is done.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let latch = threadbare_sync::Latch::new(1);
    /// let mut wait = pin!(latch.wait_async());
    /// let mut task = Context::from_waker(Waker::noop());
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// latch.count_down();
    /// assert!(wait.as_mut().poll(&mut task).is_ready());
    /// ```
    pub fn wait_async(&self) -> LatchAsync<'_> {
        LatchAsync::new(self)
    }

    /// Counts down by one, and blocks until the others have as well.
    ///
    /// # Panics
    ///
    /// As [`count_down`](Self::count_down).
    ///
    /// ```
    /// let latch = threadbare_sync::Latch::new(2);
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| latch.arrive_and_wait());
    ///     latch.arrive_and_wait();
    /// });
    /// ```
    #[track_caller]
    pub fn arrive_and_wait(&self) {
        if !self.count_down() {
            self.wait();
        }
    }
}

impl fmt::Debug for Latch {
    /// Shows how many are left. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latch").field("count", &self.count()).finish()
    }
}
