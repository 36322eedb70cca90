//! Waiting with the writer's guard: see [`WaitGuard`]. A reader's guard is none: a value that no
//! reader may change says nothing new to whoever reads it again.

use super::{ArcRwLockWriteGuard, RwLock, RwLockWriteGuard, WriteAsync};
use crate::wait_guard::Sealed;
use crate::{RawRwLock, WaitGuard, WaitGuardAsync};

impl<T: ?Sized> Sealed for RwLockWriteGuard<'_, T> {}

impl<T: ?Sized> WaitGuard for RwLockWriteGuard<'_, T> {
    type Value = T;
    type Held = ();

    fn lock_address(guard: &Self) -> usize {
        address(&guard.lock.raw)
    }

    fn value(guard: &mut Self) -> &mut T {
        guard
    }

    unsafe fn give_up(guard: &mut Self) {
        // SAFETY: the guard holds the write, and is not used before it is taken again (the caller).
        unsafe { guard.lock.raw.release_write() };
    }

    unsafe fn take_again(guard: &mut Self, (): (), _was_moved: bool) {
        guard.lock.raw.acquire_write();
    }
}

impl<'a, T: ?Sized> WaitGuardAsync for RwLockWriteGuard<'a, T> {
    type Released = &'a RwLock<T>;
    type TakeAgain = WriteAsync<'a, T>;

    fn release(guard: Self) -> &'a RwLock<T> {
        // The guard's drop, at the end of this function, releases.
        guard.lock
    }

    fn acquire(lock: &'a RwLock<T>) -> WriteAsync<'a, T> {
        lock.write_async()
    }
}

impl<T: ?Sized> Sealed for ArcRwLockWriteGuard<T> {}

impl<T: ?Sized> WaitGuard for ArcRwLockWriteGuard<T> {
    type Value = T;
    type Held = ();

    fn lock_address(guard: &Self) -> usize {
        address(&guard.lock.raw)
    }

    fn value(guard: &mut Self) -> &mut T {
        guard
    }

    unsafe fn give_up(guard: &mut Self) {
        // SAFETY: the guard holds the write, and is not used before it is taken again (the caller).
        unsafe { guard.lock.raw.release_write() };
    }

    unsafe fn take_again(guard: &mut Self, (): (), _was_moved: bool) {
        guard.lock.raw.acquire_write();
    }
}

fn address(lock: &RawRwLock) -> usize {
    core::ptr::from_ref(lock).addr()
}
