//! The guards of a re-entrant lock: shared references that stay on their thread.

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::Deref;

use super::RLock;
use crate::RawRLock;

/// Keeps a guard on its thread, which is the lock's owner.
type StaysHere = PhantomData<*const ()>;

/// The value of an [`RLock`], until it is dropped. One thread may have several.
///
/// There is no `unlocked` as [`LockGuard`](crate::LockGuard) has: other guards of this thread
/// would be in use while another thread has the value.
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct RLockGuard<'a, T: ?Sized> {
    pub(super) lock: &'a RLock<T>,
    _here: StaysHere,
}

// SAFETY: sharing the guard shares `&T` alone.
unsafe impl<T: ?Sized + Sync> Sync for RLockGuard<'_, T> {}

impl<'a, T: ?Sized> RLockGuard<'a, T> {
    /// The guard of a lock that the calling thread has just acquired once more.
    #[inline]
    pub(super) const fn new(lock: &'a RLock<T>) -> Self {
        Self { lock, _here: PhantomData }
    }

    /// Narrows the guard to a part of the value.
    ///
    /// ```
    /// use std::cell::Cell;
    /// use threadbare_sync::{RLock, RLockGuard};
    ///
    /// let lock = RLock::new((Cell::new(1), 2));
    /// RLockGuard::map(lock.lock(), |pair| &pair.0).set(5);
    /// assert_eq!(lock.into_inner().0.get(), 5);
    /// ```
    pub fn map<U: ?Sized>(guard: Self, part: impl FnOnce(&T) -> &U) -> MappedRLockGuard<'a, U> {
        let value = part(&guard.lock.value);
        MappedRLockGuard::new(&Self::keep(guard).raw, value)
    }

    /// Narrows the guard to a part of the value, if there is one.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    ///
    /// ```
    /// use threadbare_sync::{RLock, RLockGuard};
    ///
    /// let lock = RLock::new(vec![1]);
    /// assert!(RLockGuard::try_map(lock.lock(), |list| list.get(7)).is_err());
    /// ```
    pub fn try_map<U: ?Sized>(
        guard: Self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<MappedRLockGuard<'a, U>, Self> {
        match part(&guard.lock.value) {
            Some(value) => Ok(MappedRLockGuard::new(&Self::keep(guard).raw, value)),
            None => Err(guard),
        }
    }

    /// Keeps the value on this thread for ever: no other thread has it any more.
    ///
    /// ```
    /// use threadbare_sync::{RLock, RLockGuard};
    ///
    /// static LOCK: RLock<u32> = RLock::new(1);
    /// let value: &'static u32 = RLockGuard::leak(LOCK.lock());
    /// assert_eq!((*value, LOCK.depth()), (1, 1));
    /// ```
    #[must_use = "without the value, a lock was lost for nothing"]
    pub const fn leak(guard: Self) -> &'a T {
        &Self::keep(guard).value
    }

    /// The lock, still held.
    const fn keep(guard: Self) -> &'a RLock<T> {
        let lock = guard.lock;
        let _held = ManuallyDrop::new(guard);
        lock
    }
}

impl<T: ?Sized> Deref for RLockGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.lock.value
    }
}

impl<T: ?Sized> Drop for RLockGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.raw.release_owned();
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RLockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RLockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A part of the value of an [`RLock`], until it is dropped. Made by [`RLockGuard::map`].
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct MappedRLockGuard<'a, U: ?Sized> {
    raw: &'a RawRLock,
    value: &'a U,
    _here: StaysHere,
}

// SAFETY: sharing the guard shares `&U` alone.
unsafe impl<U: ?Sized + Sync> Sync for MappedRLockGuard<'_, U> {}

impl<'a, U: ?Sized> MappedRLockGuard<'a, U> {
    const fn new(raw: &'a RawRLock, value: &'a U) -> Self {
        Self { raw, value, _here: PhantomData }
    }

    /// Narrows the guard further.
    ///
    /// ```
    /// use threadbare_sync::{MappedRLockGuard, RLock, RLockGuard};
    ///
    /// let lock = RLock::new(((1, 2), 3));
    /// let inner = RLockGuard::map(lock.lock(), |all| &all.0);
    /// assert_eq!(*MappedRLockGuard::map(inner, |pair| &pair.1), 2);
    /// ```
    pub fn map<V: ?Sized>(guard: Self, part: impl FnOnce(&U) -> &V) -> MappedRLockGuard<'a, V> {
        let value = part(guard.value);
        MappedRLockGuard::new(ManuallyDrop::new(guard).raw, value)
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    pub fn try_map<V: ?Sized>(
        guard: Self,
        part: impl FnOnce(&U) -> Option<&V>,
    ) -> Result<MappedRLockGuard<'a, V>, Self> {
        match part(guard.value) {
            Some(value) => Ok(MappedRLockGuard::new(ManuallyDrop::new(guard).raw, value)),
            None => Err(guard),
        }
    }
}

impl<U: ?Sized> Deref for MappedRLockGuard<'_, U> {
    type Target = U;

    fn deref(&self) -> &U {
        self.value
    }
}

impl<U: ?Sized> Drop for MappedRLockGuard<'_, U> {
    fn drop(&mut self) {
        self.raw.release_owned();
    }
}

impl<U: ?Sized + fmt::Debug> fmt::Debug for MappedRLockGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<U: ?Sized + fmt::Display> fmt::Display for MappedRLockGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
