//! The guard of the writer.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::{MappedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockUpgradableGuard};

/// The value of a [`RwLock`] to write, until it is dropped.
///
/// Bind it: `let guard = lock.write();`. The functions are called as
/// `RwLockWriteGuard::map(guard, ..)`, so that they do not hide methods of the value.
///
/// A guard may go to another thread, and be downgraded there; so the value has to be `Sync`:
///
/// ```compile_fail,E0277
/// use std::cell::Cell;
/// use threadbare_sync::RwLock;
///
/// let lock = RwLock::new(Cell::new(1));
/// let guard = lock.write();
/// std::thread::scope(|scope| scope.spawn(move || guard.set(2)).join());
/// ```
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    pub(super) lock: &'a RwLock<T>,
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// The guard of a lock that the caller has just acquired.
    #[inline]
    pub(super) const fn new(lock: &'a RwLock<T>) -> Self {
        Self { lock }
    }

    /// Goes on as a reader, with no writer in between. Lets waiting readers in.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockWriteGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let mut guard = lock.write();
    /// *guard = 2;
    /// let guard = RwLockWriteGuard::downgrade(guard);
    /// assert_eq!((*guard, *lock.read()), (2, 2));
    /// ```
    pub fn downgrade(guard: Self) -> RwLockReadGuard<'a, T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the write, and was taken apart; a read guard takes its place.
        unsafe { lock.raw.downgrade() };
        RwLockReadGuard::new(lock)
    }

    /// Goes on as the upgradable reader, with no writer in between. Lets waiting readers in.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockUpgradableGuard, RwLockWriteGuard};
    ///
    /// let lock = RwLock::new(1);
    /// let guard = RwLockWriteGuard::downgrade_to_upgradable(lock.write());
    /// assert_eq!(*lock.read(), 1);
    /// *RwLockUpgradableGuard::upgrade(guard) = 2;
    /// ```
    pub fn downgrade_to_upgradable(guard: Self) -> RwLockUpgradableGuard<'a, T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the write, and was taken apart; another takes its place.
        unsafe { lock.raw.downgrade_to_upgradable() };
        RwLockUpgradableGuard::new(lock)
    }

    /// Narrows the guard to a part of the value.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockWriteGuard};
    ///
    /// let lock = RwLock::new((1, 2));
    /// *RwLockWriteGuard::map(lock.write(), |pair| &mut pair.1) += 5;
    /// assert_eq!(*lock.read(), (1, 7));
    /// ```
    pub fn map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedRwLockWriteGuard<'a, U> {
        let value = NonNull::from(part(&mut guard));
        MappedRwLockWriteGuard::new(&Self::keep(guard).raw, value)
    }

    /// Narrows the guard to a part of the value, if there is one.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    ///
    /// ```
    /// use threadbare_sync::{RwLock, RwLockWriteGuard};
    ///
    /// let lock = RwLock::new(vec![1]);
    /// assert!(RwLockWriteGuard::try_map(lock.write(), |list| list.get_mut(7)).is_err());
    /// ```
    pub fn try_map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<MappedRwLockWriteGuard<'a, U>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(value) => Ok(MappedRwLockWriteGuard::new(&Self::keep(guard).raw, value)),
            None => Err(guard),
        }
    }

    /// The lock, still held.
    pub(super) fn keep(guard: Self) -> &'a RwLock<T> {
        ManuallyDrop::new(guard).lock
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard holds the write as long as it lives, and is borrowed.
        unsafe { self.lock.value() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the write as long as it lives, and is borrowed mutably.
        unsafe { self.lock.value_mut() }
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the guard holds the write, and nobody has the value from it any more.
        unsafe { self.lock.raw.release_write() };
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
