//! Semaphores: so many permits, taken and given back.   Chapter: docs/sync/semaphore.md
//!
//! # Words
//!
//! `permits`:
//!
//! | bits | meaning | who changes it |
//! |---|---|---|
//! | count, 26 bits | permits that nobody has | who takes some, who brings some back |
//! | stamp, 3 bits | in which generation (mod 8) somebody last came | the first in a forked child |
//! | `STARVING` | the head was overtaken for too long | the head, both ways |
//! | `HEAD` | the head sleeps on this word | the head sets it; it, or a release, clears it |
//! | `CLOSED` | nobody gets any more | `close`, for good |
//!
//! `turnstile`: a [`RawFairLock`](crate::RawFairLock), whose word and queue are its own.
//!
//! # Moves
//!
//! A newcomer takes permits by a CAS if there are enough and the head does not starve. Else it
//! looks again for some microseconds while nobody is in line, then goes to the end of the line,
//! which is the queue of the turnstile. Whoever has passed the turnstile is the **head**, and waits
//! for the count to suffice, on the word itself. It may be overtaken by newcomers, until it has
//! starved. With its permits, or without, it leaves the turnstile, and the next is the head.
//!
//! # Invariants
//!
//! * I1: the head holds the turnstile. It alone sets `HEAD` and `STARVING`, and it alone waits on
//!   the word.
//! * I2: the head sleeps on a word with `HEAD`. Who clears `HEAD` is the head, or wakes the head.
//! * I3: nothing is taken before all is there, and nothing is owed to one who leaves: the head
//!   clears its bits and releases the turnstile, and the next one looks at the count for itself.
//! * I4: what the head finds closed, everybody in line finds closed, one after the other.
//! * I5: after the store that adds permits, `release` touches the semaphore no more; it wakes by
//!   address.
//! * I6: nobody comes to the turnstile before the stamp is that of its process. Who finds another
//!   stamp knows that whoever is in line, or has the turnstile, does so in another process.
//!
//! # Cost
//!
//! Uncontended: a load and a CAS to take, a load and a CAS to give back, no system call. A release
//! that finds `HEAD`: one system call, and a fence and a load if no thread was asleep.
//!
//! Read next: `word.rs`, `core.rs`, `head.rs`, then `acquire_async.rs`.

mod acquire_async;
mod core;
mod error;
mod forms;
mod head;
mod limit;
mod owned;
mod permit;
mod raw;
mod word;

use ::core::fmt;

use threadbare_sys::const_fn;

use self::core::Core;
pub use acquire_async::{SemaphoreAcquire, SemaphoreAcquireRaw};
pub use error::{AcquireError, OverRelease, SemaphoreClosed, TryAcquireError};
pub use limit::{Bounded, Limit, Unbounded};
pub use owned::ArcSemaphorePermit;
pub use permit::SemaphorePermit;

/// So many permits, taken and given back by threads and tasks; eight bytes. Python's
/// `threading.Semaphore`.
///
/// ```
/// use std::thread;
/// use threadbare_sync::Semaphore;
///
/// static SEATS: Semaphore = Semaphore::new(2);
///
/// thread::scope(|scope| {
///     for _ in 0..5 {
///         scope.spawn(|| {
///             let _seat = SEATS.acquire().expect("it is never closed");
///             assert!(SEATS.available() < 2);
///         });
///     }
/// });
/// assert_eq!(SEATS.available(), 2);
/// ```
#[doc(alias = "threading.Semaphore")]
#[doc(alias = "CapacityLimiter")]
pub type Semaphore = CountingSemaphore<Unbounded>;

/// A [`Semaphore`] that never has more permits than in the beginning; twelve bytes. Python's
/// `threading.BoundedSemaphore`.
///
/// ```
/// use threadbare_sync::BoundedSemaphore;
///
/// static SEATS: BoundedSemaphore = BoundedSemaphore::new(2);
///
/// let seat = SEATS.acquire()?;
/// drop(seat);
/// assert!(SEATS.release(1).is_err()); // Python: ValueError
/// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
/// ```
#[doc(alias = "threading.BoundedSemaphore")]
pub type BoundedSemaphore = CountingSemaphore<Bounded>;

