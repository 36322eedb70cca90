//! Step (g): a release that hands the lock over, and takes it back when nobody was there.

use threadbare_loom::SOME_TIME;
use threadbare_sync::RawLock;
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};

use super::broken::{DEADLOCK, must_fail};
use super::claims::{Steps, a_release_leaves_a_freed_lock_alone, one_that_gives_up_strands_nobody};

const FREE: u32 = 0;
const LOCKED: u32 = 1;
const ASLEEP: u32 = 3;
/// Locked in the name of the one that is about to be woken.
const HANDED: u32 = 5;

/// A lock that is handed to a sleeper at every release that finds one. When the wake finds none,
/// the release `UNDOES` what it did.
struct HandOff<const UNDOES: bool>(AtomicU32);

impl<const UNDOES: bool> HandOff<UNDOES> {
    fn acquire_until(&self, deadline: Deadline) -> bool {
        while let Err(seen) = self.0.compare_exchange(FREE, LOCKED, Acquire, Relaxed) {
            if seen == LOCKED && self.0.compare_exchange(seen, ASLEEP, Relaxed, Relaxed).is_err() {
                continue;
            }
            let asleep = if seen == LOCKED { ASLEEP } else { seen };
            let outcome = futex::wait(&self.0, asleep, deadline);
            if outcome == Wait::Mismatch {
                continue;
            }
            if self.0.compare_exchange(HANDED, ASLEEP, Acquire, Relaxed).is_ok() {
                return true;
            }
            if outcome == Wait::TimedOut {
                return false;
            }
        }
        true
    }
}

impl<const UNDOES: bool> Steps for HandOff<UNDOES> {
    fn new() -> Self {
        Self(AtomicU32::new(FREE))
    }

    fn acquire(&self) {
        self.acquire_until(Deadline::NEVER);
    }

    fn acquire_in_time(&self) -> bool {
        self.acquire_until(Deadline::after(SOME_TIME))
    }

    fn release(&self) {
        let address = futex::address(&self.0);
        if self.0.compare_exchange(LOCKED, FREE, Release, Relaxed).is_ok() {
            return;
        }
        self.0.swap(HANDED, Release);
        if futex::wake_threads(address, 1) == 0 && UNDOES {
            // Nobody was asleep: free it, and wake whoever has come since.
            let _ = self.0.compare_exchange(HANDED, FREE, Release, Relaxed);
            futex::wake_threads(address, 1);
        }
    }

    fn word(&self) -> &AtomicU32 {
        &self.0
    }
}

/// A lock that was handed to one who is not there stays locked by nobody. The models of `RawLock`
/// hold the same claim.
#[test]
fn a_hand_off_to_nobody_locks_for_ever() {
    must_fail(
        a_hand_off_to_nobody_locks_for_ever,
        DEADLOCK,
        one_that_gives_up_strands_nobody::<HandOff<false>>,
    );
    one_that_gives_up_strands_nobody::<RawLock>();
}

/// The release that takes a hand-off back touches a lock that its heir may have freed.
#[test]
fn taking_a_hand_off_back_touches_a_freed_lock() {
    must_fail(
        taking_a_hand_off_back_touches_a_freed_lock,
        "touched after its owner freed it",
        a_release_leaves_a_freed_lock_alone::<HandOff<true>>,
    );
    a_release_leaves_a_freed_lock_alone::<RawLock>();
}
