//! The guard that borrows its lock.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::{Guarded, MappedGuard, RawMutex};

/// The value of a [`Lock`](crate::Lock) or a [`FairLock`](crate::FairLock), until it is dropped.
/// Its names are [`LockGuard`](crate::LockGuard) and [`FairLockGuard`](crate::FairLockGuard).
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
pub struct Guard<'a, L: Guarded + ?Sized> {
    pub(crate) lock: &'a L,
}

// SAFETY: sharing the guard shares `&T`; without this it would ask for `T: Send` alone.
unsafe impl<L: Guarded<Value: Send + Sync> + ?Sized> Sync for Guard<'_, L> {}

impl<'a, L: Guarded + ?Sized> Guard<'a, L> {
    /// The guard of a lock that the caller has just acquired.
    #[inline]
    pub(crate) const fn new(lock: &'a L) -> Self {
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
        part: impl FnOnce(&mut L::Value) -> &mut U,
    ) -> MappedGuard<'a, L::Raw, U> {
        let value = NonNull::from(part(&mut guard));
        MappedGuard::new(Self::keep(guard).raw(), value)
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
        part: impl FnOnce(&mut L::Value) -> Option<&mut U>,
    ) -> Result<MappedGuard<'a, L::Raw, U>, Self> {
        match part(&mut guard).map(NonNull::from) {
            Some(value) => Ok(MappedGuard::new(Self::keep(guard).raw(), value)),
            None => Err(guard),
        }
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
        struct Again<'b, R: RawMutex>(&'b R);

        impl<R: RawMutex> Drop for Again<'_, R> {
            fn drop(&mut self) {
                self.0.acquire_raw();
            }
        }

        let raw = guard.lock.raw();
        raw.release_held();
        let _again = Again(raw);
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
    pub fn leak(guard: Self) -> &'a mut L::Value {
        Self::keep(guard).value().with_mut(|value| {
            // SAFETY: I1 - we hold the lock, and it is never released.
            unsafe { &mut *value }
        })
    }

    /// The lock, still held.
    pub(crate) fn keep(guard: Self) -> &'a L {
        ManuallyDrop::new(guard).lock
    }
}

impl<L: Guarded + ?Sized> Deref for Guard<'_, L> {
    type Target = L::Value;

    #[inline]
    fn deref(&self) -> &L::Value {
        self.lock.value().with(|value| {
            // SAFETY: I1 - we hold the lock as long as `self` lives.
            unsafe { &*value }
        })
    }
}

impl<L: Guarded + ?Sized> DerefMut for Guard<'_, L> {
    #[inline]
    fn deref_mut(&mut self) -> &mut L::Value {
        self.lock.value().with_mut(|value| {
            // SAFETY: I1 - we hold the lock as long as `self` lives.
            unsafe { &mut *value }
        })
    }
}

impl<L: Guarded + ?Sized> Drop for Guard<'_, L> {
    #[inline]
    fn drop(&mut self) {
        self.lock.raw().release_held();
    }
}

impl<L: Guarded<Value: fmt::Debug> + ?Sized> fmt::Debug for Guard<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<L: Guarded<Value: fmt::Display> + ?Sized> fmt::Display for Guard<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
