//! The slow path of readers: somebody writes, or is about to. The words and the invariants I1 to
//! I5 stand at the head of `mod.rs`.

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::fork::generation;
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::spin::Spin;

use super::RawRwLock;
use super::word::{
    self, AT_DOOR, AT_STATE, READERS_MAX, READERS_NEXT, asleep_at_state, may_read, readers,
};
use crate::TimedOut;
use crate::patience::SPIN_NS;
use crate::raw_lock::sleeper::{Sleeper, lapse};

impl RawRwLock {
    #[cold]
    #[inline(never)]
    pub(super) fn acquire_read_slow(&self, deadline: Deadline) -> Result<(), TimedOut> {
        let mut spin = Spin::for_ns(SPIN_NS);
        let mut waiter = Sleeper::default();
        notice_forks();
        // [RW20] Relaxed: only a first guess for the CAS.
        let mut seen = self.state.load(Relaxed);
        loop {
            // Here `seen` is what the word was a moment ago, and we are not inside.
            if may_read(seen, waiter.has_slept) {
                match self.enter(seen) {
                    Ok(()) => return Ok(()),
                    Err(newer) => seen = newer,
                }
            } else if deadline.is_now() {
                return Err(TimedOut);
            } else if seen & AT_STATE == 0 && spin.turn() {
                // [RW21] Relaxed: only a guess for the CAS.
                seen = self.state.load(Relaxed);
            } else {
                seen = self.sleep_at_state(seen, deadline, &mut waiter)?;
            }
        }
    }

    /// Comes in to read, if the word is still as `seen`.
    pub(super) fn enter(&self, seen: u32) -> Result<(), u32> {
        assert_room(seen);
        let entered = word::reading(seen);
        // [RW6] Acquire/Relaxed: pairs with [RW5] and [RW10]; what the last writer wrote is ours
        // to read. A failed look is only retried.
        self.state.compare_exchange(seen, entered, Acquire, Relaxed)?;
        if seen & READERS_NEXT != 0 && entered & AT_DOOR != 0 {
            self.open_door(entered);
        }
        Ok(())
    }

    /// Announces a sleeper, if the word is still as `seen`; returns the word to sleep on.
    pub(super) fn announce_at_state(&self, seen: u32, asleep: u32) -> Result<u32, u32> {
        if asleep != seen {
            // [RW22] Relaxed/Relaxed: the flags say who waits and carry no data; whoever acts on
            // them does so by a read-modify-write of this same word.
            self.state.compare_exchange(seen, asleep, Relaxed, Relaxed)?;
        }
        Ok(asleep)
    }

    fn sleep_at_state(
        &self,
        seen: u32,
        deadline: Deadline,
        waiter: &mut Sleeper,
    ) -> Result<u32, TimedOut> {
        let is_starving = waiter.is_starving();
        let asleep = match self.announce_at_state(seen, asleep_at_state(seen, is_starving)) {
            Ok(asleep) => asleep,
            Err(newer) => return Ok(newer),
        };
        let until = deadline.min(dead_lapse());
        // [RW23] wait: on a word with AT_STATE (I2); the kernel looks once more under its lock.
        match futex::wait(&self.state, asleep, until) {
            Wait::Mismatch => {}
            Wait::Woken => waiter.has_slept = true,
            Wait::TimedOut if until != deadline => self.forget_the_dead(),
            Wait::TimedOut => return self.give_up_reading(is_starving),
        }
        // [RW24] Relaxed: only a guess for the CAS.
        Ok(self.state.load(Relaxed))
    }

    /// The deadline has come, and no wake had chosen us. But what is kept for readers on our
    /// account must not outlive us (I4).
    #[cold]
    fn give_up_reading(&self, is_starving: bool) -> Result<u32, TimedOut> {
        // [RW25] Relaxed: only a first guess for the CAS.
        let mut seen = self.state.load(Relaxed);
        while is_starving && seen & READERS_NEXT != 0 {
            if may_read(seen, true) {
                // The writer has left it to us. Better late than lost.
                return Ok(seen);
            }
            // [RW26] Relaxed/Relaxed: as [RW22].
            match self.state.compare_exchange(seen, seen & !READERS_NEXT, Relaxed, Relaxed) {
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        Err(TimedOut)
    }

    /// One more reader, for somebody who reads already.
    pub(super) fn read_again(&self) {
        // [RW27] Relaxed: only a first guess for the CAS.
        let mut seen = self.state.load(Relaxed);
        loop {
            assert_room(seen);
            // [RW28] Relaxed/Relaxed: the caller is inside, so what writers wrote is there to read;
            // and as long as somebody reads, nobody writes.
            match self.state.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
                Ok(_) => return,
                Err(newer) => seen = newer,
            }
        }
    }
}

/// Called before anything is kept for somebody: a fork is noticed from the first call on.
pub(super) fn notice_forks() {
    let _number = generation();
}

/// When a waiter forgets what is kept for others: in a forked child, where they may not exist;
/// nowhere else.
pub(super) fn dead_lapse() -> Deadline {
    if generation() == 1 { Deadline::NEVER } else { lapse() }
}

fn assert_room(seen: u32) {
    assert!(
        readers(seen) < READERS_MAX,
        "16 million readers at once: guards were forgotten; drop them, or use `Arc` for sharing"
    );
}
