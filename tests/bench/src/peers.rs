//! The locks that are measured, behind one trait, so that each has its own compiled loop.

use std::{
    cell::UnsafeCell,
    fmt::{self, Debug},
};

/// What the locks protect: in the same 128 bytes as the lock word, for all of them alike.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// Where the work inside the lock leaves its result.
    pub(crate) value: f64,
    /// Counted inside the lock, with no atomic: a lock that lets two in loses counts.
    pub(crate) acquired: u64,
}

/// Whatever can run a closure on what it protects, one caller at a time.
pub(crate) trait Mutexish: Sync + Sized {
    fn new(shared: Shared) -> Self;

    fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R;
}

impl Mutexish for std::sync::Mutex<Shared> {
    fn new(shared: Shared) -> Self {
        Self::new(shared)
    }

    #[inline]
    fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R {
        work(&mut self.lock().expect("a holder that panics ends the program"))
    }
}

/// For locks whose `lock` gives a guard and nothing else.
macro_rules! guarding {
    ($($lock:ty),+ $(,)?) => {$(
        impl Mutexish for $lock {
            fn new(shared: Shared) -> Self {
                Self::new(shared)
            }

            #[inline]
            fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R {
                work(&mut self.lock())
            }
        }
    )+};
}

guarding!(
    threadbare_sync::Lock<Shared>,
    threadbare_sync::FairLock<Shared>,
    parking_lot_13::Mutex<Shared>,
    parking_lot_13::FairMutex<Shared>,
    parking_lot_12::Mutex<Shared>,
    usync::Mutex<Shared>,
);

/// The C library's mutex with the attributes that a C program gets by default.
#[derive(Debug)]
pub(crate) struct Pthread(Posix);

/// The kind that spins before it sleeps, which glibc offers beside the default.
#[derive(Debug)]
pub(crate) struct PthreadAdaptive(Posix);

impl Mutexish for Pthread {
    fn new(shared: Shared) -> Self {
        Self(Posix::new(libc::PTHREAD_MUTEX_INITIALIZER, shared))
    }

    #[inline]
    fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R {
        self.0.with(work)
    }
}

impl Mutexish for PthreadAdaptive {
    fn new(shared: Shared) -> Self {
        Self(Posix::new(libc::PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP, shared))
    }

    #[inline]
    fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R {
        self.0.with(work)
    }
}

/// A `pthread_mutex_t` and what it protects.
///
/// It may be moved before its first use, as glibc keeps no address in it. A holder that panics
/// leaves it locked: nobody enters after that, which is safe.
struct Posix {
    raw: UnsafeCell<libc::pthread_mutex_t>,
    shared: UnsafeCell<Shared>,
}

// SAFETY: `shared` is touched only while `raw` is held, and `raw` is made for many threads.
unsafe impl Sync for Posix {}

impl Posix {
    fn new(raw: libc::pthread_mutex_t, shared: Shared) -> Self {
        Self { raw: UnsafeCell::new(raw), shared: UnsafeCell::new(shared) }
    }

    #[inline]
    fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R {
        // SAFETY: `raw` came from one of the static initialisers, and lives as long as `self`.
        let locked = unsafe { libc::pthread_mutex_lock(self.raw.get()) };
        debug_assert_eq!(locked, 0, "these kinds of mutex have no way to fail");
        // SAFETY: the mutex is held, so no other thread has a reference to `shared`.
        let result = work(unsafe { &mut *self.shared.get() });
        // SAFETY: this thread locked it above.
        let unlocked = unsafe { libc::pthread_mutex_unlock(self.raw.get()) };
        debug_assert_eq!(unlocked, 0, "these kinds of mutex have no way to fail");
        result
    }
}

impl Debug for Posix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Posix").finish_non_exhaustive()
    }
}
