//! `Event`: a flag to wait for, in four bytes.                Chapter: docs/sync/event.md
//!
//! # Word
//!
//! | bits | meaning | who leaves it |
//! |---|---|---|
//! | `g` | not set, nobody asleep | `set`, to `g+1 SET`; a waiter, to `g SLEEPERS` |
//! | `g SLEEPERS` | not set, perhaps somebody asleep | `set`, to `g+1 SET`, and wakes all |
//! | `g SET` | set | `clear`, to `g` |
//!
//! `g`, the generation, is how often the event was set, modulo 2^30.
//!
//! # Invariants
//!
//! * I1: a wait that began at generation `g` is over when the word is `SET` or has another
//!   generation. So it is over too when `clear` comes before the woken thread has looked.
//! * I2: a sleeper sleeps on a word with `SLEEPERS`. Whoever clears `SLEEPERS` changes the
//!   generation and wakes all.
//! * I3: all writes are read-modify-writes, so a waiter that reads the word as some `set` left it,
//!   or as anybody left it later, sees what came before that `set`.
//! * I4: after the step that sets the word, `set` touches the event no more; it wakes by address.
//!
//! # Cost
//!
//! A look: one load. `set`: one load and one CAS, and a system call if somebody sleeps; `clear`:
//! one read-modify-write. A wait that sleeps: one CAS for the first sleeper, and the sleep.
//!
//! Read next: `word.rs`, then `visit.rs` beside this folder.

mod event_async;
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
pub use event_async::EventAsync;
use word::{SET, UNSET, generation, has_sleepers, is_over, is_set};

/// A flag that threads and tasks wait for. Python's `threading.Event`.
///
/// It stays set until it is cleared, and lets everybody through meanwhile.
///
/// What a thread did before it called [`set`](Self::set) is seen by whoever returns from a wait
/// that this call ended, and by whoever clears the event after it. [`clear`](Self::clear) itself
/// publishes nothing.
///
/// **A short moment is enough.** Waits that were asleep when the event was set return, also when
/// it is cleared before they get to run. (A wait would miss its moment if the event were set and
/// cleared 2^30 times, or a multiple of that, between its wake-up and its next look. It then waits
/// for the next one.)
///
/// # Fork
///
/// In a forked child the event is set if it was set. Waiters of the parent are not waiters of the
/// child.
///
/// # Source
///
/// A futex word with a generation; CPython's issue 13502 tells why an event needs one. No
/// operation allocates.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::Event;
///
/// static READY: Event = Event::new();
///
/// thread::scope(|scope| {
///     for _ in 0..3 {
///         scope.spawn(|| READY.wait());
///     }
///     READY.set();
/// });
/// assert!(READY.is_set());
/// ```
#[doc(alias = "threading.Event")]
#[doc(alias = "ManualResetEvent")]
#[repr(transparent)]
pub struct Event {
    word: AtomicU32,
}

impl Event {
    const_fn! {
        /// An event that is not set.
        #[must_use]
        pub const fn new() -> Self {
            Self { word: AtomicU32::new(UNSET) }
        }
    }

    /// Sets the event: all waits are over, and none begins until it is cleared.
    ///
    /// Touches the event no more once it is set: a waiter may destroy it at once. If nobody sleeps
    /// there is no system call.
    ///
    /// ```
    /// let event = threadbare_sync::Event::new();
    /// event.set();
    /// event.set(); // nothing more happens
    /// event.wait();
    /// ```
    pub fn set(&self) {
        let address = futex::address(&self.word);
        // [EV3] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        loop {
            // Also done when the event is set already: whoever clears it after this must see what
            // we did before.
            // [EV4] Release/Relaxed: pairs with [EV6], [EV7], [EV8] and [EV9]; what we did before
            // is seen after the wait. A failed look is only retried.
            match self.word.compare_exchange(seen, word::set(seen), Release, Relaxed) {
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        // From here on the event may be gone (I4).
        if has_sleepers(seen) {
            // [EV5] wake: whoever clears SLEEPERS wakes all (I2).
            futex::wake(address, u32::MAX);
        }
    }

    /// Clears the event: waits that begin now have to wait. Nobody who was waiting misses the time
    /// that it was set. True: it was set.
    ///
    /// ```
    /// let event = threadbare_sync::Event::new();
    /// event.set();
    /// assert!(event.clear());
    /// assert!(!event.clear());
    /// ```
    pub fn clear(&self) -> bool {
        // [EV6] Acquire: pairs with [EV4]; one who clears the event and then looks for work sees
        // the work of every set that came before.
        let left = self.word.fetch_and(!SET, Acquire);
        is_set(left)
    }

    /// True while the event is set. One load.
    ///
    /// ```
    /// let event = threadbare_sync::Event::new();
    /// assert!(!event.is_set());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_set(&self) -> bool {
        // [EV7] Acquire: pairs with [EV4]; one who finds the event set does not wait, and sees
        // what one who waits would see.
        is_set(self.word.load(Acquire))
    }

