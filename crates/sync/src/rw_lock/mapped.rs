//! Guards of a part of the value.

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::NonNull;

use crate::RawRwLock;

/// A part of the value of a [`RwLock`](crate::RwLock) to read, until it is dropped. Made by
/// [`RwLockReadGuard::map`](crate::RwLockReadGuard::map).
///
/// ```
/// use threadbare_sync::{MappedRwLockReadGuard, RwLock, RwLockReadGuard};
///
/// let lock = RwLock::new(((1, 2), 3));
/// let inner = RwLockReadGuard::map(lock.read(), |all| &all.0);
/// assert_eq!(*MappedRwLockReadGuard::map(inner, |pair| &pair.1), 2);
/// ```
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct MappedRwLockReadGuard<'a, U: ?Sized> {
    raw: &'a RawRwLock,
    value: NonNull<U>,
    _value: PhantomData<&'a U>,
}

// SAFETY: the guard stands for `&U` and a read that any thread may release.
unsafe impl<U: ?Sized + Sync> Send for MappedRwLockReadGuard<'_, U> {}
// SAFETY: sharing the guard shares `&U` alone.
unsafe impl<U: ?Sized + Sync> Sync for MappedRwLockReadGuard<'_, U> {}

// As the lock itself: a panic leaves the value as it was at that moment.
impl<U: ?Sized> UnwindSafe for MappedRwLockReadGuard<'_, U> {}
impl<U: ?Sized> RefUnwindSafe for MappedRwLockReadGuard<'_, U> {}

impl<'a, U: ?Sized> MappedRwLockReadGuard<'a, U> {
    pub(super) const fn new(raw: &'a RawRwLock, value: NonNull<U>) -> Self {
        Self { raw, value, _value: PhantomData }
    }

    /// Narrows the guard further.
    pub fn map<V: ?Sized>(
        guard: Self,
        part: impl FnOnce(&U) -> &V,
    ) -> MappedRwLockReadGuard<'a, V> {
        let value = NonNull::from(part(&guard));
        MappedRwLockReadGuard::new(ManuallyDrop::new(guard).raw, value)
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    pub fn try_map<V: ?Sized>(
        guard: Self,
        part: impl FnOnce(&U) -> Option<&V>,
    ) -> Result<MappedRwLockReadGuard<'a, V>, Self> {
        match part(&guard).map(NonNull::from) {
            Some(value) => Ok(MappedRwLockReadGuard::new(ManuallyDrop::new(guard).raw, value)),
            None => Err(guard),
        }
    }
}

impl<U: ?Sized> Deref for MappedRwLockReadGuard<'_, U> {
    type Target = U;

    fn deref(&self) -> &U {
        // SAFETY: I1 of `raw_rw_lock` - a read is held as long as `self` lives, and the part lives
        // as long as the lock.
        unsafe { self.value.as_ref() }
    }
}

impl<U: ?Sized> Drop for MappedRwLockReadGuard<'_, U> {
    fn drop(&mut self) {
        // SAFETY: the guard holds a read, and nobody has the part from it any more.
        unsafe { self.raw.release_read() };
    }
}

impl<U: ?Sized + fmt::Debug> fmt::Debug for MappedRwLockReadGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<U: ?Sized + fmt::Display> fmt::Display for MappedRwLockReadGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A part of the value of a [`RwLock`](crate::RwLock) to write, until it is dropped. Made by
/// [`RwLockWriteGuard::map`](crate::RwLockWriteGuard::map).
///
/// ```
/// use threadbare_sync::{MappedRwLockWriteGuard, RwLock, RwLockWriteGuard};
///
/// let lock = RwLock::new(((1, 2), 3));
/// let inner = RwLockWriteGuard::map(lock.write(), |all| &mut all.0);
/// *MappedRwLockWriteGuard::map(inner, |pair| &mut pair.1) = 7;
/// assert_eq!(lock.into_inner(), ((1, 7), 3));
/// ```
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct MappedRwLockWriteGuard<'a, U: ?Sized> {
    raw: &'a RawRwLock,
    value: NonNull<U>,
    _value: PhantomData<&'a mut U>,
}

// SAFETY: the guard stands for `&mut U` and a write that any thread may release.
unsafe impl<U: ?Sized + Send> Send for MappedRwLockWriteGuard<'_, U> {}
// SAFETY: sharing the guard shares `&U` alone.
unsafe impl<U: ?Sized + Sync> Sync for MappedRwLockWriteGuard<'_, U> {}

// As the lock itself: a panic leaves the value as it was at that moment.
impl<U: ?Sized> UnwindSafe for MappedRwLockWriteGuard<'_, U> {}
impl<U: ?Sized> RefUnwindSafe for MappedRwLockWriteGuard<'_, U> {}

impl<'a, U: ?Sized> MappedRwLockWriteGuard<'a, U> {
    pub(super) const fn new(raw: &'a RawRwLock, value: NonNull<U>) -> Self {
        Self { raw, value, _value: PhantomData }
    }

    /// Narrows the guard further.
    pub fn map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> &mut V,
    ) -> MappedRwLockWriteGuard<'a, V> {
        let value = NonNull::from(part(&mut guard));
        MappedRwLockWriteGuard::new(ManuallyDrop::new(guard).raw, value)
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    pub fn try_map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> Option<&mut V>,
    ) -> Result<MappedRwLockWriteGuard<'a, V>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(value) => Ok(MappedRwLockWriteGuard::new(ManuallyDrop::new(guard).raw, value)),
            None => Err(guard),
        }
    }
}

impl<U: ?Sized> Deref for MappedRwLockWriteGuard<'_, U> {
    type Target = U;

    fn deref(&self) -> &U {
        // SAFETY: I1 of `raw_rw_lock` - the write is held as long as `self` lives, and the part
        // lives as long as the lock.
        unsafe { self.value.as_ref() }
    }
}

impl<U: ?Sized> DerefMut for MappedRwLockWriteGuard<'_, U> {
    fn deref_mut(&mut self) -> &mut U {
        // SAFETY: as in `deref`; `&mut self` is the only way to the part.
        unsafe { self.value.as_mut() }
    }
}

impl<U: ?Sized> Drop for MappedRwLockWriteGuard<'_, U> {
    fn drop(&mut self) {
        // SAFETY: the guard holds the write, and nobody has the part from it any more.
        unsafe { self.raw.release_write() };
    }
}

impl<U: ?Sized + fmt::Debug> fmt::Debug for MappedRwLockWriteGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<U: ?Sized + fmt::Display> fmt::Display for MappedRwLockWriteGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
