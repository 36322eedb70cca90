//! Waiting with the guards of this lock: see [`WaitGuard`].

use super::{ArcLockGuard, Lock, LockAsync, LockGuard};
use crate::wait_guard::Sealed;
use crate::{RawLock, WaitGuard, WaitGuardAsync};

impl<T: ?Sized> Sealed for LockGuard<'_, T> {}

impl<T: ?Sized> WaitGuard for LockGuard<'_, T> {
    type Value = T;
    type Held = ();

    fn lock_address(guard: &Self) -> usize {
        address(&guard.lock.raw)
    }

    fn value(guard: &mut Self) -> &mut T {
        guard
    }

    fn raw_lock(guard: &Self) -> Option<&RawLock> {
        Some(&guard.lock.raw)
    }

    unsafe fn give_up(guard: &mut Self) {
        give_up(&guard.lock.raw);
    }

    unsafe fn take_again(guard: &mut Self, (): (), was_moved: bool) {
        take_again(&guard.lock.raw, was_moved);
    }
}

impl<'a, T: ?Sized> WaitGuardAsync for LockGuard<'a, T> {
    type Released = &'a Lock<T>;
    type TakeAgain = LockAsync<'a, T>;

    fn release(guard: Self) -> &'a Lock<T> {
        // The guard's drop, at the end of this function, releases.
        guard.lock
    }

    fn acquire(lock: &'a Lock<T>) -> LockAsync<'a, T> {
        lock.lock_async()
    }
}

impl<T: ?Sized> Sealed for ArcLockGuard<T> {}

impl<T: ?Sized> WaitGuard for ArcLockGuard<T> {
    type Value = T;
    type Held = ();

    fn lock_address(guard: &Self) -> usize {
        address(&guard.lock.raw)
    }

    fn value(guard: &mut Self) -> &mut T {
        guard
    }

    fn raw_lock(guard: &Self) -> Option<&RawLock> {
        Some(&guard.lock.raw)
    }

    unsafe fn give_up(guard: &mut Self) {
        give_up(&guard.lock.raw);
    }

    unsafe fn take_again(guard: &mut Self, (): (), was_moved: bool) {
        take_again(&guard.lock.raw, was_moved);
    }
}

fn address(lock: &RawLock) -> usize {
    core::ptr::from_ref(lock).addr()
}

fn give_up(lock: &RawLock) {
    let released = lock.release();
    debug_assert!(released.is_ok(), "a guard's lock is held");
}

fn take_again(lock: &RawLock, was_moved: bool) {
    if was_moved {
        lock.acquire_as_woken();
    } else {
        lock.acquire();
    }
}
