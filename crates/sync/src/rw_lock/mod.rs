//! `RwLock<T>`: a value that many read or one writes.              Chapter: docs/sync/rwlock.md
//!
//! The words and all waiting are [`RawRwLock`]'s; this file ties them to a value and to scopes.
//! Read next: `waits.rs` for the other forms, the guards, then `raw_rw_lock`.

mod futures;
mod mapped;
mod owned;
mod read;
mod upgradable;
mod wait;
mod waits;
mod write;

use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::const_fn;

use crate::RawRwLock;
pub use futures::{ReadAsync, UpgradableAsync, UpgradeAsync, WriteAsync};
pub use mapped::{MappedRwLockReadGuard, MappedRwLockWriteGuard};
pub use owned::{ArcRwLockReadGuard, ArcRwLockUpgradableGuard, ArcRwLockWriteGuard};
pub use read::RwLockReadGuard;
pub use upgradable::RwLockUpgradableGuard;
pub use write::RwLockWriteGuard;

/// A value that many threads or tasks may read at once, or one may write. std's `RwLock`, without
/// poisoning; Python has none.
///
/// Eight bytes beside the value, no allocation, `const` construction. Uncontended, in and out are
/// one atomic operation each. Readers do not shut writers out, nor writers readers: a writer waits
/// for the readers that it finds and keeps later ones out; a reader that has starved for half a
/// millisecond comes in after the next writer (see [`RawRwLock`]). Guards may be sent to other
/// threads and kept across `.await`.
///
/// One reader at a time may be **upgradable**: it reads beside the others, and may become the
/// writer with nobody writing in between. Two threads that both read and then want to write would
/// wait for each other; two that are upgradable come one after the other.
///
/// # Do not read twice
///
/// A thread that holds a read guard and calls [`read`](Self::read) **waits for ever** if a writer
/// has come in between: the writer waits for the first guard, and the second read for the writer.
/// [`RwLockReadGuard::again`] makes a second guard out of the first and never waits.
///
/// A panic while a guard lives releases the lock; the value stays as it was left.
///
/// # Fork
///
/// In a forked child the lock is as it was: free if it was free, and held for ever if a thread
/// held it that the child does not have. Waiters of the parent are not waiters of the child; what
/// was kept for them lapses after 20 milliseconds of waiting.
///
/// # Examples
///
/// ```
/// use std::thread;
/// use threadbare_sync::RwLock;
///
/// static NAMES: RwLock<Vec<&str>> = RwLock::new(Vec::new());
///
/// thread::scope(|scope| {
///     for name in ["ada", "grace"] {
///         scope.spawn(move || NAMES.write().push(name));
///     }
///     scope.spawn(|| assert!(NAMES.read().len() <= 2));
/// });
/// assert_eq!(NAMES.read().len(), 2);
/// ```
///
/// Readers share the value between threads, so it must be `Sync`:
///
/// ```compile_fail,E0277
/// use std::cell::Cell;
/// use threadbare_sync::RwLock;
///
/// let lock = RwLock::new(Cell::new(1));
/// std::thread::scope(|scope| scope.spawn(|| lock.read().set(2)).join());
/// ```
///
/// and no reference to the value outlives its guard:
///
/// ```compile_fail,E0505
/// use threadbare_sync::RwLock;
///
/// let lock = RwLock::new(vec![1]);
/// let guard = lock.read();
/// let first = &guard[0];
/// drop(guard);
/// assert_eq!(*first, 1);
/// ```
#[doc(alias = "ReadWriteLock")]
#[doc(alias = "SharedMutex")]
#[derive(Default)]
pub struct RwLock<T: ?Sized> {
    raw: RawRwLock,
    value: UnsafeCell<T>,
}

// SAFETY: I1 of `raw_rw_lock` - readers share `&T` (so `Sync`), and a writer is alone, on any
// thread (so `Send`).
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: the lock owns its value, and its words belong to no thread.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}

// A panic inside leaves the value as it was at that moment, which is what every holder of a lock
// without poisoning has to expect.
impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}

impl<T> RwLock<T> {
    const_fn! {
        /// A free lock around `value`.
        #[must_use]
        pub const fn new(value: T) -> Self {
            Self { raw: RawRwLock::new(), value: UnsafeCell::new(value) }
        }
    }

