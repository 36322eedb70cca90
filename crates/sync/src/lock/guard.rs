//! The guards: as long as one lives, the value is its owner's.
//!
//! A guard may be sent to another thread: the lock does not know its holder, so a release from
//! there is as good as one from here, and a task that moves between threads may keep it across
//! an `.await` (docs/decisions/0004-guards-are-send.md).

use core::fmt;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::NonNull;

use super::Lock;
use crate::RawLock;

/// The value of a [`Lock`], until it is dropped.
///
/// Bind it: `let guard = lock.lock();`. The functions are called as `LockGuard::map(guard, ..)`,
/// so that they do not hide methods of the value.
///
/// A guard goes to another thread with a value that may go there, and no other:
///
/// ```compile_fail,E0277
/// use std::cell::Cell;
/// use threadbare_sync::Lock;
///
/// let lock = Lock::new(Cell::new(1));
/// let guard = lock.lock(); // may be sent, not shared
/// std::thread::scope(|scope| scope.spawn(|| guard.set(2)).join());
/// ```
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct LockGuard<'a, T: ?Sized> {
    pub(super) lock: &'a Lock<T>,
}

// SAFETY: sharing the guard shares `&T`; without this it would ask for `T: Send` alone.
unsafe impl<T: ?Sized + Send + Sync> Sync for LockGuard<'_, T> {}

impl<'a, T: ?Sized> LockGuard<'a, T> {
    /// The guard of a lock that the caller has just acquired.
    #[inline]
    pub(super) const fn new(lock: &'a Lock<T>) -> Self {
        Self { lock }
    }

    /// Narrows the guard to a part of the value.
    ///
    /// ```
    /// use threadbare_sync::{Lock, LockGuard};
    ///
    /// let lock = Lock::new((1, 2));
    /// *LockGuard::map(lock.lock(), |pair| &mut pair.1) += 5;
    /// assert_eq!(*lock.lock(), (1, 7));
    /// ```
    pub fn map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> &mut U,
    ) -> MappedLockGuard<'a, U> {
        let value = NonNull::from(part(&mut guard));
        MappedLockGuard::new(&Self::keep(guard).raw, value)
    }

    /// Narrows the guard to a part of the value, if there is one.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    ///
    /// ```
    /// use threadbare_sync::{Lock, LockGuard};
    ///
    /// let lock = Lock::new(vec![1]);
    /// assert!(LockGuard::try_map(lock.lock(), |list| list.get_mut(7)).is_err());
    /// ```
    pub fn try_map<U: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<MappedLockGuard<'a, U>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(value) => Ok(MappedLockGuard::new(&Self::keep(guard).raw, value)),
            None => Err(guard),
        }
    }

    /// Releases the lock to a thread that sleeps, if there is one, ahead of those that run.
    ///
    /// ```
    /// use threadbare_sync::{Lock, LockGuard};
    ///
    /// let lock = Lock::new(1);
    /// LockGuard::unlock_fair(lock.lock());
    /// assert!(!lock.is_locked());
    /// ```
    pub fn unlock_fair(guard: Self) {
        let released = Self::keep(guard).raw.release_fair();
        debug_assert!(released.is_ok(), "a guard's lock is held");
    }

    /// Lets a sleeping thread have the value for a while, if there is one. When this returns,
    /// the value is ours again, and may have changed.
    ///
    /// ```
    /// use threadbare_sync::{Lock, LockGuard};
    ///
    /// let lock = Lock::new(0);
    /// let mut guard = lock.lock();
    /// for step in 0..3 {
    ///     *guard += step;
    ///     LockGuard::bump(&mut guard);
    /// }
    /// # assert_eq!(*guard, 3);
    /// ```
    pub fn bump(guard: &mut Self) {
        let bumped = guard.lock.raw.bump();
        debug_assert!(bumped.is_ok(), "a guard's lock is held");
    }

    /// Releases the lock while `body` runs, and takes it again, also when `body` panics.
    ///
    /// ```
    /// use threadbare_sync::{Lock, LockGuard};
    ///
    /// let lock = Lock::new(1);
    /// let mut guard = lock.lock();
    /// LockGuard::unlocked(&mut guard, || *lock.lock() += 1);
    /// assert_eq!(*guard, 2);
    /// ```
    pub fn unlocked<R>(guard: &mut Self, body: impl FnOnce() -> R) -> R {
        /// Takes the lock again, whichever way `body` ends.
        struct Again<'b>(&'b RawLock);

        impl Drop for Again<'_> {
            fn drop(&mut self) {
                self.0.acquire();
            }
        }

        let released = guard.lock.raw.release();
        debug_assert!(released.is_ok(), "a guard's lock is held");
        let _again = Again(&guard.lock.raw);
        body()
    }

    /// Keeps the value for ever: the lock is never released.
    ///
    /// ```
    /// use threadbare_sync::{Lock, LockGuard};
    ///
    /// static LOCK: Lock<u32> = Lock::new(1);
    /// let value: &'static mut u32 = LockGuard::leak(LOCK.lock());
    /// *value += 1;
    /// assert!(LOCK.try_lock().is_none());
    /// ```
    #[must_use = "the value cannot be reached in any other way now"]
    pub fn leak(guard: Self) -> &'a mut T {
        let lock = Self::keep(guard);
        lock.value.with_mut(|value| {
            // SAFETY: I1 of `raw_lock` - we hold the lock, and it is never released.
            unsafe { &mut *value }
        })
    }

    /// The lock, still held.
    fn keep(guard: Self) -> &'a Lock<T> {
        ManuallyDrop::new(guard).lock
    }
}

