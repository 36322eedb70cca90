//! `RLock<T>`: a value for one thread at a time, which may lock it again.
//!                                                                     Chapter: docs/sync/rlock.md
//!
//! The owner and all waiting are [`RawRLock`]'s; this file ties them to a value. Read next:
//! `guard.rs`, then `raw_rlock`.

mod guard;
mod wait;

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::const_fn;

use crate::{RawRLock, TimedOut};
pub use guard::{MappedRLockGuard, RLockGuard};

/// A value that one thread at a time may use, and that thread as often as it likes. Python's
/// `threading.RLock`, with the data inside it.
///
/// Twelve bytes beside the value, no allocation, `const` construction. Since one thread may have
/// several guards, they give `&T`, never `&mut T`: put a [`Cell`](std::cell::Cell) or a
/// [`RefCell`](std::cell::RefCell) inside for what changes. Guards stay on their thread. There is
/// no form for tasks, and why stands at [`RawRLock`].
///
/// Take [`Lock`](crate::Lock) unless a function that locks must call another that locks the same:
/// it is smaller, it gives `&mut T`, and it shows that such a call is there by hanging at once.
///
/// # Fork
///
/// In a forked child the lock is as it was. The thread that forked still owns what it owned, at
/// the same depth; what another thread held stays held.
///
/// # Examples
///
/// ```
/// use std::cell::RefCell;
/// use threadbare_sync::RLock;
///
/// struct Tree {
///     log: RLock<RefCell<Vec<u32>>>,
/// }
///
/// impl Tree {
///     fn visit(&self, depth: u32) {
///         let log = self.log.lock(); // nobody writes between our lines
///         log.borrow_mut().push(depth);
///         if depth < 3 {
///             self.visit(depth + 1);
///         }
///     }
/// }
///
/// let tree = Tree { log: RLock::default() };
/// tree.visit(1);
/// assert_eq!(tree.log.into_inner().into_inner(), [1, 2, 3]);
/// ```
///
/// The value is shared, so it cannot be borrowed as one's own:
///
/// ```compile_fail,E0594
/// let lock = threadbare_sync::RLock::new(1);
/// *lock.lock() = 2;
/// ```
///
/// and a guard stays on its thread:
///
/// ```compile_fail,E0277
/// let lock = threadbare_sync::RLock::new(1);
/// let guard = lock.lock();
/// std::thread::scope(|scope| scope.spawn(move || drop(guard)).join());
/// ```
#[doc(alias = "ReentrantMutex")]
#[doc(alias = "ReentrantLock")]
#[doc(alias = "threading.RLock")]
#[derive(Default)]
pub struct RLock<T: ?Sized> {
    raw: RawRLock,
    value: T,
}

// SAFETY: I1 of `raw_lock` - one thread at a time reaches the value, which so only travels.
unsafe impl<T: ?Sized + Send> Sync for RLock<T> {}

// A panic inside leaves the value as it was at that moment, which is what every holder of a lock
// without poisoning has to expect.
impl<T: ?Sized> UnwindSafe for RLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RLock<T> {}

impl<T> RLock<T> {
    const_fn! {
        /// A free lock around `value`.
        #[must_use]
        pub const fn new(value: T) -> Self {
            Self { raw: RawRLock::new(), value }
        }
    }

    /// Takes the value out. Nobody can hold the lock: we own it.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: ?Sized> RLock<T> {
    /// Blocks until no other thread has the value.
    ///
    /// # Panics
    ///
    /// When this thread has `u32::MAX` guards already.
    ///
    /// ```
    /// use std::cell::Cell;
    ///
    /// let lock = threadbare_sync::RLock::new(Cell::new(1));
    /// let outer = lock.lock();
    /// lock.lock().set(2); // the same thread again
    /// assert_eq!(outer.get(), 2);
    /// ```
    #[inline]
    #[track_caller]
    #[doc(alias = "acquire")]
    pub fn lock(&self) -> RLockGuard<'_, T> {
        self.raw.acquire();
        RLockGuard::new(self)
    }

    /// The value, if no other thread has it; never blocks.
    ///
    /// # Panics
    ///
    /// As [`lock`](Self::lock).
    ///
    /// ```
    /// let lock = threadbare_sync::RLock::new(1);
    /// let guard = lock.lock();
    /// assert!(lock.try_lock().is_some());
    /// std::thread::scope(|scope| {
    ///     assert!(scope.spawn(|| lock.try_lock().is_none()).join().unwrap());
    /// });
    /// ```
    #[inline]
    #[track_caller]
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_lock(&self) -> Option<RLockGuard<'_, T>> {
        self.raw.try_acquire().then(|| RLockGuard::new(self))
    }

    /// Blocks until no other thread has the value, for at most `timeout`. Zero means try; one
    /// that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: another thread had it all the time.
    ///
    /// # Panics
    ///
    /// As [`lock`](Self::lock).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let lock = threadbare_sync::RLock::new(1);
    /// let outer = lock.lock_timeout(Duration::MAX)?;
    /// let inner = lock.lock_timeout(Duration::ZERO)?; // it is ours
    /// # Ok::<(), threadbare_sync::TimedOut>(())
    /// ```
    #[track_caller]
    pub fn lock_timeout(&self, timeout: Duration) -> Result<RLockGuard<'_, T>, TimedOut> {
        self.raw.acquire_timeout(timeout).map(|()| RLockGuard::new(self))
    }

    /// Blocks until no other thread has the value, at most until `deadline`. One that has passed
    /// means try.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: another thread had it all the time.
    ///
    /// # Panics
    ///
    /// As [`lock`](Self::lock).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let lock = threadbare_sync::RLock::new(1);
    /// assert!(lock.lock_deadline(Instant::now()).is_ok());
    /// ```
    #[track_caller]
    pub fn lock_deadline(&self, deadline: Instant) -> Result<RLockGuard<'_, T>, TimedOut> {
        self.raw.acquire_deadline(deadline).map(|()| RLockGuard::new(self))
    }

    /// True when the calling thread has the value.
    ///
    /// ```
    /// let lock = threadbare_sync::RLock::new(1);
    /// assert!(!lock.is_owned());
    /// let guard = lock.lock();
    /// assert!(lock.is_owned());
    /// ```
    #[must_use]
    #[doc(alias = "_is_owned")]
    #[doc(alias = "is_owned_by_current_thread")]
    pub fn is_owned(&self) -> bool {
        self.raw.is_owned()
    }

    /// How many guards the calling thread has; those that it forgot count.
    ///
    /// ```
    /// let lock = threadbare_sync::RLock::new(1);
    /// let guards = [lock.lock(), lock.lock()];
    /// assert_eq!(lock.depth(), 2);
    /// ```
    #[must_use]
    #[doc(alias = "_recursion_count")]
    pub fn depth(&self) -> u32 {
        self.raw.depth()
    }

    /// True while any thread has the value. The answer may be wrong by the time it is looked at.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// The value, through the only reference to the lock: nobody else can have it.
    pub const fn get_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// The lock without its value, for code that acquires and releases in different scopes.
    ///
    /// # Safety
    ///
    /// The caller releases it as often as it acquired it: a release too many, while a guard lives,
    /// lets two threads in.
    #[must_use]
    pub const unsafe fn raw(&self) -> &RawRLock {
        &self.raw
    }
}

impl<T> From<T> for RLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RLock<T> {
    /// Shows the value if no other thread has it. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RLock");
        match self.try_lock() {
            Some(guard) => shown.field("value", &&*guard),
            None => shown.field("value", &format_args!("<locked>")),
        };
        shown.field("raw", &self.raw).finish()
    }
}