    /// Takes the value out. Nobody can be inside: we own it.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Blocks until the value may be read, beside other readers.
    ///
    /// # Panics
    ///
    /// With more than 16 million readers at once.
    ///
    /// ```
    /// let lock = threadbare_sync::RwLock::new(vec![1]);
    /// let (one, two) = (lock.read(), lock.try_read());
    /// assert_eq!(two.as_deref(), Some(&vec![1]));
    /// # drop(one);
    /// ```
    #[inline]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        self.raw.acquire_read();
        RwLockReadGuard::new(self)
    }

    /// The value to read, unless somebody writes or is about to; never blocks.
    ///
    /// ```
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let writer = lock.write();
    /// assert!(lock.try_read().is_none());
    /// ```
    #[inline]
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        self.raw.try_acquire_read().then(|| RwLockReadGuard::new(self))
    }

    /// Blocks until the value may be written, by us alone.
    ///
    /// ```
    /// let lock = threadbare_sync::RwLock::new(vec![1]);
    /// lock.write().push(2);
    /// assert_eq!(*lock.read(), [1, 2]);
    /// ```
    #[inline]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.raw.acquire_write();
        RwLockWriteGuard::new(self)
    }

    /// The value to write, if nobody is inside; never blocks.
    ///
    /// A lock that was released for somebody who has starved counts as taken.
    ///
    /// ```
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let reader = lock.read();
    /// assert!(lock.try_write().is_none());
    /// ```
    #[inline]
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        self.raw.try_acquire_write().then(|| RwLockWriteGuard::new(self))
    }

    /// Blocks until the value may be read by us as the one who may upgrade. Others may read
    /// meanwhile; nobody writes, and no second one is upgradable.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard};
    ///
    /// let lock = RwLock::new(Vec::new());
    /// let names = lock.upgradable();
    /// if !names.contains(&"ada") {
    ///     // Nobody has written since we looked.
    ///     RwLockUpgradableGuard::upgrade(names).push("ada");
    /// }
    /// assert_eq!(*lock.read(), ["ada"]);
    /// ```
    #[doc(alias = "upgradable_read")]
    pub fn upgradable(&self) -> RwLockUpgradableGuard<'_, T> {
        self.raw.acquire_upgradable();
        RwLockUpgradableGuard::new(self)
    }

    /// The value to read as the one who may upgrade, unless somebody else is that, or writes, or is
    /// about to; never blocks.
    ///
    /// ```
    /// let lock = threadbare_sync::RwLock::new(1);
    /// let first = lock.try_upgradable();
    /// assert!(first.is_some() && lock.try_upgradable().is_none());
    /// assert!(lock.try_read().is_some());
    /// ```
    #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
    pub fn try_upgradable(&self) -> Option<RwLockUpgradableGuard<'_, T>> {
        self.raw.try_acquire_upgradable().then(|| RwLockUpgradableGuard::new(self))
    }

    /// True while somebody reads or writes. The answer may be wrong by the time it is looked at.
    #[must_use]
    #[doc(alias = "locked")]
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// True while somebody writes. The answer may be wrong by the time it is looked at.
    #[must_use]
    pub fn is_write_locked(&self) -> bool {
        self.raw.is_write_locked()
    }

    /// The value, through the only reference to the lock: nobody else can have it.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The lock without its value, for code that acquires and releases in different scopes.
    ///
    /// # Safety
    ///
    /// Nothing is released, upgraded or downgraded by it that a guard holds.
    #[must_use]
    pub unsafe fn raw(&self) -> &RawRwLock {
        &self.raw
    }

    /// The value, for one who reads.
    ///
    /// # Safety
    ///
    /// A read, the upgradable read or the write is held as long as the reference lives, and nothing
    /// writes through another.
    #[inline]
    unsafe fn value(&self) -> &T {
        self.value.with(|value| {
            // SAFETY: I1 of `raw_rw_lock` - nobody writes (the caller).
            unsafe { &*value }
        })
    }

    /// The value, for the writer.
    ///
    /// # Safety
    ///
    /// The write is held as long as the reference lives, and there is no other.
    #[inline]
    #[expect(clippy::mut_from_ref, reason = "the lock is held, which stands for `&mut`")]
    unsafe fn value_mut(&self) -> &mut T {
        self.value.with_mut(|value| {
            // SAFETY: I1 of `raw_rw_lock` - we are alone inside (the caller).
            unsafe { &mut *value }
        })
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    /// Shows the value if it may be read. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RwLock");
        match self.try_read() {
            Some(guard) => shown.field("value", &&*guard),
            None => shown.field("value", &format_args!("<locked>")),
        };
        shown.field("raw", &self.raw).finish()
    }
}
