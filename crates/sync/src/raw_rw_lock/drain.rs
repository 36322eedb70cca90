//! Waiting for readers to leave: a writer that has the slot, or the upgradable reader.

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::spin::Spin;

use super::RawRwLock;
use super::read::notice_forks;
use super::word::{self, AT_STATE, PENDING, UPGRADABLE, asleep_at_state, readers};
use crate::TimedOut;
use crate::patience::SPIN_NS;

/// Who waits for readers to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// One that has the slot to write.
    Write,
    /// The upgradable reader.
    Upgrade,
}

impl Claim {
    /// True while the word says that somebody of this kind waits.
    fn stands(self, word: u32) -> bool {
        let upgradable = if self == Self::Upgrade { UPGRADABLE } else { 0 };
        word & (PENDING | UPGRADABLE) == PENDING | upgradable
    }
}

/// How waiting for the readers failed.
#[derive(Debug)]
pub(super) enum Undrained {
    /// The deadline came; the claim is withdrawn.
    TimedOut,
    /// The claim is not in the word any more, which is this now: a forked child forgot it.
    Vanished(u32),
}

impl RawRwLock {
    /// Waits, with `PENDING` set on our account, until nobody reads; then we write.
    pub(super) fn drain(
        &self,
        mut seen: u32,
        claim: Claim,
        deadline: Deadline,
    ) -> Result<(), Undrained> {
        let mut spin = Spin::for_ns(SPIN_NS);
        loop {
            // Here `seen` is what the word was a moment ago; PENDING in it keeps newcomers out.
            if !claim.stands(seen) {
                return Err(Undrained::Vanished(seen));
            }
            if readers(seen) == 0 {
                match self.write_drained(seen) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
            } else if seen & AT_STATE == 0 && spin.turn() {
                // [RW40] Relaxed: only a guess for the CAS.
                seen = self.state.load(Relaxed);
            } else {
                seen = self.sleep_draining(seen, deadline)?;
            }
        }
    }

    /// Writes, if the word is still as `seen`, where nobody reads.
    pub(super) fn write_drained(&self, seen: u32) -> Result<(), u32> {
        // [RW8] Acquire/Relaxed: pairs with [RW3] and [RW10]; what readers read before they left is
        // ours to change. A failed look is only retried.
        self.state.compare_exchange(seen, word::drained(seen), Acquire, Relaxed).map(drop)
    }

    fn sleep_draining(&self, seen: u32, deadline: Deadline) -> Result<u32, Undrained> {
        let asleep = match self.announce_at_state(seen, asleep_at_state(seen, false)) {
            Ok(asleep) => asleep,
            Err(newer) => return Ok(newer),
        };
        // [RW41] wait: on a word with AT_STATE and PENDING (I2); the last reader changes it.
        if futex::wait(&self.state, asleep, deadline) == Wait::TimedOut {
            // Readers that we held back go on, unless the last one has left by now.
            return match self.leave(asleep, word::withdrawn) {
                Ok(()) => Err(Undrained::TimedOut),
                Err(newer) => Ok(newer),
            };
        }
        // [RW42] Relaxed: only a guess for the CAS.
        Ok(self.state.load(Relaxed))
    }

    /// Makes the upgradable reader a writer. Readers that are inside may leave; no other comes in,
    /// and nobody writes before.
    pub(super) fn upgrade_by(&self, deadline: Deadline) -> Result<(), TimedOut> {
        notice_forks();
        // [RW43] Relaxed: only a first guess for the CAS.
        let mut seen = self.state.load(Relaxed);
        loop {
            debug_assert!(seen & UPGRADABLE != 0, "only the upgradable reader upgrades");
            if readers(seen) == 0 {
                match self.write_drained(seen) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
                continue;
            }
            if deadline.is_now() {
                return Err(TimedOut);
            }
            seen = match self.announce_at_state(seen, word::upgrading(seen)) {
                Ok(pending) => match self.drain(pending, Claim::Upgrade, deadline) {
                    Ok(()) => return Ok(()),
                    Err(Undrained::TimedOut) => return Err(TimedOut),
                    Err(Undrained::Vanished(newer)) => newer,
                },
                Err(newer) => newer,
            };
        }
    }
}
