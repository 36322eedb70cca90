//! Guards that own a share of their lock, for when no scope outlives both.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::sync::Arc;

use super::{RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard};
use crate::TimedOut;

/// The five forms of one kind of guard that keeps its lock alive. Three kinds differ in nothing
/// but their names.
macro_rules! forms {
    (
        $guard:ident of $borrowed:ident:
        $wait:ident = $of_wait:ident, $try:ident = $of_try:ident,
        $timeout:ident = $of_timeout:ident, $deadline:ident = $of_deadline:ident,
        $task:ident = $of_task:ident
    ) => {
        impl<T: ?Sized> RwLock<T> {
            #[doc = concat!("As [`", stringify!($of_wait), "`](Self::", stringify!($of_wait),
                        "), with a guard that keeps the lock alive.\n\n",
                        "```\nuse std::sync::Arc;\nuse threadbare_sync::RwLock;\n\n",
                        "let guard = {\n    let lock = Arc::new(RwLock::new(1));\n    RwLock::",
                        stringify!($wait), "(&lock)\n};\nassert_eq!(*guard, 1);\n```")]
            pub fn $wait(this: &Arc<Self>) -> $guard<T> {
                $guard::new(this, this.$of_wait())
            }

            #[doc = concat!("As [`", stringify!($of_try), "`](Self::", stringify!($of_try),
                        "), with a guard that keeps the lock alive.")]
            #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
            pub fn $try(this: &Arc<Self>) -> Option<$guard<T>> {
                this.$of_try().map(|guard| $guard::new(this, guard))
            }

            #[doc = concat!("As [`", stringify!($of_timeout), "`](Self::", stringify!($of_timeout),
                        "), with a guard that keeps the lock alive.\n\n# Errors\n\n",
                        "[`TimedOut`]: others were inside all the time.")]
            pub fn $timeout(this: &Arc<Self>, timeout: Duration) -> Result<$guard<T>, TimedOut> {
                this.$of_timeout(timeout).map(|guard| $guard::new(this, guard))
            }

            #[doc = concat!("As [`", stringify!($of_deadline), "`](Self::",
                        stringify!($of_deadline), "), with a guard that keeps the lock alive.\n\n",
                        "# Errors\n\n[`TimedOut`]: others were inside all the time.")]
            pub fn $deadline(this: &Arc<Self>, deadline: Instant) -> Result<$guard<T>, TimedOut> {
                this.$of_deadline(deadline).map(|guard| $guard::new(this, guard))
            }

            #[doc = concat!("As [`", stringify!($of_task), "`](Self::", stringify!($of_task),
                        "), with a guard that keeps the lock alive.\n\n# Cancel safety\n\nAs [`",
                        stringify!($of_task), "`](Self::", stringify!($of_task), ").")]
            pub async fn $task(this: Arc<Self>) -> $guard<T> {
                let guard = this.$of_task().await;
                $guard::new(&this, guard)
            }
        }

        #[doc = concat!("The value of a [`RwLock`] in an [`Arc`], as [`", stringify!($borrowed),
                    "`] gives it; keeps the lock alive. Made by [`RwLock::", stringify!($wait),
                    "`], which has an example.")]
        #[must_use = "the lock is released as soon as this is dropped; bind it to a name"]
        #[clippy::has_significant_drop]
        pub struct $guard<T: ?Sized> {
            pub(super) lock: Arc<RwLock<T>>,
        }

        impl<T: ?Sized> $guard<T> {
            fn new(lock: &Arc<RwLock<T>>, guard: $borrowed<'_, T>) -> Self {
                // The lock stays held; from here on it is this guard that releases it.
                $borrowed::keep(guard);
                Self { lock: Arc::clone(lock) }
            }
        }

        impl<T: ?Sized> Deref for $guard<T> {
            type Target = T;

            fn deref(&self) -> &T {
                // SAFETY: the guard holds what lets it read as long as it lives.
                unsafe { self.lock.value() }
            }
        }

        impl<T: ?Sized> Drop for $guard<T> {
            fn drop(&mut self) {
                drop($borrowed::new(&*self.lock));
            }
        }

        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

forms! {
    ArcRwLockReadGuard of RwLockReadGuard:
    read_arc = read, try_read_arc = try_read, read_arc_timeout = read_timeout,
    read_arc_deadline = read_deadline, read_arc_async = read_async
}

forms! {
    ArcRwLockWriteGuard of RwLockWriteGuard:
    write_arc = write, try_write_arc = try_write, write_arc_timeout = write_timeout,
    write_arc_deadline = write_deadline, write_arc_async = write_async
}

forms! {
    ArcRwLockUpgradableGuard of RwLockUpgradableGuard:
    upgradable_arc = upgradable, try_upgradable_arc = try_upgradable,
    upgradable_arc_timeout = upgradable_timeout, upgradable_arc_deadline = upgradable_deadline,
    upgradable_arc_async = upgradable_async
}

