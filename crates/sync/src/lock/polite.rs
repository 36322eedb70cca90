//! Guards of a lock that is not fair by itself, and may be for once.

use super::Lock;
use crate::RawLock;
use crate::guard::{ArcGuard, Guard, MappedGuard};

impl<T: ?Sized> Guard<'_, Lock<T>> {
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
}

impl<U: ?Sized> MappedGuard<'_, RawLock, U> {
    /// Releases the lock to a thread that sleeps, if there is one; see
    /// [`Guard::unlock_fair`].
    pub fn unlock_fair(guard: Self) {
        let released = Self::keep(guard).release_fair();
        debug_assert!(released.is_ok(), "a guard's lock is held");
    }
}

impl<T: ?Sized> ArcGuard<Lock<T>> {
    /// Releases the lock to a thread that sleeps, if there is one; see
    /// [`Guard::unlock_fair`].
    pub fn unlock_fair(guard: Self) {
        let released = Self::keep(guard).raw.release_fair();
        debug_assert!(released.is_ok(), "a guard's lock is held");
    }
}