impl<T: ?Sized> Deref for LockGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.lock.value.with(|value| {
            // SAFETY: I1 of `raw_lock` - we hold the lock as long as `self` lives.
            unsafe { &*value }
        })
    }
}

impl<T: ?Sized> DerefMut for LockGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        self.lock.value.with_mut(|value| {
            // SAFETY: I1 of `raw_lock` - we hold the lock as long as `self` lives.
            unsafe { &mut *value }
        })
    }
}

impl<T: ?Sized> Drop for LockGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let released = self.lock.raw.release();
        debug_assert!(released.is_ok(), "the lock was released while its guard lived");
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for LockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for LockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A part of the value of a [`Lock`], until it is dropped. Made by [`LockGuard::map`].
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
pub struct MappedLockGuard<'a, U: ?Sized> {
    raw: &'a RawLock,
    value: NonNull<U>,
    _value: PhantomData<&'a mut U>,
}

// SAFETY: the guard stands for `&mut U` and a lock that any thread may release.
unsafe impl<U: ?Sized + Send> Send for MappedLockGuard<'_, U> {}
// SAFETY: sharing the guard shares `&U` alone.
unsafe impl<U: ?Sized + Sync> Sync for MappedLockGuard<'_, U> {}

// As the lock itself: a panic leaves the value as it was at that moment.
impl<U: ?Sized> UnwindSafe for MappedLockGuard<'_, U> {}
impl<U: ?Sized> RefUnwindSafe for MappedLockGuard<'_, U> {}

impl<'a, U: ?Sized> MappedLockGuard<'a, U> {
    const fn new(raw: &'a RawLock, value: NonNull<U>) -> Self {
        Self { raw, value, _value: PhantomData }
    }

    /// Narrows the guard further.
    pub fn map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> &mut V,
    ) -> MappedLockGuard<'a, V> {
        let value = NonNull::from(part(&mut guard));
        MappedLockGuard::new(ManuallyDrop::new(guard).raw, value)
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard itself, when `part` returns `None`.
    pub fn try_map<V: ?Sized>(
        mut guard: Self,
        part: impl FnOnce(&mut U) -> Option<&mut V>,
    ) -> Result<MappedLockGuard<'a, V>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(value) => Ok(MappedLockGuard::new(ManuallyDrop::new(guard).raw, value)),
            None => Err(guard),
        }
    }

    /// Releases the lock to a thread that sleeps, if there is one; see
    /// [`LockGuard::unlock_fair`].
    pub fn unlock_fair(guard: Self) {
        let released = ManuallyDrop::new(guard).raw.release_fair();
        debug_assert!(released.is_ok(), "a guard's lock is held");
    }
}

impl<U: ?Sized> Deref for MappedLockGuard<'_, U> {
    type Target = U;

    fn deref(&self) -> &U {
        // SAFETY: I1 of `raw_lock` - we hold the lock as long as `self` lives, and the part
        // lives as long as the lock.
        unsafe { self.value.as_ref() }
    }
}

impl<U: ?Sized> DerefMut for MappedLockGuard<'_, U> {
    fn deref_mut(&mut self) -> &mut U {
        // SAFETY: as in `deref`; `&mut self` is the only way to the part.
        unsafe { self.value.as_mut() }
    }
}

impl<U: ?Sized> Drop for MappedLockGuard<'_, U> {
    fn drop(&mut self) {
        let released = self.raw.release();
        debug_assert!(released.is_ok(), "the lock was released while its guard lived");
    }
}

impl<U: ?Sized + fmt::Debug> fmt::Debug for MappedLockGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<U: ?Sized + fmt::Display> fmt::Display for MappedLockGuard<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
