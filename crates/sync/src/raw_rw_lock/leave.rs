//! Leaving: what a holder does last, and what is owed to those who sleep.

use threadbare_sys::atomic::Ordering::{Relaxed, Release};
use threadbare_sys::futex::{self, Address};

use super::RawRwLock;
use super::word::{self, AT_DOOR, AT_STATE, PENDING, WISHED, is_open, readers};

impl RawRwLock {
    /// Moves the word to what `next` makes of it and wakes whoever may come in by that. `Err`:
    /// `next` does not apply to the word any more.
    ///
    /// If the slot gets free, the sleepers at the door are owed a wake. They do not compare with
    /// the word that we are about to change, but with the door. So the door changes first, while
    /// the lock is still ours: `AT_DOOR` is cleared, then the door moves, then we leave, by a CAS
    /// that fails if somebody has announced itself at the door meanwhile.
    pub(super) fn leave(
        &self,
        mut seen: u32,
        next: impl Fn(u32) -> Option<u32>,
    ) -> Result<(), u32> {
        let state = futex::address(&self.state);
        let door = futex::address(&self.door);
        let mut owes = false;
        let woken = loop {
            let Some(after) = next(seen) else { break None };
            if is_open(after) && seen & AT_DOOR != 0 {
                match self.clear_door(seen) {
                    Ok(cleared) => (seen, owes) = (cleared, true),
                    Err(newer) => seen = newer,
                }
                continue;
            }
            // [RW10] Release/Relaxed: pairs with [RW2], [RW6], [RW7] and [RW8]; what we wrote goes
            // to whoever comes next. A failed look is only retried.
            match self.state.compare_exchange(seen, after, Release, Relaxed) {
                Ok(_) => break Some(seen & !after & AT_STATE != 0),
                Err(newer) => seen = newer,
            }
        };
        // From here on the lock may be gone (I5).
        if woken == Some(true) {
            wake_all(state);
        }
        if owes {
            wake_one(door);
        }
        woken.map_or(Err(seen), |_| Ok(()))
    }

    /// Clears `AT_DOOR` and moves the door, so that nobody falls asleep there who announced itself
    /// before: the caller owes the door a wake (I3).
    fn clear_door(&self, seen: u32) -> Result<u32, u32> {
        let cleared = seen & !AT_DOOR;
        // [RW11] Relaxed/Relaxed: the flag carries no data; the door [RW12] orders what follows.
        self.state.compare_exchange(seen, cleared, Relaxed, Relaxed)?;
        // [RW12] Release: pairs with [RW14]; who reads the moved door sees the cleared flag.
        self.door.fetch_add(1, Release);
        Ok(cleared)
    }

    /// Wakes one at the door, for a reader that has come in and by that let the others take the
    /// slot. The reader is inside, so the lock is there.
    #[cold]
    pub(super) fn open_door(&self, mut seen: u32) {
        while seen & AT_DOOR != 0 && is_open(seen) {
            match self.clear_door(seen) {
                Ok(_) => return wake_one(futex::address(&self.door)),
                Err(newer) => seen = newer,
            }
        }
    }

    /// In a forked child: what is kept for somebody who waits may be kept for a thread that does
    /// not exist. Whoever does exist makes its claim again.
    #[cold]
    pub(super) fn forget_the_dead(&self) {
        // [RW13] Relaxed: only a first guess for the CAS.
        let seen = self.state.load(Relaxed);
        let _nothing_to_forget = self.leave(seen, word::forgotten);
    }
}

/// A reader has left a word that had more in it than readers.
#[cold]
#[inline(never)]
pub(super) fn after_read(state: Address, left: u32) {
    if readers(left) == 1 && left & (PENDING | WISHED) != 0 && left & AT_STATE != 0 {
        wake_all(state);
    }
}

/// Wakes all who sleep on the state.
fn wake_all(state: Address) {
    // [RW15] wake: whoever clears AT_STATE, and the last reader that somebody waits for (I2).
    futex::wake(state, u32::MAX);
}

/// Wakes one sleeper of each kind at the door: a task may be polled much later or was leaked, and
/// a thread must not sleep behind it.
pub(super) fn wake_one(door: Address) {
    // [RW16] wake: whoever cleared AT_DOOR wakes one (I3).
    futex::wake_threads(door, 1);
    // [RW17] wake: as [RW16], for the tasks.
    futex::wake_tasks(door, 1);
}