impl<T: ?Sized> DerefMut for ArcRwLockWriteGuard<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard holds the write as long as it lives, and is borrowed mutably.
        unsafe { self.lock.value_mut() }
    }
}

impl<T: ?Sized> ArcRwLockWriteGuard<T> {
    /// Goes on as a reader; see [`RwLockWriteGuard::downgrade`].
    pub fn downgrade(guard: Self) -> ArcRwLockReadGuard<T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the write, and was taken apart; a read guard takes its place.
        unsafe { lock.raw.downgrade() };
        ArcRwLockReadGuard { lock }
    }

    /// Goes on as the upgradable reader; see [`RwLockWriteGuard::downgrade_to_upgradable`].
    pub fn downgrade_to_upgradable(guard: Self) -> ArcRwLockUpgradableGuard<T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the write, and was taken apart; another takes its place.
        unsafe { lock.raw.downgrade_to_upgradable() };
        ArcRwLockUpgradableGuard { lock }
    }

    /// The lock, still held.
    fn keep(guard: Self) -> Arc<RwLock<T>> {
        let guard = ManuallyDrop::new(guard);
        // SAFETY: the guard is not dropped and not used again, so its `Arc` is read out once.
        unsafe { core::ptr::read(&raw const guard.lock) }
    }
}

impl<T: ?Sized> ArcRwLockUpgradableGuard<T> {
    /// Blocks until the other readers have left, and makes this the writer; see
    /// [`RwLockUpgradableGuard::upgrade`].
    pub fn upgrade(guard: Self) -> ArcRwLockWriteGuard<T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the upgradable read, and was taken apart; another takes its place.
        unsafe { lock.raw.upgrade() };
        ArcRwLockWriteGuard { lock }
    }

    /// Makes this the writer if nobody else reads; see [`RwLockUpgradableGuard::try_upgrade`].
    ///
    /// # Errors
    ///
    /// The guard itself: others read.
    pub fn try_upgrade(guard: Self) -> Result<ArcRwLockWriteGuard<T>, Self> {
        // SAFETY: the guard holds the upgradable read.
        let upgraded = unsafe { guard.lock.raw.try_upgrade() };
        Self::become_writer(guard, upgraded)
    }

    /// As [`upgrade`](Self::upgrade), for at most `timeout`; see
    /// [`RwLockUpgradableGuard::upgrade_timeout`].
    ///
    /// # Errors
    ///
    /// The guard itself: others read all the time.
    pub fn upgrade_timeout(guard: Self, timeout: Duration) -> Result<ArcRwLockWriteGuard<T>, Self> {
        // SAFETY: the guard holds the upgradable read.
        let upgraded = unsafe { guard.lock.raw.upgrade_timeout(timeout) };
        Self::become_writer(guard, upgraded.is_ok())
    }

    /// As [`upgrade`](Self::upgrade), at most until `deadline`; see
    /// [`RwLockUpgradableGuard::upgrade_deadline`].
    ///
    /// # Errors
    ///
    /// The guard itself: others read all the time.
    pub fn upgrade_deadline(
        guard: Self,
        deadline: Instant,
    ) -> Result<ArcRwLockWriteGuard<T>, Self> {
        // SAFETY: the guard holds the upgradable read.
        let upgraded = unsafe { guard.lock.raw.upgrade_deadline(deadline) };
        Self::become_writer(guard, upgraded.is_ok())
    }

    /// As [`upgrade`](Self::upgrade), as a task.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the guard, and the lock is released.
    pub async fn upgrade_async(guard: Self) -> ArcRwLockWriteGuard<T> {
        // SAFETY: the guard holds the upgradable read until the future is ready or dropped.
        unsafe { guard.lock.raw.upgrade_async() }.await;
        ArcRwLockWriteGuard { lock: Self::keep(guard) }
    }

    /// Goes on as one reader among many; see [`RwLockUpgradableGuard::downgrade`].
    pub fn downgrade(guard: Self) -> ArcRwLockReadGuard<T> {
        let lock = Self::keep(guard);
        // SAFETY: the guard held the upgradable read, and was taken apart; another takes its place.
        unsafe { lock.raw.downgrade_upgradable() };
        ArcRwLockReadGuard { lock }
    }

    fn become_writer(guard: Self, upgraded: bool) -> Result<ArcRwLockWriteGuard<T>, Self> {
        if upgraded { Ok(ArcRwLockWriteGuard { lock: Self::keep(guard) }) } else { Err(guard) }
    }

    /// The lock, still held.
    fn keep(guard: Self) -> Arc<RwLock<T>> {
        let guard = ManuallyDrop::new(guard);
        // SAFETY: the guard is not dropped and not used again, so its `Arc` is read out once.
        unsafe { core::ptr::read(&raw const guard.lock) }
    }
}
