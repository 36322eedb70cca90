//! The count of what is not finished, and the wait until it is zero. Words and invariants stand at
//! the head of `mod.rs`.

use threadbare_sys::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};

use super::JoinTimeoutError;
use super::word::{self, ONE, SLEEPERS};

/// How many items are not finished.
pub(super) struct Tally {
    word: AtomicU64,
    /// Those who wait sleep on this, and not on the word, which changes with every item.
    ended: AtomicU32,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self { word: AtomicU64::new(0), ended: AtomicU32::new(0) }
    }

    /// How many are counted, by a look that orders nothing.
    pub(super) fn count(&self) -> u64 {
        // [JT1] Relaxed: an answer that is old at once orders nothing.
        word::count(self.word.load(Relaxed))
    }

    /// True when none is counted.
    pub(super) fn is_zero(&self) -> bool {
        // [JT2] Acquire: pairs with [JT5]; all writes are in one release sequence (J2).
        word::count(self.word.load(Acquire)) == 0
    }

    /// `n` more.
    #[inline]
    pub(super) fn more(&self, n: u64) {
        // [JT3] Relaxed: publishes nothing. Whoever takes it off has got the item, and so comes
        // after this; as a read-modify-write it hands on what those who took off published.
        self.word.fetch_add(n * ONE, Relaxed);
    }

    /// `n` fewer. The error: so few are counted.
    #[inline]
    pub(super) fn less(&self, n: u64) -> Result<(), u64> {
        // [JT4] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        loop {
            let Some(next) = word::less(seen, n) else { return Err(word::count(seen)) };
            // [JT5] AcqRel/Relaxed: Release pairs with [JT2] and [JT8]; Acquire with [JT8] of a
            // sleeper, whose look at `ended` comes before our step [JT6]. A failed look is only
            // retried.
            match self.word.compare_exchange(seen, next, AcqRel, Relaxed) {
                Ok(_) if word::has_sleepers(seen) && !word::has_sleepers(next) => break,
                Ok(_) => return Ok(()),
                Err(newer) => seen = newer,
            }
        }
        self.wake_all();
        Ok(())
    }

    /// `n` fewer, or all.
    pub(super) fn less_at_most(&self, mut n: u64) {
        while let Err(fewer) = self.less(n) {
            n = fewer;
        }
    }

    #[cold]
    fn wake_all(&self) {
        let address = futex::address(&self.ended);
        // [JT6] Relaxed: the data goes by the word; [JT5] has ordered it after the sleepers' looks.
        self.ended.fetch_add(1, Relaxed);
        // [JT7] wake: the step to zero that has taken SLEEPERS out wakes all (J3).
        futex::wake(address, u32::MAX);
    }

    /// One wait for zero, which is over if the count is zero at some moment from now on.
    pub(super) fn look(&self) -> Look<'_> {
        // [JT9] Relaxed: only which round it is; that it is over is told by [JT2] or [JT8].
        Look { tally: self, since: self.word.load(Relaxed) }
    }
}

/// One wait for a count to come down.
pub(super) struct Look<'a> {
    tally: &'a Tally,
    since: u64,
}

impl<'a> Look<'a> {
    /// Announces a sleeper, unless the wait is over. The error is the value to sleep on.
    pub(super) fn announce(&self) -> Result<(), u32> {
        // Before the announcement: who sees that one changes `ended` after this.
        // [JT10] Relaxed: ordered before [JT6] by [JT8], so it reads no change that comes after.
        let ended = self.tally.ended.load(Relaxed);
        // [JT8] AcqRel: Acquire pairs with [JT5] of all that were finished; Release, so that the
        // step to zero that takes the bit out, and then changes `ended`, comes after [JT10].
        let seen = self.tally.word.fetch_or(SLEEPERS, AcqRel);
        // With nothing counted the bit stays, and costs the next step to zero a wake for nobody.
        if word::is_over(seen, self.since) { Ok(()) } else { Err(ended) }
    }

    /// The word to sleep on.
    pub(super) const fn ended(&self) -> &'a AtomicU32 {
        &self.tally.ended
    }

    /// Waits as a thread.
    #[cold]
    pub(super) fn wait(&self, deadline: Deadline) -> Result<(), JoinTimeoutError> {
        loop {
            let Err(ended) = self.announce() else { return Ok(()) };
            // [JT11] wait: on what stood there before SLEEPERS was set (J3); the kernel looks once
            // more under its lock.
            if futex::wait(self.ended(), ended, deadline) == Wait::TimedOut {
                return self.announce().map_err(|_| JoinTimeoutError);
            }
        }
    }
}
