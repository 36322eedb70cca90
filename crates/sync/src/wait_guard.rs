//! What a guard must be able to do, so that one may wait with it: be given up, and come back.
//!
//! A wait with a guard is three steps: note who we are, release the lock, take it again. The
//! middle of it is the one time at which a living guard does not hold its lock, so the functions
//! here are unsafe, and the traits are sealed.

use core::future::Future;

use crate::RawLock;

/// Keeps the traits of this file to this crate's guards.
pub(crate) trait Sealed {}

/// A guard that a wait may give up for a while: that of a lock which lets one in at a time.
///
/// A guard that was narrowed by `map` is none: whoever has the lock meanwhile may change the
/// value so that the part is not there any more.
///
/// ```compile_fail,E0277
/// use threadbare_sync::{Lock, LockGuard, WaitGuard};
///
/// fn wait_with(guard: impl WaitGuard) {}
///
/// let lock = Lock::new(Some(1));
/// let part = LockGuard::try_map(lock.lock(), Option::as_mut).unwrap();
/// wait_with(part);
/// ```
#[expect(private_bounds, reason = "sealed: a guard of this crate, and no other")]
pub trait WaitGuard: Sealed {
    /// What a predicate is shown: the value, or the guard where that alone gives no `&mut`.
    type Value: ?Sized;

    /// What is needed to come back: nothing, or how often a re-entrant lock was locked.
    type Held;

    /// Where the lock is, to tell it from others. Never zero.
    fn lock_address(guard: &Self) -> usize;

    /// The value, for a predicate.
    fn value(guard: &mut Self) -> &mut Self::Value;

    /// The lock's word, when threads that wait with this guard may be moved to it and there wait
    /// for the release; `None` when the lock has no such word.
    fn raw_lock(_guard: &Self) -> Option<&RawLock> {
        None
    }

    /// Releases the lock, however often its owner has locked it.
    ///
    /// # Safety
    ///
    /// The guard holds its lock, and is not used, dropped or leaked into use before
    /// [`take_again`](Self::take_again).
    unsafe fn give_up(guard: &mut Self) -> Self::Held;

    /// Blocks until the lock is held as it was before [`give_up`](Self::give_up).
    ///
    /// `was_moved`: the caller slept on [`raw_lock`](Self::raw_lock), and may have used up a wake
    /// of it.
    ///
    /// # Safety
    ///
    /// The guard was given up, and `held` is what that returned. `was_moved` is true if a release
    /// of the lock may have woken the caller.
    unsafe fn take_again(guard: &mut Self, held: Self::Held, was_moved: bool);
}

/// A guard that a task may wait with: it goes away with the release and comes back by a future.
pub trait WaitGuardAsync: WaitGuard + Sized {
    /// The lock, without the guard.
    type Released;

    /// The future that brings the guard back. Dropping it leaves the lock released.
    type TakeAgain: Future<Output = Self>;

    /// Releases the lock.
    fn release(guard: Self) -> Self::Released;

    /// Acquires the lock again.
    fn acquire(released: Self::Released) -> Self::TakeAgain;
}
