//! The guard that owns a share of its lock, for when no scope outlives both.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};

use threadbare_sys::sync::Arc;

use super::{Guard, Guarded, RawMutex};

/// The value of a lock in an [`Arc`], until it is dropped; keeps the lock alive. Made by
/// [`Lock::lock_arc`](crate::Lock::lock_arc), which has an example; its names are
/// [`ArcLockGuard`](crate::ArcLockGuard) and [`ArcFairLockGuard`](crate::ArcFairLockGuard).
#[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct ArcGuard<L: Guarded + ?Sized> {
    pub(crate) lock: Arc<L>,
}

// SAFETY: sharing the guard shares `&T`; without this it would ask for `T: Send` alone.
unsafe impl<L: Guarded<Value: Send + Sync> + Send + Sync + ?Sized> Sync for ArcGuard<L> {}

impl<L: Guarded + ?Sized> ArcGuard<L> {
    pub(crate) fn new(lock: &Arc<L>, guard: Guard<'_, L>) -> Self {
        // The lock stays held; from here on it is this guard that releases it.
        Guard::keep(guard);
        Self { lock: Arc::clone(lock) }
    }

    /// The lock, still held.
    pub(crate) fn keep(guard: Self) -> Arc<L> {
        let guard = ManuallyDrop::new(guard);
        // SAFETY: the guard is not dropped and not used again, so its `Arc` is read out once.
        unsafe { core::ptr::read(&raw const guard.lock) }
    }
}

impl<L: Guarded + ?Sized> Deref for ArcGuard<L> {
    type Target = L::Value;

    fn deref(&self) -> &L::Value {
        self.lock.value().with(|value| {
            // SAFETY: I1 - we hold the lock as long as `self` lives.
            unsafe { &*value }
        })
    }
}

impl<L: Guarded + ?Sized> DerefMut for ArcGuard<L> {
    fn deref_mut(&mut self) -> &mut L::Value {
        self.lock.value().with_mut(|value| {
            // SAFETY: I1 - we hold the lock as long as `self` lives.
            unsafe { &mut *value }
        })
    }
}

impl<L: Guarded + ?Sized> Drop for ArcGuard<L> {
    fn drop(&mut self) {
        self.lock.raw().release_held();
    }
}

impl<L: Guarded<Value: fmt::Debug> + ?Sized> fmt::Debug for ArcGuard<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
