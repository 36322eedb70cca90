//! The adapters for `lock_api` 0.4.

use core::num::NonZeroUsize;
use core::time::Duration;
use std::time::Instant;

use lock_api_04::{
    GetThreadId, GuardSend, RawMutex, RawMutexFair, RawMutexTimed, RawRwLock as Raw,
    RawRwLockDowngrade, RawRwLockTimed, RawRwLockUpgrade, RawRwLockUpgradeDowngrade,
    RawRwLockUpgradeTimed,
};

use crate::{ThreadNumber, is_held, thread_number};

/// What [`RawLock`] and [`RawFairLock`] both are.
pub trait Plain:
    RawMutex<GuardMarker = GuardSend>
    + RawMutexFair
    + RawMutexTimed<Duration = Duration, Instant = Instant>
    + Send
    + Sync
    + 'static
{
}

impl Plain for RawLock {}
impl Plain for RawFairLock {}

/// [`threadbare_sync::RawLock`].
#[derive(Debug)]
pub struct RawLock(threadbare_sync::RawLock);

// SAFETY: it excludes (I1 of `raw_lock`).
unsafe impl RawMutex for RawLock {
    type GuardMarker = GuardSend;

    const INIT: Self = Self(threadbare_sync::RawLock::new());

    #[inline]
    fn lock(&self) {
        self.0.acquire();
    }

    #[inline]
    fn try_lock(&self) -> bool {
        self.0.try_acquire()
    }

    #[inline]
    unsafe fn unlock(&self) {
        is_held(self.0.release());
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }
}

// SAFETY: a fair release is a release.
unsafe impl RawMutexFair for RawLock {
    unsafe fn unlock_fair(&self) {
        is_held(self.0.release_fair());
    }

    unsafe fn bump(&self) {
        is_held(self.0.bump());
    }
}

// SAFETY: who is told that it has the lock has it.
unsafe impl RawMutexTimed for RawLock {
    type Duration = Duration;
    type Instant = Instant;

    fn try_lock_for(&self, timeout: Duration) -> bool {
        self.0.acquire_timeout(timeout).is_ok()
    }

    fn try_lock_until(&self, deadline: Instant) -> bool {
        self.0.acquire_deadline(deadline).is_ok()
    }
}

/// [`threadbare_sync::RawFairLock`].
#[derive(Debug)]
pub struct RawFairLock(threadbare_sync::RawFairLock);

// SAFETY: it excludes (I1 of `raw_fair_lock`).
unsafe impl RawMutex for RawFairLock {
    type GuardMarker = GuardSend;

    const INIT: Self = Self(threadbare_sync::RawFairLock::new());

    fn lock(&self) {
        self.0.acquire();
    }

    fn try_lock(&self) -> bool {
        self.0.try_acquire()
    }

    unsafe fn unlock(&self) {
        is_held(self.0.release());
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }
}

// SAFETY: every release of this lock is fair.
unsafe impl RawMutexFair for RawFairLock {
    unsafe fn unlock_fair(&self) {
        is_held(self.0.release());
    }
}

// SAFETY: who is told that it has the lock has it.
unsafe impl RawMutexTimed for RawFairLock {
    type Duration = Duration;
    type Instant = Instant;

    fn try_lock_for(&self, timeout: Duration) -> bool {
        self.0.acquire_timeout(timeout).is_ok()
    }

    fn try_lock_until(&self, deadline: Instant) -> bool {
        self.0.acquire_deadline(deadline).is_ok()
    }
}

/// [`threadbare_sync::RawRwLock`].
#[derive(Debug)]
pub struct RawRwLock(threadbare_sync::RawRwLock);

// SAFETY: a writer is alone inside (I1 of `raw_rw_lock`).
unsafe impl Raw for RawRwLock {
    type GuardMarker = GuardSend;

    const INIT: Self = Self(threadbare_sync::RawRwLock::new());

    fn lock_shared(&self) {
        self.0.acquire_read();
    }

    fn try_lock_shared(&self) -> bool {
        self.0.try_acquire_read()
    }

