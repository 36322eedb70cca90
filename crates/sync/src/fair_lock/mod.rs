//! `FairLock<T>`: a value for one at a time, in order.          Chapter: docs/sync/fair_lock.md
//!
//! The word and all waiting are [`RawFairLock`]'s; this file ties them to a value, `guard` to
//! scopes. Read next: `guard`, then `raw_fair_lock`.

mod owned;
mod wait;

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::const_fn;

use crate::guard::{ArcGuard, Guard, GuardAsync, Guarded, MappedGuard};
use crate::{RawFairLock, TimedOut};

/// The value of a [`FairLock`], until it is dropped.
pub type FairLockGuard<'a, T> = Guard<'a, FairLock<T>>;

/// A part of the value of a [`FairLock`], until it is dropped. Made by [`FairLockGuard::map`].
pub type MappedFairLockGuard<'a, U> = MappedGuard<'a, RawFairLock, U>;

/// The value of a [`FairLock`] in an `Arc`, until it is dropped; keeps the lock alive. Made by
/// [`FairLock::lock_arc`].
pub type ArcFairLockGuard<T> = ArcGuard<FairLock<T>>;

/// The future of [`FairLock::lock_async`].
pub type FairLockAsync<'a, T> = GuardAsync<'a, FairLock<T>>;

/// A value that one thread or task at a time may use, strictly first come, first served.
///
/// Four bytes beside the value, no allocation, `const` construction. Whoever finds it taken goes
/// to the end of a queue, threads and tasks alike, and nobody ever overtakes one who stands there
/// (see [`RawFairLock`], also for what order costs). It does not know its holder: guards may be
/// sent to other threads and kept across `.await`, and a second `lock` by the same thread waits
/// for ever.
///
/// Take [`Lock`](crate::Lock) unless you need the order: it is faster where threads compete, and
/// shuts nobody out either.
///
/// A panic while the guard lives releases the lock; the value stays as it was left.
///
/// # Fork
///
/// In a forked child the lock is as it was: free if it was free, and held for ever if a thread
/// held it that the child does not have. It is never handed to a waiter of the parent.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::FairLock;
///
/// static TURNS: FairLock<Vec<u32>> = FairLock::new(Vec::new());
///
/// thread::scope(|scope| {
///     for number in 0..4 {
///         scope.spawn(move || TURNS.lock().push(number));
///     }
/// });
/// assert_eq!(TURNS.lock().len(), 4);
/// ```
///
/// A value that must stay on its thread keeps its lock there, too:
///
/// ```compile_fail,E0277
/// use std::rc::Rc;
/// use threadbare_sync::FairLock;
///
/// let lock = FairLock::new(Rc::new(1));
/// std::thread::scope(|scope| scope.spawn(|| drop(lock.lock())).join());
/// ```
#[doc(alias = "FairMutex")]
#[derive(Default)]
pub struct FairLock<T: ?Sized> {
    raw: RawFairLock,
    value: UnsafeCell<T>,
}

// SAFETY: I1 of `raw_fair_lock` - one holder at a time, so sharing the lock only hands `T` around.
unsafe impl<T: ?Sized + Send> Sync for FairLock<T> {}
// SAFETY: the lock owns its value, and its word belongs to no thread.
unsafe impl<T: ?Sized + Send> Send for FairLock<T> {}

// A panic inside leaves the value as it was at that moment, which is what every holder of a lock
// without poisoning has to expect.
impl<T: ?Sized> UnwindSafe for FairLock<T> {}
impl<T: ?Sized> RefUnwindSafe for FairLock<T> {}

impl<T> FairLock<T> {
    const_fn! {
        /// A free lock around `value`.
        #[must_use]
        pub const fn new(value: T) -> Self {
            Self { raw: RawFairLock::new(), value: UnsafeCell::new(value) }
        }
    }

