//! The guards of the locks that let one in at a time: as long as one lives, the value is its
//! owner's.
//!
//! They are written once, for [`Lock`](crate::Lock) and [`FairLock`](crate::FairLock) alike, and
//! have their names there. A guard may be sent to another thread: these locks do not know their
//! holder, so a release from there is as good as one from here, and a task that moves between
//! threads may keep it across an `.await` (docs/decisions/0004-guards-are-send.md).
//!
//! # Invariant
//!
//! * I1: a guard is made for one that has just acquired the lock, and releases it once: when it is
//!   dropped, or by whoever took the lock out of it with `keep`. Until then the lock lets nobody
//!   else in (I1 of `raw_lock` and of `raw_fair_lock`).
//!
//! Read next: `borrowed.rs`; the others are variations of it.

mod borrowed;
mod later;
mod mapped;
mod owned;

use core::fmt;
use core::future::Future;

use threadbare_sys::cell::UnsafeCell;

use crate::{AcquireAsync, AcquireFairAsync, RawFairLock, RawLock};
pub use borrowed::Guard;
pub use later::GuardAsync;
pub use mapped::MappedGuard;
pub use owned::ArcGuard;

/// A lock with a value, of this crate: it cannot be named elsewhere, so nobody adds another.
pub trait Guarded {
    /// The lock without the value.
    type Raw: RawMutex;

    /// What the lock guards.
    type Value: ?Sized;

    /// The lock without the value.
    fn raw(&self) -> &Self::Raw;

    /// The place of the value; I1 says who may look inside.
    fn value(&self) -> &UnsafeCell<Self::Value>;
}

/// What a guard asks of the lock below it.
pub trait RawMutex: Sync {
    /// The wait of a task.
    type Wait<'a>: Future<Output = ()> + fmt::Debug
    where
        Self: 'a;

    /// Blocks until the lock is ours.
    fn acquire_raw(&self);

    /// Waits as a task until the lock is ours.
    fn acquire_raw_async(&self) -> Self::Wait<'_>;

    /// Releases a lock that is held.
    fn release_held(&self);
}

impl RawMutex for RawLock {
    type Wait<'a> = AcquireAsync<'a>;

    #[inline]
    fn acquire_raw(&self) {
        self.acquire();
    }

    fn acquire_raw_async(&self) -> AcquireAsync<'_> {
        self.acquire_async()
    }

    #[inline]
    fn release_held(&self) {
        let released = self.release();
        debug_assert!(released.is_ok(), "the lock was released while its guard lived");
    }
}

impl RawMutex for RawFairLock {
    type Wait<'a> = AcquireFairAsync<'a>;

    #[inline]
    fn acquire_raw(&self) {
        self.acquire();
    }

    fn acquire_raw_async(&self) -> AcquireFairAsync<'_> {
        self.acquire_async()
    }

    #[inline]
    fn release_held(&self) {
        let released = self.release();
        debug_assert!(released.is_ok(), "the lock was released while its guard lived");
    }
}
