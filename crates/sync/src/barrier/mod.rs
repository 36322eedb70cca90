//! `Barrier`: parties wait for one another, round after round.  Chapter: docs/sync/barrier.md
//!
//! # State
//!
//! Sixty-four bits that change in one step, so whatever ends a round ends it once:
//!
//! | field | bits | meaning |
//! |---|---|---|
//! | `ARRIVED` | 16 | how many have arrived in this round; all of them while the action runs |
//! | `BROKEN` | 1 | the round was given up; nobody waits, nobody may, until a reset |
//! | `SLEEPERS` | 1 | somebody may be asleep |
//! | `ENDED` | 10 | the low bits of the round that the last reset ended |
//! | `RESETS` | 8 | how many resets have ended a round |
//! | `ROUND` | 28 | which round this is |
//!
//! Beside it lies the *bell*, the futex word: parties sleep on it, and it changes when it rings.
//!
//! # Invariants
//!
//! * I1: a round ends by one CAS from an open state: it is complete, broken or reset, never two
//!   of these. A deadline that comes too late to break a round finds it complete.
//! * I2: a party knows by its ticket, the state in which it arrived, what became of its round,
//!   however late it asks. (Exactly through one reset since; who asks after two is told that it
//!   is broken.)
//! * I3: a party sleeps only when the state had `SLEEPERS` in its own round after it had read the
//!   bell. Whoever clears `SLEEPERS` changes the bell and then wakes all.
//! * I4: who reads the bell as it was rung for a round looks at a state in which that round is
//!   over. So nobody sleeps on a bell that has rung for it.
//!
//! # Cost
//!
//! A round of `n` parties: `n` CASes. If some slept: a CAS by the first of them, one addition to
//! the bell and one system call by the last to arrive, which wakes all.
//!
//! Read next: `state.rs`, `party.rs`, then `words.rs`.

mod action;
mod barrier_async;
mod error;
mod party;
mod state;
mod words;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;

pub use action::BarrierAction;
pub use barrier_async::BarrierAsync;
pub use error::{BarrierError, BrokenBarrier};
use party::Party;
use words::Words;

/// A place where a fixed number of threads and tasks wait for one another, again and again.
/// Python's `threading.Barrier`.
///
/// The last to arrive lets the others go; before that it runs the action, if there is one. What
/// each party did before it arrived is seen by the action and by all who leave.
///
/// **When something goes wrong** nobody is left behind: a party whose deadline comes, an action
/// that panics, or [`abort`](Self::abort) *breaks* the barrier. All who wait get
/// [`BrokenBarrier`], and so do all who come, until [`reset`](Self::reset). What was done before
/// the barrier was broken is seen by those who are told of it.
///
/// There is no `try_wait`: a party either arrives, and then others may count on it, or does not,
/// and then [`n_waiting`](Self::n_waiting) tells as much.
///
/// # Fork
///
/// In a forked child those who had arrived in the parent still count as arrived, and are not
/// there: [`reset`](Self::reset) it, and it is fresh.
///
/// # Source
///
/// The interface is Python's; the state in one word and the tickets are ours. No operation
/// allocates.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::Barrier;
///
/// static STEP: Barrier = Barrier::new(3);
///
/// thread::scope(|scope| {
///     for _ in 0..3 {
///         scope.spawn(|| {
///             for _round in 0..10 {
///                 // .. work on a part ..
///                 if STEP.wait().expect("nobody breaks it").is_leader() {
///                     // .. one of them, once a round ..
///                 }
///             }
///         });
///     }
/// });
/// ```
#[doc(alias = "threading.Barrier")]
pub struct Barrier<A = ()> {
    words: Words,
    action: A,
}

impl Barrier {
    const_fn! {
        /// A barrier for `parties` that does nothing but let them go.
        ///
        /// # Panics
        ///
        /// When `parties` is zero or more than 65535.
        #[must_use]
        pub const fn new(parties: u32) -> Self {
            Self { words: Words::new(parties), action: () }
        }
    }
}

impl<A: Fn()> Barrier<A> {
    const_fn! {
        /// A barrier for `parties`; when all have arrived, the last of them runs `action`, and
        /// then all leave.
        ///
        /// If the action panics, the barrier is broken, and the panic goes on in the thread that
        /// ran it. Deadlines, [`abort`](Self::abort) and [`reset`](Self::reset) do not wait for
        /// the action: they end the round, and who runs the action gets [`BrokenBarrier`].
        ///
        /// # Panics
        ///
        /// When `parties` is zero or more than 65535.
        ///
        /// ```
        /// use std::thread;
        /// use threadbare_sync::{Barrier, Lock};
        ///
        /// let steps = Lock::new(0);
        /// let barrier = Barrier::with_action(2, || *steps.lock() += 1);
        /// thread::scope(|scope| {
        ///     for _ in 0..2 {
        ///         scope.spawn(|| {
        ///             barrier.wait().unwrap();
        ///             assert_eq!(*steps.lock(), 1);
        ///         });
        ///     }
        /// });
        /// ```
        #[must_use]
        pub const fn with_action(parties: u32, action: A) -> Self {
            Self { words: Words::new(parties), action }
        }
    }
}