    /// Takes the value out. Nobody can hold the lock: we own it.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> FairLock<T> {
    /// Blocks until the value is ours: until all who came before have had it.
    ///
    /// ```
    /// let lock = threadbare_sync::FairLock::new(vec![1]);
    /// lock.lock().push(2);
    /// assert_eq!(*lock.lock(), [1, 2]);
    /// ```
    #[inline]
    #[doc(alias = "acquire")]
    pub fn lock(&self) -> FairLockGuard<'_, T> {
        self.raw.acquire();
        self.guard()
    }

    /// The value, if nobody has it; never blocks.
    ///
    /// A lock that somebody waits for is never free.
    ///
    /// ```
    /// let lock = threadbare_sync::FairLock::new(1);
    /// let guard = lock.lock();
    /// assert!(lock.try_lock().is_none());
    /// ```
    #[inline]
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_lock(&self) -> Option<FairLockGuard<'_, T>> {
        self.raw.try_acquire().then(|| self.guard())
    }

    /// Blocks until the value is ours, for at most `timeout`. Zero means try; one that does not
    /// fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else had it all the time.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::FairLock::new(1);
    /// let guard = lock.lock();
    /// assert!(lock.lock_timeout(Duration::from_millis(1)).is_err());
    /// # drop(guard);
    /// assert!(lock.lock_timeout(Duration::MAX).is_ok());
    /// ```
    pub fn lock_timeout(&self, timeout: Duration) -> Result<FairLockGuard<'_, T>, TimedOut> {
        self.raw.acquire_timeout(timeout).map(|()| self.guard())
    }

    /// Blocks until the value is ours, at most until `deadline`. One that has passed means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else had it all the time.
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::FairLock::new(1);
    /// assert!(lock.lock_deadline(Instant::now()).is_ok());
    /// ```
    pub fn lock_deadline(&self, deadline: Instant) -> Result<FairLockGuard<'_, T>, TimedOut> {
        self.raw.acquire_deadline(deadline).map(|()| self.guard())
    }

    /// Waits as a task until the value is ours, in one queue with the threads. The place in it is
    /// taken at the first poll.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind: those behind it move up, and if it had the lock
    /// already, the next one gets it. One that is kept and not polled holds everybody up when
    /// its turn comes; one that is forgotten has the lock for ever, as a forgotten guard has.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    ///
    /// let lock = threadbare_sync::FairLock::new(1);
    /// let mut task = Context::from_waker(Waker::noop());
    ///
    /// let guard = lock.lock();
    /// let mut later = pin!(lock.lock_async());
    /// assert!(later.as_mut().poll(&mut task).is_pending());
    /// drop(guard);
    /// assert!(matches!(later.poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub fn lock_async(&self) -> FairLockAsync<'_, T> {
        GuardAsync::new(self)
    }

    /// True while somebody has the value. The answer may be wrong by the time it is looked at.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// The value, through the only reference to the lock: nobody else can have it.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The lock without its value, for code that acquires and releases in different scopes.
    ///
    /// # Safety
    ///
    /// Whoever releases it must be its holder: a release while a guard lives lets two in.
    #[must_use]
    pub unsafe fn raw(&self) -> &RawFairLock {
        &self.raw
    }

    /// The guard of a lock that was just acquired.
    #[inline]
    fn guard(&self) -> FairLockGuard<'_, T> {
        Guard::new(self)
    }
}

impl<T: ?Sized> Guarded for FairLock<T> {
    type Raw = RawFairLock;
    type Value = T;

    #[inline]
    fn raw(&self) -> &RawFairLock {
        &self.raw
    }

    #[inline]
    fn value(&self) -> &UnsafeCell<T> {
        &self.value
    }
}

impl<T> From<T> for FairLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for FairLock<T> {
    /// Shows the value if nobody has it. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FairLock");
        match self.try_lock() {
            Some(guard) => shown.field("value", &&*guard),
            None => shown.field("value", &format_args!("<locked>")),
        };
        shown.field("raw", &self.raw).finish()
    }
}
