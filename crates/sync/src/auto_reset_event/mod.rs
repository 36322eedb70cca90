//! `AutoResetEvent`: each signal lets one through.  Chapter: docs/sync/auto_reset_event.md
//!
//! # Word
//!
//! | half | meaning |
//! |---|---|
//! | low | how many wait, asleep or about to look again |
//! | high | how many signals there are to take |
//!
//! # Invariants
//!
//! * I1: there is at most one signal for each that waits, and one more, which is remembered.
//! * I2: who waits sleeps on a word without signals. Whoever adds a signal while somebody waits
//!   changes the word, and wakes one thread and one task.
//! * I3: of those who were woken and have not looked since, and those who are about to look, there
//!   are as many as signals, or all who wait. Who finds no signal sleeps again; who goes away
//!   leaves the signals to the others.
//! * I4: after the step that adds the signal, `set` touches the event no more; it wakes by
//!   address.
//!
//! # Cost
//!
//! `set`: a load and a CAS, and one system call if somebody waits. A wait that finds a signal: a
//! load and a CAS. One that does not: a CAS to be counted, the sleep, a CAS to take.
//!
//! Read next: `word.rs`, then `visit.rs` beside this folder.

mod auto_reset_event_async;
mod word;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;
use threadbare_sys::futex;

use crate::TimedOut;
use crate::visit::{self, Visit};
pub use auto_reset_event_async::AutoResetEventAsync;
use word::{UNSET, signals, waiters};

/// An event that resets itself: each [`set`](Self::set) lets one waiter through, or the next that
/// comes. .NET's `AutoResetEvent`; Python has none.
///
/// If somebody waits, a signal is for one of those who wait: of three that wait, two signals let
/// two go, however quickly they follow one another. If nobody waits (or for each that does there
/// is a signal already) one signal is remembered, and more change nothing. For signals that must
/// all count there is a semaphore.
///
/// What a thread did before `set` is seen by whoever takes a signal after it, also when that `set`
/// changed nothing. A thread that runs may take a signal ahead of those that sleep.
///
/// # Fork
///
/// In a forked child the signals are as they were. The parent's waiters are still counted, and
/// so for each of them the child remembers one signal more.
///
/// # Source
///
/// Two counts in one futex word, ours. No operation allocates.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::AutoResetEvent;
///
/// static WORK: AutoResetEvent = AutoResetEvent::new();
///
/// thread::scope(|scope| {
///     scope.spawn(|| WORK.wait());
///     WORK.set();
/// });
/// assert!(!WORK.try_wait()); // it was taken
/// ```
#[repr(transparent)]
pub struct AutoResetEvent {
    word: AtomicU32,
}

impl AutoResetEvent {
    const_fn! {
        /// An event without a signal.
        #[must_use]
        pub const fn new() -> Self {
            Self { word: AtomicU32::new(UNSET) }
        }
    }

    /// Lets one waiter through, or the next that comes.
    ///
    /// Touches the event no more once the signal is there: who takes it may destroy the event.
    ///
    /// ```
    /// let event = threadbare_sync::AutoResetEvent::new();
    /// event.set();
    /// event.set(); // nobody waits, and one is remembered already
    /// assert!(event.try_wait());
    /// assert!(!event.try_wait());
    /// ```
    pub fn set(&self) {
        let address = futex::address(&self.word);
        // [AE1] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        loop {
            let next = word::set(seen);
            // Also done when it changes nothing: who takes the signal must see what we did.
            // [AE2] Release/Relaxed: pairs with [AE5]. A failed look is only retried.
            match self.word.compare_exchange(seen, next, Release, Relaxed) {
                // From here on the event may be gone (I4).
                Ok(_) if next == seen || waiters(seen) == 0 => return,
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        // [AE3] wake: who adds a signal while somebody waits wakes a thread (I2).
        futex::wake_threads(address, 1);
        // [AE4] wake: and a task, which may not be polled for long, or ever.
        futex::wake_tasks(address, 1);
    }

    /// True while there is a signal to take. The answer may be wrong by the time it is looked at.
    #[must_use]
    pub fn is_set(&self) -> bool {
        // [AE6] Relaxed: an answer that is old at once orders nothing.
        signals(self.word.load(Relaxed)) > 0
    }

    /// Blocks until there is a signal, and takes it.
    ///
    /// # Panics
    ///
    /// When 65534 wait already.
    ///
    /// ```
    /// let event = threadbare_sync::AutoResetEvent::new();
    /// event.set();
    /// event.wait();
    /// ```
    pub fn wait(&self) {
        visit::wait_for_ever(&mut self.visit());
    }

    /// Takes a signal if there is one; never blocks. True: we have it.
    ///
    /// ```
    /// let event = threadbare_sync::AutoResetEvent::new();
    /// assert!(!event.try_wait());
    /// ```
    #[must_use = "true means that a signal was taken"]
    pub fn try_wait(&self) -> bool {
        self.visit().look().is_some()
    }

    /// Blocks until there is a signal, and takes it, for at most `timeout`. Zero means try; one
    /// that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: no signal was taken.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let event = threadbare_sync::AutoResetEvent::new();
    /// assert!(event.wait_timeout(Duration::from_millis(1)).is_err());
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        visit::wait(&mut self.visit(), Deadline::after(timeout))
    }

