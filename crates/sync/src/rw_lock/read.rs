//! The guard of one reader.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::Deref;
use core::ptr::NonNull;

use super::{MappedRwLockReadGuard, RwLock};

/// The value of a [`RwLock`] to read, until it is dropped.
///
/// Bind it: `let guard = lock.read();`. The functions are called as
/// `RwLockReadGuard::map(guard, ..)`, so that they do not hide methods of the value.
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    pub(super) lock: &'a RwLock<T>,
}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    /// The guard of a lock that the caller has just acquired.
    #[inline]
    pub(super) const fn new(lock: &'a RwLock<T>) -> Self {
        Self { lock }
    }

    /// A second guard beside this one. Never waits, not even for a writer that waits for us, which
    /// a second [`RwLock::read`] would.
    ///
    /// # Panics
    ///
    /// With more than 16 million readers at once.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockReadGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let guard = lock.read();
    /// let again = RwLockReadGuard::again(&guard);
    /// drop(guard);
    /// assert!(lock.try_write().is_none() && *again == 1);
    /// ```
    #[doc(alias = "read_recursive")]
    pub fn again(guard: &Self) -> Self {
        // SAFETY: the guard holds a read, and lives longer than this call.
        unsafe { guard.lock.raw.acquire_read_again() };
        Self::new(guard.lock)
    }

    /// Narrows the guard to a part of the value.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockReadGuard};
    ///
    /// let lock = RwLock::new((1, 2));
    /// assert_eq!(*RwLockReadGuard::map(lock.read(), |pair| &pair.1), 2);
    /// ```
    pub fn map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> &U,
    ) -> MappedRwLockReadGuard<'a, U> {
        let value = NonNull::from(part(&guard));
        MappedRwLockReadGuard::new(&Self::keep(guard).raw, value)
    }

    /// Narrows the guard to a part of the value, if there is one.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockReadGuard};
    ///
    /// let lock = RwLock::new(vec![1]);
    /// assert!(RwLockReadGuard::try_map(lock.read(), |list| list.get(7)).is_err());
    /// ```
    pub fn try_map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<MappedRwLockReadGuard<'a, U>, Self> {
        match part(&guard).map(NonNull::from) {
            Some(value) => Ok(MappedRwLockReadGuard::new(&Self::keep(guard).raw, value)),
            None => Err(guard),
        }
    }

    /// The lock, still held.
    pub(super) fn keep(guard: Self) -> &'a RwLock<T> {
        ManuallyDrop::new(guard).lock
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds a read as long as it lives.
        unsafe { self.lock.value() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the guard holds a read, and nobody has the value from it any more.
        unsafe { self.lock.raw.release_read() };
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
