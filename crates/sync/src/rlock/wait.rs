//! Waiting with the guard of this lock: see [`WaitGuard`].
//!
//! The lock is released at its full depth, or the one who is to wake us could never lock it. The
//! thread's other guards are not in use meanwhile, since their thread sleeps. A task cannot wait
//! with it: the lock's owner is a thread.

use super::RLockGuard;
use crate::wait_guard::Sealed;
use crate::{RawLock, WaitGuard};

impl<T: ?Sized> Sealed for RLockGuard<'_, T> {}

impl<T: ?Sized> WaitGuard for RLockGuard<'_, T> {
    type Value = Self;
    type Held = u32;

    fn lock_address(guard: &Self) -> usize {
        core::ptr::from_ref(&guard.lock.raw).addr()
    }

    fn value(guard: &mut Self) -> &mut Self {
        guard
    }

    fn raw_lock(guard: &Self) -> Option<&RawLock> {
        Some(guard.lock.raw.inner())
    }

    unsafe fn give_up(guard: &mut Self) -> u32 {
        guard.lock.raw.release_save()
    }

    unsafe fn take_again(guard: &mut Self, depth: u32, was_moved: bool) {
        guard.lock.raw.acquire_restore(depth, was_moved);
    }
}