    unsafe fn unlock_shared(&self) {
        // SAFETY: the caller holds a read.
        unsafe { self.0.release_read() };
    }

    fn lock_exclusive(&self) {
        self.0.acquire_write();
    }

    fn try_lock_exclusive(&self) -> bool {
        self.0.try_acquire_write()
    }

    unsafe fn unlock_exclusive(&self) {
        // SAFETY: the caller holds the write.
        unsafe { self.0.release_write() };
    }

    fn is_locked(&self) -> bool {
        self.0.is_locked()
    }

    fn is_locked_exclusive(&self) -> bool {
        self.0.is_write_locked()
    }
}

// SAFETY: no writer comes in between.
unsafe impl RawRwLockDowngrade for RawRwLock {
    unsafe fn downgrade(&self) {
        // SAFETY: the caller holds the write.
        unsafe { self.0.downgrade() };
    }
}

// SAFETY: who is told that it is inside is.
unsafe impl RawRwLockTimed for RawRwLock {
    type Duration = Duration;
    type Instant = Instant;

    fn try_lock_shared_for(&self, timeout: Duration) -> bool {
        self.0.acquire_read_timeout(timeout).is_ok()
    }

    fn try_lock_shared_until(&self, deadline: Instant) -> bool {
        self.0.acquire_read_deadline(deadline).is_ok()
    }

    fn try_lock_exclusive_for(&self, timeout: Duration) -> bool {
        self.0.acquire_write_timeout(timeout).is_ok()
    }

    fn try_lock_exclusive_until(&self, deadline: Instant) -> bool {
        self.0.acquire_write_deadline(deadline).is_ok()
    }
}

// SAFETY: there is one upgradable reader, and an upgrade lets no writer in before it.
unsafe impl RawRwLockUpgrade for RawRwLock {
    fn lock_upgradable(&self) {
        self.0.acquire_upgradable();
    }

    fn try_lock_upgradable(&self) -> bool {
        self.0.try_acquire_upgradable()
    }

    unsafe fn unlock_upgradable(&self) {
        // SAFETY: the caller holds the upgradable read.
        unsafe { self.0.release_upgradable() };
    }

    unsafe fn upgrade(&self) {
        // SAFETY: the caller holds the upgradable read.
        unsafe { self.0.upgrade() };
    }

    unsafe fn try_upgrade(&self) -> bool {
        // SAFETY: the caller holds the upgradable read.
        unsafe { self.0.try_upgrade() }
    }
}

// SAFETY: no writer comes in between.
unsafe impl RawRwLockUpgradeDowngrade for RawRwLock {
    unsafe fn downgrade_upgradable(&self) {
        // SAFETY: the caller holds the upgradable read.
        unsafe { self.0.downgrade_upgradable() };
    }

    unsafe fn downgrade_to_upgradable(&self) {
        // SAFETY: the caller holds the write.
        unsafe { self.0.downgrade_to_upgradable() };
    }
}

// SAFETY: who is told that it is inside is.
unsafe impl RawRwLockUpgradeTimed for RawRwLock {
    fn try_lock_upgradable_for(&self, timeout: Duration) -> bool {
        self.0.acquire_upgradable_timeout(timeout).is_ok()
    }

    fn try_lock_upgradable_until(&self, deadline: Instant) -> bool {
        self.0.acquire_upgradable_deadline(deadline).is_ok()
    }

    unsafe fn try_upgrade_for(&self, timeout: Duration) -> bool {
        // SAFETY: the caller holds the upgradable read.
        unsafe { self.0.upgrade_timeout(timeout) }.is_ok()
    }

    unsafe fn try_upgrade_until(&self, deadline: Instant) -> bool {
        // SAFETY: the caller holds the upgradable read.
        unsafe { self.0.upgrade_deadline(deadline) }.is_ok()
    }
}

// SAFETY: no other thread that lives has the number, and it stays.
unsafe impl GetThreadId for ThreadNumber {
    const INIT: Self = Self;

    fn nonzero_thread_id(&self) -> NonZeroUsize {
        thread_number()
    }
}
