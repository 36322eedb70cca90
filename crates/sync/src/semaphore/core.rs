//! The semaphore without its limit and without permits as values: eight bytes. The words, the moves
//! and the invariants I1 to I6 stand at the head of `mod.rs`.

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::{const_fn, fork, futex};

use super::error::{OverRelease, SemaphoreClosed, TryAcquireError};
use super::word::{
    self, CLOSED, HEAD, fresh, is_closed, is_inherited, may_take, released, renewed, taken,
};
use crate::RawFairLock;

pub(super) struct Core {
    pub(super) permits: AtomicU32,
    pub(super) turnstile: RawFairLock,
}

impl Core {
    const_fn! {
        pub(super) const fn new(permits: u32) -> Self {
            Self { permits: AtomicU32::new(fresh(permits)), turnstile: RawFairLock::new() }
        }
    }

    /// Takes `n` in one attempt; false says nothing.
    #[inline]
    pub(super) fn take_at_once(&self, n: u32) -> bool {
        // [SM1] Relaxed: only a first guess for the CAS.
        let seen = self.permits.load(Relaxed);
        may_take(seen, n) && self.take(seen, n).is_ok()
    }

    /// Takes `n`, if the word is still as `seen`.
    #[inline]
    fn take(&self, seen: u32, n: u32) -> Result<u32, u32> {
        // [SM2] Acquire/Relaxed: pairs with [SM5] and [SM6]; what was written before a permit came
        // back is ours to read. A failed look is only retried.
        self.permits.compare_exchange(seen, taken(seen, n), Acquire, Relaxed)
    }

    /// Takes `n` as a newcomer, beginning with what the word was a moment ago; `Err` is the word
    /// that does not allow it.
    pub(super) fn take_from(&self, mut seen: u32, n: u32) -> Result<(), u32> {
        while may_take(seen, n) {
            match self.take(seen, n) {
                Ok(_) => return Ok(()),
                Err(newer) => seen = newer,
            }
        }
        // Who asks for nothing overtakes nobody.
        if n == 0 && !is_closed(seen) { Ok(()) } else { Err(seen) }
    }

    /// What `take_at_once` leaves open: whether there are permits.
    #[cold]
    #[inline(never)]
    pub(super) fn try_take(&self, n: u32) -> Result<(), TryAcquireError> {
        match self.take_from(self.look(), n) {
            Ok(()) => Ok(()),
            Err(seen) if is_closed(seen) => {
                self.see_closed();
                Err(TryAcquireError::Closed)
            }
            Err(_) => Err(TryAcquireError::NoPermits),
        }
    }

    /// Adds `n`, but no more than there may be.
    #[inline]
    pub(super) fn release(&self, n: u32, most: u32) -> Result<(), OverRelease> {
        // [SM4] Relaxed: only a first guess for the CAS.
        let seen = self.permits.load(Relaxed);
        if seen & HEAD == 0
            && let Some(more) = released(seen, n, most)
        {
            // [SM5] Release/Relaxed: pairs with [SM2] and [SM11]; what we wrote goes to whoever
            // takes the permits. A failed look is only retried.
            if self.permits.compare_exchange(seen, more, Release, Relaxed).is_ok() {
                // From here on the semaphore may be gone (I5).
                return Ok(());
            }
        }
        self.release_slow(n, most)
    }

    #[cold]
    #[inline(never)]
    fn release_slow(&self, n: u32, most: u32) -> Result<(), OverRelease> {
        let address = futex::address(&self.permits);
        // [SM7] Relaxed: only a first guess for the CAS.
        let mut seen = self.permits.load(Relaxed);
        loop {
            let Some(more) = released(seen, n, most) else { return Err(OverRelease { count: n }) };
            // [SM6] Release/Relaxed: as [SM5].
            match self.permits.compare_exchange(seen, more, Release, Relaxed) {
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        // From here on the semaphore may be gone (I5).
        if seen & HEAD != 0 {
            // [SM8] wake: we took HEAD away (I2), and one alone sleeps on this word (I1).
            futex::wake(address, 1);
        }
        Ok(())
    }

    /// Closes; those in line learn of it one by one.
    pub(super) fn close(&self) {
        let address = futex::address(&self.permits);
        // [SM9] Release: pairs with [SM3]; what we wrote goes to those who find it closed.
        if self.permits.fetch_or(CLOSED, Release) & HEAD != 0 {
            // [SM10] wake: the head leaves, and the turnstile passes it on (I4).
            futex::wake(address, 1);
        }
    }

    /// What the word is, as a newcomer finds it who may have to wait (I6).
    pub(super) fn look(&self) -> u32 {
        // [SM12] Acquire: pairs with [SM13]; who finds the stamp of our generation comes to the
        // turnstile after the one that looked whether it was inherited.
        let seen = self.permits.load(Acquire);
        if is_inherited(seen, fork::generation()) { self.renew(seen) } else { seen }
    }

    /// Forgets those who waited in the process that ours was forked from.
    ///
    /// In this process nobody has come to the turnstile while the stamp is old. So if it is taken,
    /// it is by one who does not exist here, and stays so until the stamp is new; whoever stamps
    /// lets the others pass.
    #[cold]
    fn renew(&self, mut seen: u32) -> u32 {
        let now = fork::generation();
        while is_inherited(seen, now) {
            let is_left_taken = self.turnstile.is_locked();
            let ours = renewed(seen, now);
            // [SM13] Release/Acquire: pairs with [SM12]: the look at the turnstile above comes
            // before whatever is done there by those who see the new stamp.
            match self.permits.compare_exchange(seen, ours, Release, Acquire) {
                Ok(_) if is_left_taken => {
                    self.leave_turnstile();
                    return ours;
                }
                Ok(_) => return ours,
                Err(newer) => seen = newer,
            }
        }
        seen
    }

    /// Lets the next one come to the head of the line.
    pub(super) fn leave_turnstile(&self) {
        let left = self.turnstile.release();
        debug_assert!(left.is_ok(), "who leaves the turnstile was in it");
    }

    /// Makes what was written before [`close`](Self::close) ours to read.
    pub(super) fn see_closed(&self) -> SemaphoreClosed {
        // [SM3] Acquire: pairs with [SM9]; the word was closed when we looked, so this look finds
        // what the closing began.
        let seen = self.permits.load(Acquire);
        debug_assert!(is_closed(seen), "what is closed stays closed");
        SemaphoreClosed
    }

    /// What the word is, to be shown: old at once.
    pub(super) fn glance(&self) -> u32 {
        // [SM14] Relaxed: an answer that is old at once orders nothing.
        self.permits.load(Relaxed)
    }

    pub(super) fn available(&self) -> u32 {
        word::count(self.glance())
    }
}
