//! The slow path of those who want the slot: writers, and upgradable readers.

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::spin::Spin;

use super::RawRwLock;
use super::drain::{Claim, Undrained};
use super::read::{dead_lapse, notice_forks};
use super::word::{
    AT_DOOR, Kind, PENDING, RESERVED, asleep_at_door, claimed, may_claim, must_drain,
};
use crate::TimedOut;
use crate::patience::SPIN_NS;
use crate::raw_lock::sleeper::Sleeper;

impl RawRwLock {
    #[cold]
    #[inline(never)]
    pub(super) fn acquire_slot_slow(&self, kind: Kind, deadline: Deadline) -> Result<(), TimedOut> {
        let mut spin = Spin::for_ns(SPIN_NS);
        let mut waiter = Sleeper::default();
        notice_forks();
        // [RW30] Relaxed: only a first guess for the CAS.
        let mut seen = self.state.load(Relaxed);
        loop {
            // Here `seen` is what the word was a moment ago, and we have no part of it.
            let is_try = deadline.is_now();
            if may_claim(seen, waiter.has_slept) && !(is_try && must_drain(seen, kind)) {
                match self.claim(seen, kind, waiter.has_slept) {
                    Ok(word) if word & PENDING == 0 => return Ok(()),
                    Ok(word) => match self.drain(word, Claim::Write, deadline) {
                        Ok(()) => return Ok(()),
                        Err(Undrained::TimedOut) => return Err(TimedOut),
                        Err(Undrained::Vanished(newer)) => seen = newer,
                    },
                    Err(newer) => seen = newer,
                }
            } else if is_try {
                return Err(TimedOut);
            } else if seen & AT_DOOR == 0 && spin.turn() {
                // [RW31] Relaxed: only a guess for the CAS.
                seen = self.state.load(Relaxed);
            } else {
                seen = self.sleep_at_door(seen, deadline, &mut waiter)?;
            }
        }
    }

    /// Takes the slot, if the word is still as `seen`; returns the word with the slot taken.
    pub(super) fn claim(&self, seen: u32, kind: Kind, has_slept: bool) -> Result<u32, u32> {
        let claimed = claimed(seen, kind, has_slept);
        // [RW7] Acquire/Relaxed: pairs with [RW3], [RW5] and [RW10]; what was written before is
        // ours to read, and what was read before is not ours to change any earlier. A failed look
        // is only retried.
        self.state.compare_exchange(seen, claimed, Acquire, Relaxed).map(|_| claimed)
    }

    /// Announces a sleeper at the door, if the word is still as `seen`; returns the door to sleep
    /// on. The word is written even if it stays the same: it must be as `seen` **after** the door
    /// was read.
    pub(super) fn announce_at_door(&self, seen: u32, is_starving: bool) -> Result<u32, u32> {
        // [RW14] Acquire: pairs with [RW12]; a door that has moved shows the flag that was cleared
        // before it moved, so what we announce now is announced anew.
        let door = self.door.load(Acquire);
        let asleep = asleep_at_door(seen, is_starving);
        // [RW32] Relaxed/Relaxed: as [RW22].
        self.state.compare_exchange(seen, asleep, Relaxed, Relaxed).map(|_| door)
    }

    fn sleep_at_door(
        &self,
        seen: u32,
        deadline: Deadline,
        waiter: &mut Sleeper,
    ) -> Result<u32, TimedOut> {
        let is_starving = waiter.is_starving();
        let door = match self.announce_at_door(seen, is_starving) {
            Ok(door) => door,
            Err(newer) => return Ok(newer),
        };
        let until = deadline.min(dead_lapse());
        // [RW33] wait: announced by AT_DOOR (I3); the door moves before the flag's owner leaves.
        match futex::wait(&self.door, door, until) {
            Wait::Mismatch => {}
            Wait::Woken => waiter.has_slept = true,
            Wait::TimedOut if until != deadline => self.forget_the_dead(),
            Wait::TimedOut => return self.give_up_slot(is_starving),
        }
        // [RW34] Relaxed: only a guess for the CAS.
        Ok(self.state.load(Relaxed))
    }

    /// The deadline has come, and no wake had chosen us. But a reservation of ours must not outlive
    /// us (I4).
    #[cold]
    fn give_up_slot(&self, is_starving: bool) -> Result<u32, TimedOut> {
        // [RW35] Relaxed: only a first guess for the CAS.
        let mut seen = self.state.load(Relaxed);
        while is_starving && seen & RESERVED != 0 {
            if may_claim(seen, true) {
                // The slot was left to us. Better late than lost.
                return Ok(seen);
            }
            // [RW36] Relaxed/Relaxed: as [RW22].
            match self.state.compare_exchange(seen, seen & !RESERVED, Relaxed, Relaxed) {
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        Err(TimedOut)
    }
}