impl<A: BarrierAction> Barrier<A> {
    /// Arrives, and blocks until all parties have.
    ///
    /// # Errors
    ///
    /// [`BrokenBarrier`]: the barrier was broken, before or while we waited.
    ///
    /// # Panics
    ///
    /// When we are the last to arrive and the action panics.
    ///
    /// ```
    /// let alone = threadbare_sync::Barrier::new(1);
    /// assert!(alone.wait().unwrap().is_leader());
    /// ```
    pub fn wait(&self) -> Result<BarrierWait, BrokenBarrier> {
        self.party().wait()
    }

    /// Arrives, and blocks until all parties have, for at most `timeout`; when it is over, breaks
    /// the barrier. One that does not fit into the clock means for ever. With zero, the barrier
    /// breaks unless we are the last.
    ///
    /// # Errors
    ///
    /// [`BarrierError::TimedOut`]: the time was over, and the barrier is broken.
    /// [`BarrierError::Broken`]: it was broken by somebody else.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let barrier = threadbare_sync::Barrier::new(2);
    /// assert!(barrier.wait_timeout(Duration::from_millis(1)).is_err());
    /// assert!(barrier.is_broken());
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> Result<BarrierWait, BarrierError> {
        self.party().wait_until(Deadline::after(timeout))
    }

    /// Arrives, and blocks until all parties have, at most until `deadline`; when it comes, breaks
    /// the barrier. With one that has passed, the barrier breaks unless we are the last.
    ///
    /// # Errors
    ///
    /// As [`wait_timeout`](Self::wait_timeout).
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let alone = threadbare_sync::Barrier::new(1);
    /// assert!(alone.wait_deadline(Instant::now()).is_ok());
    /// ```
    pub fn wait_deadline(&self, deadline: Instant) -> Result<BarrierWait, BarrierError> {
        self.party().wait_until(Deadline::at(deadline))
    }

    /// Arrives when it is first polled, and waits as a task until all parties have.
    ///
    /// # Errors
    ///
    /// The future: as [`wait`](Self::wait).
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped takes its arrival back: the others wait for another party. When
    /// the round is complete, or full and its action runs, it is too late, and the round counts. A
    /// future that is leaked stays arrived. The index of one that went may be given twice in that
    /// round; the leader is still one.
    ///
    /// # Panics
    ///
    /// The future: as [`wait`](Self::wait), and when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let barrier = threadbare_sync::Barrier::new(2);
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut first = pin!(barrier.wait_async());
    /// assert!(first.as_mut().poll(&mut task).is_pending());
    /// assert!(pin!(barrier.wait_async()).poll(&mut task).is_ready());
    /// assert!(first.poll(&mut task).is_ready());
    /// ```
    pub fn wait_async(&self) -> BarrierAsync<'_, A> {
        BarrierAsync::new(self)
    }

    const fn party(&self) -> Party<'_, A> {
        Party::new(&self.words, &self.action)
    }
}

impl<A> Barrier<A> {
    /// Breaks the barrier: all who wait, and all who come, get [`BrokenBarrier`] until it is reset.
    ///
    /// ```
    /// let barrier = threadbare_sync::Barrier::new(2);
    /// barrier.abort();
    /// assert!(barrier.is_broken());
    /// assert!(barrier.wait().is_err());
    /// ```
    pub fn abort(&self) {
        self.words.abort();
    }

    /// Makes the barrier fresh: nobody has arrived, and it is not broken. Those who wait get
    /// [`BrokenBarrier`]; those whose round was complete do not, however late they leave. (But a
    /// party that has not left when rounds were reset twice is told that it is broken.)
    ///
    /// ```
    /// let barrier = threadbare_sync::Barrier::new(1);
    /// barrier.abort();
    /// barrier.reset();
    /// assert!(barrier.wait().is_ok());
    /// ```
    pub fn reset(&self) {
        self.words.reset();
    }

    /// How many the barrier is for.
    #[must_use]
    pub fn parties(&self) -> u32 {
        self.words.parties
    }

    /// How many have arrived and wait for the others; none at a broken barrier. The answer may be
    /// wrong by the time it is looked at.
    #[must_use]
    pub fn n_waiting(&self) -> u32 {
        state::arrived(self.words.glance())
    }

    /// True while the barrier is broken.
    #[must_use]
    #[doc(alias = "broken")]
    pub fn is_broken(&self) -> bool {
        state::is_broken(self.words.glance())
    }
}

impl<A> fmt::Debug for Barrier<A> {
    /// Shows how many it is for, how many wait, and whether it is broken. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.words.glance();
        f.debug_struct("Barrier")
            .field("parties", &self.parties())
            .field("waiting", &state::arrived(state))
            .field("broken", &state::is_broken(state))
            .field("sleepers", &state::has_sleepers(state))
            .finish()
    }
}

/// What a party learns when all have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BarrierWait {
    index: u32,
    is_leader: bool,
}

impl BarrierWait {
    /// How many had arrived before this party: from 0 to one less than the parties, each once,
    /// unless a future was dropped in this round after it had arrived.
    #[must_use]
    pub const fn index(&self) -> u32 {
        self.index
    }

    /// True for one party a round: the last to arrive, which has run the action.
    #[must_use]
    pub const fn is_leader(&self) -> bool {
        self.is_leader
    }
}
