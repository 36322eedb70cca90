//! The primitives behind the traits of `lock_api`, in both of its versions: code that is written
//! for any `lock_api::RawMutex` runs on these locks. The tests are what such code relies on.
//!
//! The crates themselves have no such feature, so that nobody's tree holds `lock_api` on their
//! account; an adapter of a few lines does it, and this is one to copy.
//!
//! | adapter | traits |
//! |---|---|
//! | `RawLock`, `RawFairLock` | `RawMutex`, `RawMutexFair`, `RawMutexTimed` |
//! | `RawRwLock` | `RawRwLock` and its `Downgrade`, `Timed`, `Upgrade...` |
//! | `ThreadNumber` | `GetThreadId`, for `ReentrantMutex` |
//!
//! What is not there, and why:
//!
//! * `RawRwLockFair`: a release of `RawRwLock` hands nothing over; its phases are fair anyway.
//! * `RawRwLockRecursive` (0.4): a reader may read again past a waiting writer only if it says that
//!   it reads already, and `lock_shared_recursive` does not say.
//!
//! All guards are `Send`: whoever has one may release the lock, on whatever thread.

pub mod v04;
pub mod v05;

use core::num::NonZeroUsize;

/// The number of the calling thread: for `ReentrantMutex`.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ThreadNumber;

/// What `GetThreadId` asks for: no other thread that lives has it, and it is not zero.
fn thread_number() -> NonZeroUsize {
    NonZeroUsize::MIN.saturating_add(threadbare_sys::thread::index() as usize)
}

/// A guard's lock is held, so its release cannot fail.
#[track_caller]
fn is_held<E>(released: Result<(), E>) {
    debug_assert!(released.is_ok(), "a lock was released that nobody held");
}
