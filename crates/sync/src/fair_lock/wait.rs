//! Waiting with the guards of this lock: see [`WaitGuard`].
//!
//! Who comes back from a wait joins the queue at its end, behind those who came meanwhile. Threads
//! that wait are not moved to this lock: it has no word to sleep on, and a moved thread would
//! stand in no queue.

use super::{ArcFairLockGuard, FairLock, FairLockAsync, FairLockGuard};
use crate::guard::RawMutex;
use crate::wait_guard::Sealed;
use crate::{WaitGuard, WaitGuardAsync};

impl<T: ?Sized> Sealed for FairLockGuard<'_, T> {}

impl<T: ?Sized> WaitGuard for FairLockGuard<'_, T> {
    type Value = T;
    type Held = ();

    fn lock_address(guard: &Self) -> usize {
        core::ptr::from_ref(&guard.lock.raw).addr()
    }

    fn value(guard: &mut Self) -> &mut T {
        guard
    }

    unsafe fn give_up(guard: &mut Self) {
        guard.lock.raw.release_held();
    }

    unsafe fn take_again(guard: &mut Self, (): (), _was_moved: bool) {
        guard.lock.raw.acquire();
    }
}

impl<'a, T: ?Sized> WaitGuardAsync for FairLockGuard<'a, T> {
    type Released = &'a FairLock<T>;
    type TakeAgain = FairLockAsync<'a, T>;

    fn release(guard: Self) -> &'a FairLock<T> {
        // The guard's drop, at the end of this function, releases.
        guard.lock
    }

    fn acquire(lock: &'a FairLock<T>) -> FairLockAsync<'a, T> {
        lock.lock_async()
    }
}

impl<T: ?Sized> Sealed for ArcFairLockGuard<T> {}

impl<T: ?Sized> WaitGuard for ArcFairLockGuard<T> {
    type Value = T;
    type Held = ();

    fn lock_address(guard: &Self) -> usize {
        core::ptr::from_ref(&guard.lock.raw).addr()
    }

    fn value(guard: &mut Self) -> &mut T {
        guard
    }

    unsafe fn give_up(guard: &mut Self) {
        guard.lock.raw.release_held();
    }

    unsafe fn take_again(guard: &mut Self, (): (), _was_moved: bool) {
        guard.lock.raw.acquire();
    }
}
