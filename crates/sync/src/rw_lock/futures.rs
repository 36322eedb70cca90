//! The futures of the typed lock: the raw ones, with a guard at their end.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard};
use crate::{AcquireReadAsync, AcquireSlotAsync, AcquireUpgradeAsync};

/// The future of [`RwLock::read_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct ReadAsync<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    acquire: AcquireReadAsync<'a>,
}

impl<'a, T: ?Sized> ReadAsync<'a, T> {
    pub(super) fn new(lock: &'a RwLock<T>) -> Self {
        Self { lock, acquire: lock.raw.acquire_read_async() }
    }
}

impl<'a, T: ?Sized> Future for ReadAsync<'a, T> {
    type Output = RwLockReadGuard<'a, T>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let lock = self.lock;
        // SAFETY: `acquire` is pinned whenever the whole is, and never moved out of it.
        let acquire = unsafe { self.map_unchecked_mut(|this| &mut this.acquire) };
        acquire.poll(task).map(|()| RwLockReadGuard::new(lock))
    }
}

impl<T: ?Sized> fmt::Debug for ReadAsync<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadAsync").field("acquire", &self.acquire).finish()
    }
}

/// The future of [`RwLock::write_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct WriteAsync<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    acquire: AcquireSlotAsync<'a>,
}

impl<'a, T: ?Sized> WriteAsync<'a, T> {
    pub(super) fn new(lock: &'a RwLock<T>) -> Self {
        Self { lock, acquire: lock.raw.acquire_write_async() }
    }
}

impl<'a, T: ?Sized> Future for WriteAsync<'a, T> {
    type Output = RwLockWriteGuard<'a, T>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let lock = self.lock;
        // SAFETY: `acquire` is pinned whenever the whole is, and never moved out of it.
        let acquire = unsafe { self.map_unchecked_mut(|this| &mut this.acquire) };
        acquire.poll(task).map(|()| RwLockWriteGuard::new(lock))
    }
}

impl<T: ?Sized> fmt::Debug for WriteAsync<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteAsync").field("acquire", &self.acquire).finish()
    }
}

/// The future of [`RwLock::upgradable_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct UpgradableAsync<'a, T: ?Sized> {
    lock: &'a RwLock<T>,
    acquire: AcquireSlotAsync<'a>,
}

impl<'a, T: ?Sized> UpgradableAsync<'a, T> {
    pub(super) fn new(lock: &'a RwLock<T>) -> Self {
        Self { lock, acquire: lock.raw.acquire_upgradable_async() }
    }
}

impl<'a, T: ?Sized> Future for UpgradableAsync<'a, T> {
    type Output = RwLockUpgradableGuard<'a, T>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let lock = self.lock;
        // SAFETY: `acquire` is pinned whenever the whole is, and never moved out of it.
        let acquire = unsafe { self.map_unchecked_mut(|this| &mut this.acquire) };
        acquire.poll(task).map(|()| RwLockUpgradableGuard::new(lock))
    }
}

impl<T: ?Sized> fmt::Debug for UpgradableAsync<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpgradableAsync").field("acquire", &self.acquire).finish()
    }
}

/// The future of [`RwLockUpgradableGuard::upgrade_async`], which has an example.
#[must_use = "futures do nothing unless they are polled"]
pub struct UpgradeAsync<'a, T: ?Sized> {
    // Dropped first: it takes its wish back while the upgradable read is still held.
    acquire: AcquireUpgradeAsync<'a>,
    guard: Option<RwLockUpgradableGuard<'a, T>>,
}

impl<'a, T: ?Sized> UpgradeAsync<'a, T> {
    pub(super) fn new(guard: RwLockUpgradableGuard<'a, T>) -> Self {
        // SAFETY: the guard holds the upgradable read, and stays beside the future until that is
        // ready or dropped.
        let acquire = unsafe { guard.lock.raw.upgrade_async() };
        Self { acquire, guard: Some(guard) }
    }
}

impl<'a, T: ?Sized> Future for UpgradeAsync<'a, T> {
    type Output = RwLockWriteGuard<'a, T>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: `acquire`, the one field that is pinned, is not moved.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: `this` was pinned, and `acquire` is a part of it that never moves.
        let acquire = unsafe { Pin::new_unchecked(&mut this.acquire) };
        acquire.poll(task).map(|()| {
            let guard = this.guard.take().expect("a future is ready once");
            RwLockWriteGuard::new(RwLockUpgradableGuard::keep(guard))
        })
    }
}

impl<T: ?Sized> fmt::Debug for UpgradeAsync<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpgradeAsync").field("acquire", &self.acquire).finish()
    }
}