    /// Blocks until there is a signal, and takes it, at most until `deadline`. One that has passed
    /// means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: no signal was taken.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let event = threadbare_sync::AutoResetEvent::new();
    /// assert!(event.wait_deadline(Instant::now()).is_err());
    /// ```
    pub fn wait_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        visit::wait(&mut self.visit(), Deadline::at(deadline))
    }

    /// Waits as a task until there is a signal, and takes it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future takes no signal: one that had woken it goes to another. A future that
    /// is leaked still counts as waiting, and one signal more is remembered for it.
    ///
    /// # Panics
    ///
    /// The future: as [`wait`](Self::wait), and when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let event = threadbare_sync::AutoResetEvent::new();
    /// let mut wait = pin!(event.wait_async());
    /// let mut task = Context::from_waker(Waker::noop());
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// event.set();
    /// assert!(wait.as_mut().poll(&mut task).is_ready());
    /// ```
    pub fn wait_async(&self) -> AutoResetEventAsync<'_> {
        AutoResetEventAsync::new(self)
    }

    const fn visit(&self) -> SignalVisit<'_> {
        SignalVisit { event: self, is_counted: false }
    }
}

impl Default for AutoResetEvent {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for AutoResetEvent {
    /// Shows how many signals there are and how many wait. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [AE7] Relaxed: for a person to read, and old at once.
        let word = self.word.load(Relaxed);
        f.debug_struct("AutoResetEvent")
            .field("signals", &signals(word))
            .field("waiters", &waiters(word))
            .finish()
    }
}

/// One wait for a signal. When it is dropped without one, it is counted no more.
#[derive(Debug)]
struct SignalVisit<'a> {
    event: &'a AutoResetEvent,
    is_counted: bool,
}

impl SignalVisit<'_> {
    /// Takes a signal; the error is the word without one.
    fn take(&mut self) -> Result<(), u32> {
        // [AE8] Relaxed: only a first guess for the CAS.
        let mut seen = self.event.word.load(Relaxed);
        loop {
            let Some(next) = word::taken(seen, self.is_counted) else { return Err(seen) };
            // [AE5] Acquire/Relaxed: pairs with [AE2]; all writes are read-modify-writes, so what
            // came before every earlier set is visible. A failed look is only retried.
            match self.event.word.compare_exchange(seen, next, Acquire, Relaxed) {
                Ok(_) => {
                    self.is_counted = false;
                    return Ok(());
                }
                Err(newer) => seen = newer,
            }
        }
    }
}

impl<'a> Visit<'a> for SignalVisit<'a> {
    type Output = ();

    fn word(&self) -> &'a AtomicU32 {
        &self.event.word
    }

    fn look(&mut self) -> Option<()> {
        self.take().ok()
    }

    fn announce(&mut self) -> Result<(), u32> {
        loop {
            let Err(seen) = self.take() else { return Ok(()) };
            if self.is_counted {
                return Err(seen);
            }
            let counted = word::come(seen)
                .expect("65534 wait for this event already: use a semaphore, or fewer waiters");
            // [AE9] Relaxed/Relaxed: the count carries no data; whoever acts on it does so by a
            // read-modify-write of this same word.
            if self.event.word.compare_exchange(seen, counted, Relaxed, Relaxed).is_ok() {
                self.is_counted = true;
                return Err(counted);
            }
        }
    }
}

impl Drop for SignalVisit<'_> {
    fn drop(&mut self) {
        if !self.is_counted {
            return;
        }
        // [AE10] Relaxed: only a first guess for the CAS.
        let mut seen = self.event.word.load(Relaxed);
        loop {
            // [AE11] Relaxed/Relaxed: publishes nothing; as a read-modify-write it hands on what
            // the setters published.
            match self.event.word.compare_exchange(seen, word::gone(seen), Relaxed, Relaxed) {
                Ok(_) => return,
                Err(newer) => seen = newer,
            }
        }
    }
}