/// What [`Semaphore`] and [`BoundedSemaphore`] are: they differ in how many permits there may be.
///
/// # Order
///
/// Who finds too few permits goes to the end of one line, threads and tasks alike, however many it
/// asks for: many small wishes do not shut out a large one, and the order in line is strict. Those
/// who are not in line may take permits that are there, until the head of the line has been
/// overtaken for half a millisecond (a task: until it was woken once in vain); then newcomers
/// wait, too.
///
/// The head of the line holds the others up until it has its permits, or leaves. A future that is
/// in line and is not polled holds up whoever is behind it when its turn comes, and one that is
/// forgotten (`mem::forget`) does so for ever.
///
/// # Memory
///
/// What was written before a permit came back is seen by whoever takes it.
///
/// # Fork
///
/// In a forked child the semaphore has the permits that it had. Those that threads of the parent
/// had stay away, except those of the forking thread, which are in both. Who waited in the parent
/// does not wait in the child: a child's waiters begin a line of their own. (A stamp of three
/// bits tells parent and child apart. It would not tell apart two processes with eight forks
/// between them, if somebody waited in the first at the moment of the fork, and nobody in any of
/// those between.)
///
/// # Source
///
/// Ours. A turnstile in front of the one who waits for the count is Downey's ("The Little Book of
/// Semaphores"); that the first in line gathers permits while newcomers may still pass it is as
/// in our [`RawLock`](crate::RawLock). Constant time but for waiting; nothing allocates.
pub struct CountingSemaphore<L: Limit> {
    core: Core,
    limit: L,
}

impl CountingSemaphore<Unbounded> {
    const_fn! {
        /// A semaphore with so many permits.
        ///
        /// # Panics
        ///
        /// When it is more than [`MAX_PERMITS`](Self::MAX_PERMITS).
        #[must_use]
        pub const fn new(permits: u32) -> Self {
            assert!(permits <= word::MAX_PERMITS, "a semaphore has at most MAX_PERMITS permits");
            Self { core: Core::new(permits), limit: Unbounded }
        }
    }
}

impl CountingSemaphore<Bounded> {
    const_fn! {
        /// A semaphore with so many permits, and never more.
        ///
        /// # Panics
        ///
        /// When it is more than [`MAX_PERMITS`](Self::MAX_PERMITS).
        #[must_use]
        pub const fn new(permits: u32) -> Self {
            assert!(permits <= word::MAX_PERMITS, "a semaphore has at most MAX_PERMITS permits");
            Self { core: Core::new(permits), limit: Bounded { most: permits } }
        }
    }

    /// How many permits there were in the beginning: there are never more.
    ///
    /// ```
    /// let semaphore = threadbare_sync::BoundedSemaphore::new(2);
    /// let seat = semaphore.acquire();
    /// assert_eq!((semaphore.bound(), semaphore.available()), (2, 1));
    /// # drop(seat);
    /// ```
    #[must_use]
    pub fn bound(&self) -> u32 {
        self.limit.most
    }
}

impl<L: Limit> CountingSemaphore<L> {
    /// The largest number of permits: 2²⁶ - 1, 67 million.
    pub const MAX_PERMITS: u32 = word::MAX_PERMITS;

    /// Permits of ours come back. There is room for them, unless somebody released by hand what
    /// was not acquired by hand; then the surplus is refused, as it would be there.
    #[inline]
    fn put_back(&self, count: u32) {
        if count > 0 {
            let released = self.core.release(count, self.limit.most());
            debug_assert!(released.is_ok(), "somebody released permits that it had not acquired");
        }
    }

    /// Fails for a wish that cannot come true.
    #[inline]
    #[track_caller]
    fn check(&self, n: u32) {
        assert!(
            n <= self.limit.most(),
            "the semaphore never has so many permits: ask for MAX_PERMITS at most, or the bound"
        );
    }
}

impl<L: Limit> fmt::Debug for CountingSemaphore<L> {
    /// Shows how many permits are there, and whether somebody waits. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = self.core.glance();
        f.debug_struct("Semaphore")
            .field("available", &word::count(seen))
            .field("most", &self.limit.most())
            .field("starving", &(seen & word::STARVING != 0))
            .field("closed", &word::is_closed(seen))
            .field("turnstile", &self.core.turnstile)
            .finish()
    }
}
