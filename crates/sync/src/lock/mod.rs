//! `Lock<T>`: a value that one thread or task at a time may use.   Chapter: docs/sync/lock.md
//!
//! The word and all waiting are [`RawLock`]'s; this file ties them to a value, `guard` to scopes.
//! Read next: `guard`, then `raw_lock`.

mod owned;
mod polite;
mod wait;

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::const_fn;

use crate::guard::{ArcGuard, Guard, GuardAsync, Guarded, MappedGuard};
use crate::{RawLock, TimedOut};

/// The value of a [`Lock`], until it is dropped.
pub type LockGuard<'a, T> = Guard<'a, Lock<T>>;

/// A part of the value of a [`Lock`], until it is dropped. Made by [`LockGuard::map`].
pub type MappedLockGuard<'a, U> = MappedGuard<'a, RawLock, U>;

/// The value of a [`Lock`] in an `Arc`, until it is dropped; keeps the lock alive. Made by
/// [`Lock::lock_arc`].
pub type ArcLockGuard<T> = ArcGuard<Lock<T>>;

/// The future of [`Lock::lock_async`].
pub type LockAsync<'a, T> = GuardAsync<'a, Lock<T>>;

/// A value that one thread or task at a time may use. Python's `threading.Lock`, with the data
/// inside it; std's `Mutex`, without poisoning.
///
/// Four bytes beside the value, no allocation, `const` construction. Uncontended it costs two
/// atomic operations and no system call; under contention a running thread may overtake sleeping
/// ones, but a thread that has starved for half a millisecond has the lock kept for it (see
/// [`RawLock`]). It does not know its holder: guards may be sent to other threads and kept across
/// `.await`, and a second `lock` by the same thread waits for ever.
///
/// A panic while the guard lives releases the lock; the value stays as it was left.
///
/// # Fork
///
/// In a forked child the lock is as it was: free if it was free, and held for ever if a thread
/// held it that the child does not have. Waiters of the parent are not waiters of the child.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::Lock;
///
/// static VISITORS: Lock<u32> = Lock::new(0);
///
/// thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| *VISITORS.lock() += 1);
///     }
/// });
/// assert_eq!(*VISITORS.lock(), 4);
/// ```
///
/// A value that must stay on its thread keeps its lock there, too:
///
/// ```compile_fail,E0277
/// use std::rc::Rc;
/// use threadbare_sync::Lock;
///
/// let lock = Lock::new(Rc::new(1));
/// std::thread::scope(|scope| scope.spawn(|| drop(lock.lock())).join());
/// ```
///
/// and no reference to the value outlives its guard:
///
/// ```compile_fail,E0505
/// use threadbare_sync::Lock;
///
/// let lock = Lock::new(vec![1]);
/// let mut guard = lock.lock();
/// let first = &mut guard[0];
/// drop(guard);
/// *first = 2;
/// ```
#[doc(alias = "Mutex")]
#[doc(alias = "threading.Lock")]
#[derive(Default)]
pub struct Lock<T: ?Sized> {
    raw: RawLock,
    value: UnsafeCell<T>,
}

// SAFETY: I1 of `raw_lock` - one holder at a time, so sharing the lock only hands `T` around.
unsafe impl<T: ?Sized + Send> Sync for Lock<T> {}
// SAFETY: the lock owns its value, and its word belongs to no thread.
unsafe impl<T: ?Sized + Send> Send for Lock<T> {}

// A panic inside leaves the value as it was at that moment, which is what every holder of a lock
// without poisoning has to expect.
impl<T: ?Sized> UnwindSafe for Lock<T> {}
impl<T: ?Sized> RefUnwindSafe for Lock<T> {}

impl<T> Lock<T> {
    const_fn! {
        /// A free lock around `value`.
        #[must_use]
        pub const fn new(value: T) -> Self {
            Self { raw: RawLock::new(), value: UnsafeCell::new(value) }
        }
    }

    /// Takes the value out. Nobody can hold the lock: we own it.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Lock<T> {
    /// Blocks until the value is ours.
    ///
    /// ```
    /// let lock = threadbare_sync::Lock::new(vec![1]);
    /// lock.lock().push(2);
    /// assert_eq!(*lock.lock(), [1, 2]);
    /// ```
    #[inline]
    #[doc(alias = "acquire")]
    pub fn lock(&self) -> LockGuard<'_, T> {
        self.raw.acquire();
        self.guard()
    }

    /// The value, if nobody has it; never blocks.
    ///
    /// A lock that was released for a thread that has starved counts as taken.
    ///
    /// ```
    /// let lock = threadbare_sync::Lock::new(1);
    /// let guard = lock.lock();
    /// assert!(lock.try_lock().is_none());
    /// ```
    #[inline]
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_lock(&self) -> Option<LockGuard<'_, T>> {
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
    /// let lock = threadbare_sync::Lock::new(1);
    /// let guard = lock.lock();
    /// assert!(lock.lock_timeout(Duration::from_millis(1)).is_err());
    /// # drop(guard);
    /// assert!(lock.lock_timeout(Duration::MAX).is_ok());
    /// ```
    pub fn lock_timeout(&self, timeout: Duration) -> Result<LockGuard<'_, T>, TimedOut> {
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
    /// let lock = threadbare_sync::Lock::new(1);
    /// assert!(lock.lock_deadline(Instant::now()).is_ok());
    /// ```
    pub fn lock_deadline(&self, deadline: Instant) -> Result<LockGuard<'_, T>, TimedOut> {
        self.raw.acquire_deadline(deadline).map(|()| self.guard())
    }

    /// Waits as a task until the value is ours.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; a wake that had chosen it goes to the next. It
    /// loses its place in the queue.
    ///
    /// ```
    /// use std::future::Future;
    /// use std::pin::pin;
    /// use std::task::{Context, Poll, Waker};
    ///
    /// let lock = threadbare_sync::Lock::new(1);
    /// let mut task = Context::from_waker(Waker::noop());
    ///
    /// let guard = lock.lock();
    /// let mut later = pin!(lock.lock_async());
    /// assert!(later.as_mut().poll(&mut task).is_pending());
    /// drop(guard);
    /// assert!(matches!(later.poll(&mut task), Poll::Ready(guard) if *guard == 1));
    /// ```
    pub fn lock_async(&self) -> LockAsync<'_, T> {
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
    pub unsafe fn raw(&self) -> &RawLock {
        &self.raw
    }

    /// The guard of a lock that was just acquired.
    #[inline]
    fn guard(&self) -> LockGuard<'_, T> {
        Guard::new(self)
    }
}

impl<T: ?Sized> Guarded for Lock<T> {
    type Raw = RawLock;
    type Value = T;

    #[inline]
    fn raw(&self) -> &RawLock {
        &self.raw
    }

    #[inline]
    fn value(&self) -> &UnsafeCell<T> {
        &self.value
    }
}

impl<T> From<T> for Lock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Lock<T> {
    /// Shows the value if nobody has it. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Lock");
        match self.try_lock() {
            Some(guard) => shown.field("value", &&*guard),
            None => shown.field("value", &format_args!("<locked>")),
        };
        shown.field("raw", &self.raw).finish()
    }
}
