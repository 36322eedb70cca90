//! The slow paths of the lock: what happens when somebody else is there. The word, its moves and
//! the invariants I1 to I4 stand at the head of `mod.rs`.

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Address, Wait};
use threadbare_sys::spin::Spin;

use super::RawLock;
use super::sleeper::{Sleeper, lapse};
use super::word::{self, FREE, PARKED, RESERVED, asleep, is_locked, is_parked, may_take, taken};
use crate::patience::SPIN_NS;
use crate::{NotLocked, TimedOut};

impl RawLock {
    #[cold]
    #[inline(never)]
    pub(super) fn acquire_slow(&self, deadline: Deadline) -> Result<(), TimedOut> {
        if deadline.is_now() {
            return if self.try_acquire() { Ok(()) } else { Err(TimedOut) };
        }
        self.acquire_as(Sleeper::default(), deadline)
    }

    /// Blocks until the lock is ours, for one that slept on its word already: a release may have
    /// woken it, so it sets `PARKED` as it goes in or goes back to sleep (I2).
    pub(crate) fn acquire_as_woken(&self) {
        let acquired = self.acquire_as(Sleeper::woken(), Deadline::NEVER);
        debug_assert!(acquired.is_ok(), "a wait without a deadline does not time out");
    }

    /// Moves threads that sleep elsewhere to this lock's word; `moves` does it and says how many
    /// there were. The caller holds the lock: its release will wake the first of them.
    pub(crate) fn take_in(&self, moves: impl FnOnce(Address) -> u32) {
        if moves(futex::address(&self.word)) > 0 {
            // [L23] Relaxed: the bit carries no data, and nobody looks for it before our release,
            // which is of this thread (I2).
            self.word.fetch_or(PARKED, Relaxed);
        }
    }

    fn acquire_as(&self, mut waiter: Sleeper, deadline: Deadline) -> Result<(), TimedOut> {
        let mut spin = Spin::for_ns(SPIN_NS);
        // [L14] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        loop {
            // Here `seen` is what the word was a moment ago, and we are not inside.
            if may_take(seen, waiter.has_slept) {
                match self.take(seen, waiter.has_slept) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
            } else if !is_parked(seen) && spin.turn() {
                // [L15] Relaxed: only a guess for the CAS.
                seen = self.word.load(Relaxed);
            } else {
                seen = self.sleep(seen, deadline, &mut waiter)?;
            }
        }
    }

    /// Goes in, if the word is still as `seen`.
    pub(super) fn take(&self, seen: u32, has_slept: bool) -> Result<(), u32> {
        // [L2] Acquire/Relaxed: pairs with [L6] and [L7]; what the last holder wrote is ours to
        // read. A failed look is only retried.
        self.word.compare_exchange(seen, taken(has_slept), Acquire, Relaxed).map(drop)
    }

    /// Announces a sleeper, if the word is still as `seen`.
    pub(super) fn announce(&self, seen: u32, is_starving: bool) -> Result<u32, u32> {
        let asleep = asleep(seen, is_starving);
        if asleep != seen {
            // [L3] Relaxed/Relaxed: the bits say who waits and carry no data; whoever acts on
            // them does so by a read-modify-write of this same word.
            self.word.compare_exchange(seen, asleep, Relaxed, Relaxed)?;
        }
        Ok(asleep)
    }

    /// Announces, sleeps, and returns the word as it is after that.
    fn sleep(&self, seen: u32, deadline: Deadline, waiter: &mut Sleeper) -> Result<u32, TimedOut> {
        let is_starving = waiter.is_starving();
        let asleep = match self.announce(seen, is_starving) {
            Ok(asleep) => asleep,
            Err(newer) => return Ok(newer),
        };
        let until = if is_locked(asleep) { deadline } else { deadline.min(lapse()) };
        // [L4] wait: on a word with PARKED (I2); the kernel looks once more under its lock.
        match futex::wait(&self.word, asleep, until) {
            Wait::Mismatch => {}
            Wait::Woken => waiter.has_slept = true,
            // The reservation has lapsed: we have slept as long as anybody.
            Wait::TimedOut if until != deadline => waiter.has_slept = true,
            Wait::TimedOut => return self.give_up(is_starving),
        }
        // [L16] Relaxed: only a guess for the CAS.
        Ok(self.word.load(Relaxed))
    }

    /// The deadline has come. No wake is lost: the kernel says `TimedOut` only to one that no
    /// wake chose. But a reservation of ours must not outlive us (I3).
    #[cold]
    fn give_up(&self, is_starving: bool) -> Result<u32, TimedOut> {
        // [L17] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        while is_starving && seen & RESERVED != 0 {
            if !is_locked(seen) {
                // It was released for us. Better late than lost.
                return Ok(seen);
            }
            // [L5] Relaxed/Relaxed: as [L3].
            match self.word.compare_exchange(seen, seen & !RESERVED, Relaxed, Relaxed) {
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        Err(TimedOut)
    }

    /// Leaves the lock to those who have slept, and wakes one.
    #[cold]
    #[inline(never)]
    pub(super) fn release_reserved(&self, seen: u32) -> Result<(), NotLocked> {
        let address = futex::address(&self.word);
        let left = self.leave(seen, word::released)?;
        // From here on the lock may be gone (I4).
        if is_parked(left) {
            wake_one(address);
        }
        Ok(())
    }

    /// Moves a locked word to what `released` makes of it; returns what it was.
    pub(super) fn leave(&self, mut seen: u32, released: fn(u32) -> u32) -> Result<u32, NotLocked> {
        while is_locked(seen) {
            // [L7] Release/Relaxed: pairs with [L1] and [L2], as [L6] does. A failed look is only
            // retried.
            match self.word.compare_exchange(seen, released(seen), Release, Relaxed) {
                Ok(_) => return Ok(seen),
                Err(newer) => seen = newer,
            }
        }
        Err(NotLocked)
    }

    /// Frees a word that was reserved for sleepers of which there was none, and wakes one of
    /// those who may have gone to sleep since.
    #[cold]
    pub(super) fn cancel_reservation(&self) {
        // [L8] Relaxed/Relaxed: the CAS continues the release sequence that [L7] began, so the
        // next holder still synchronises with it.
        let _ = self.word.compare_exchange(PARKED | RESERVED, FREE, Relaxed, Relaxed);
        wake_one(futex::address(&self.word));
    }
}

/// A release that found more than its own `LOCKED`.
#[cold]
#[inline(never)]
pub(super) fn after_swap(address: Address, left: u32) -> Result<(), NotLocked> {
    if is_parked(left) {
        wake_one(address);
    }
    if is_locked(left) { Ok(()) } else { Err(NotLocked) }
}

/// Wakes one sleeper of each kind; returns how many threads. A task may be polled much later or
/// was leaked: a thread must not sleep behind it.
pub(super) fn wake_one(address: Address) -> u32 {
    // [L9] wake: whoever leaves PARKED wakes one (I2); an heir for a reserved lock (I3).
    let threads = futex::wake_threads(address, 1);
    // [L18] wake: as [L9], for the tasks.
    futex::wake_tasks(address, 1);
    threads
}
