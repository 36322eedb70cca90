//! The future of a guard.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{Guard, Guarded, RawMutex};

/// The future of [`Lock::lock_async`](crate::Lock::lock_async), which has an example, and of
/// [`FairLock::lock_async`](crate::FairLock::lock_async).
#[must_use = "futures do nothing unless they are polled"]
pub struct GuardAsync<'a, L: Guarded<Raw: 'a> + ?Sized> {
    lock: &'a L,
    acquire: <L::Raw as RawMutex>::Wait<'a>,
}

impl<'a, L: Guarded<Raw: 'a> + ?Sized> GuardAsync<'a, L> {
    pub(crate) fn new(lock: &'a L) -> Self {
        Self { lock, acquire: lock.raw().acquire_raw_async() }
    }
}

impl<'a, L: Guarded<Raw: 'a> + ?Sized> Future for GuardAsync<'a, L> {
    type Output = Guard<'a, L>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let lock = self.lock;
        // SAFETY: `acquire` is pinned whenever the whole is, and never moved out of it.
        let acquire = unsafe { self.map_unchecked_mut(|this| &mut this.acquire) };
        acquire.poll(task).map(|()| Guard::new(lock))
    }
}

impl<L: Guarded + ?Sized> fmt::Debug for GuardAsync<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardAsync").field("acquire", &self.acquire).finish()
    }
}