    /// Blocks until the event is set.
    ///
    /// ```
    /// let event = threadbare_sync::Event::new();
    /// event.set();
    /// event.wait();
    /// ```
    #[inline]
    pub fn wait(&self) {
        if !self.is_set() {
            visit::wait_for_ever(&mut self.visit());
        }
    }

    /// True if a wait would not have to wait. The same as [`is_set`](Self::is_set).
    ///
    /// ```
    /// let event = threadbare_sync::Event::new();
    /// assert!(!event.try_wait());
    /// ```
    #[inline]
    #[must_use = "false means that the event is not set"]
    pub fn try_wait(&self) -> bool {
        self.is_set()
    }

    /// Blocks until the event is set, for at most `timeout`. Zero means try; one that does not fit
    /// into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the event was not set all the time.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let event = threadbare_sync::Event::new();
    /// assert!(event.wait_timeout(Duration::from_millis(1)).is_err());
    /// event.set();
    /// assert!(event.wait_timeout(Duration::ZERO).is_ok());
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        if self.is_set() {
            return Ok(());
        }
        visit::wait(&mut self.visit(), Deadline::after(timeout))
    }

    /// Blocks until the event is set, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: the event was not set all the time.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let event = threadbare_sync::Event::new();
    /// assert!(event.wait_deadline(Instant::now()).is_err());
    /// ```
    pub fn wait_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        if self.is_set() {
            return Ok(());
        }
        visit::wait(&mut self.visit(), Deadline::at(deadline))
    }

    /// Waits as a task until the event is set. The wait begins when the future is first polled.
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
    /// let event = threadbare_sync::Event::new();
    /// let mut wait = pin!(event.wait_async());
    /// let mut task = Context::from_waker(Waker::noop());
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// event.set();
    /// event.clear();
    /// assert!(wait.as_mut().poll(&mut task).is_ready());
    /// ```
    pub fn wait_async(&self) -> EventAsync<'_> {
        EventAsync::new(self)
    }

    fn visit(&self) -> EventVisit<'_> {
        EventVisit { event: self, since: None }
    }

    /// Writes down that somebody sleeps, if the word is still as `seen`.
    fn mark(&self, seen: u32, asleep: u32) -> bool {
        // [EV10] Relaxed/Relaxed: the bit carries no data; whoever acts on it does so by a
        // read-modify-write of this same word.
        self.word.compare_exchange(seen, asleep, Relaxed, Relaxed).is_ok()
    }
}

impl Default for Event {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Event {
    /// Shows whether it is set and whether somebody may be asleep. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [EV11] Relaxed: for a person to read, and old at once.
        let word = self.word.load(Relaxed);
        f.debug_struct("Event")
            .field("set", &is_set(word))
            .field("sleepers", &has_sleepers(word))
            .finish()
    }
}

/// One wait for an event.
#[derive(Debug)]
struct EventVisit<'a> {
    event: &'a Event,
    /// The generation at the first look.
    since: Option<u32>,
}

impl EventVisit<'_> {
    /// True when the wait is over (I1).
    fn is_over(&mut self, seen: u32) -> bool {
        let since = *self.since.get_or_insert(generation(seen));
        is_over(seen, since)
    }
}

impl<'a> Visit<'a> for EventVisit<'a> {
    type Output = ();

    fn word(&self) -> &'a AtomicU32 {
        &self.event.word
    }

    fn look(&mut self) -> Option<()> {
        // [EV8] Acquire: pairs with [EV4], or with what a clear left of it (I3).
        let seen = self.event.word.load(Acquire);
        self.is_over(seen).then_some(())
    }

    fn announce(&mut self) -> Result<(), u32> {
        loop {
            // [EV9] Acquire: as [EV8].
            let seen = self.event.word.load(Acquire);
            if self.is_over(seen) {
                return Ok(());
            }
            let asleep = word::asleep(seen);
            if asleep == seen || self.event.mark(seen, asleep) {
                return Err(asleep);
            }
        }
    }
}
