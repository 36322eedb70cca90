//! The guard of a part.

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::NonNull;

use super::RawMutex;

/// A part of the value of a lock, until it is dropped. Made by [`Guard::map`](super::Guard::map);
/// its names are [`MappedLockGuard`](crate::MappedLockGuard) and
/// [`MappedFairLockGuard`](crate::MappedFairLockGuard).
///
/// ```
/// use threadbare_sync::{Lock, LockGuard, MappedLockGuard};
///
/// let lock = Lock::new(((1, 2), 3));
/// let inner = LockGuard::map(lock.lock(), |all| &mut all.0);
/// let mut second = MappedLockGuard::map(inner, |pair| &mut pair.1);
/// *second = 7;
/// # drop(second);
/// assert_eq!(lock.into_inner(), ((1, 7), 3));
/// ```
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct MappedGuard<'a, R: RawMutex, U: ?Sized> {
    raw: &'a R,
    value: NonNull<U>,
    _value: PhantomData<&'a mut U>,
}

// SAFETY: the guard stands for `&mut U` and a lock that any thread may release.
unsafe impl<R: RawMutex, U: ?Sized + Send> Send for MappedGuard<'_, R, U> {}
// SAFETY: sharing the guard shares `&U` alone.
unsafe impl<R: RawMutex, U: ?Sized + Sync> Sync for MappedGuard<'_, R, U> {}

// As the lock itself: a panic leaves the value as it was at that moment.
impl<R: RawMutex, U: ?Sized> UnwindSafe for MappedGuard<'_, R, U> {}
impl<R: RawMutex, U: ?Sized> RefUnwindSafe for MappedGuard<'_, R, U> {}

impl<'a, R: RawMutex, U: ?Sized> MappedGuard<'a, R, U> {
    pub(super) const fn new(raw: &'a R, value: NonNull<U>) -> Self {
        Self { raw, value, _value: PhantomData }
    }

    /// Narrows the guard further.
    pub fn map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> &mut V,
    ) -> MappedGuard<'a, R, V> {
        let value = NonNull::from(part(&mut guard));
        MappedGuard::new(Self::keep(guard), value)
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    pub fn try_map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> Option<&mut V>,
    ) -> Result<MappedGuard<'a, R, V>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(value) => Ok(MappedGuard::new(Self::keep(guard), value)),
            None => Err(guard),
        }
    }

    /// The lock, still held.
    pub(crate) fn keep(guard: Self) -> &'a R {
        ManuallyDrop::new(guard).raw
    }
}

impl<R: RawMutex, U: ?Sized> Deref for MappedGuard<'_, R, U> {
    type Target = U;

    fn deref(&self) -> &U {
        // SAFETY: I1 - we hold the lock as long as `self` lives, and the part
        // lives as long as the lock.
        unsafe { self.value.as_ref() }
    }
}

impl<R: RawMutex, U: ?Sized> DerefMut for MappedGuard<'_, R, U> {
    fn deref_mut(&mut self) -> &mut U {
        // SAFETY: as in `deref`; `&mut self` is the only way to the part.
        unsafe { self.value.as_mut() }
    }
}

impl<R: RawMutex, U: ?Sized> Drop for MappedGuard<'_, R, U> {
    fn drop(&mut self) {
        self.raw.release_held();
    }
}

impl<R: RawMutex, U: ?Sized + fmt::Debug> fmt::Debug for MappedGuard<'_, R, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<R: RawMutex, U: ?Sized + fmt::Display> fmt::Display for MappedGuard<'_, R, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
