//! A count that goes down to zero, and the wait for that: what a latch and a wait group share.
//! The word and the invariants stand at the head of `mod.rs`.

use core::fmt;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use threadbare_sys::const_fn;
use threadbare_sys::futex;

use super::word::{self, DONE, MOST};
use crate::visit::Visit;

/// How many are left.
#[repr(transparent)]
pub(crate) struct Tally {
    word: AtomicU32,
}

impl Tally {
    /// The most that can be counted.
    pub(crate) const MOST: u32 = MOST;

    const_fn! {
        /// A count of at most [`Self::MOST`].
        pub(crate) const fn new(count: u32) -> Self {
            Self { word: AtomicU32::new(word::counting(count)) }
        }
    }

    /// How many are left, by a look that orders nothing.
    pub(crate) fn count(&self) -> u32 {
        // [LA1] Relaxed: an answer that is old at once orders nothing.
        word::count(self.word.load(Relaxed))
    }

    /// True when none is left.
    #[inline]
    pub(crate) fn is_zero(&self) -> bool {
        // [LA2] Acquire: pairs with [LA4]; all steps down are in one release sequence, so what
        // came before each of them is visible (I2).
        self.word.load(Acquire) == DONE
    }

    /// Takes `n` off. True: that was the last. The error: there are only so many.
    pub(crate) fn less(&self, n: u32) -> Result<bool, u32> {
        let address = futex::address(&self.word);
        // [LA3] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        loop {
            let Some(next) = word::less(seen, n) else { return Err(word::count(seen)) };
            // [LA4] AcqRel/Relaxed: Release pairs with [LA2], [LA6] and [LA7]; Acquire, for the
            // last one, which is told so, with the others' [LA4]. A failed look is only retried.
            match self.word.compare_exchange(seen, next, AcqRel, Relaxed) {
                // From here on the count may be gone (I3).
                Ok(_) if next == DONE => break,
                Ok(_) => return Ok(false),
                Err(newer) => seen = newer,
            }
        }
        if word::has_sleepers(seen) {
            // [LA5] wake: the one step to zero wakes all (I1).
            futex::wake(address, u32::MAX);
        }
        Ok(seen != DONE)
    }

    /// Counts one more, unless the count has come down. Panics when it is full.
    pub(crate) fn more_unless_zero(&self) -> bool {
        // [WG1] Relaxed: only a first guess for the CAS.
        let mut seen = self.word.load(Relaxed);
        while seen != DONE {
            let next = word::more(seen).expect("2^31 - 1 are counted: some were leaked, drop them");
            // [WG2] Relaxed/Relaxed: publishes nothing; as a read-modify-write it hands on what
            // those who counted off published.
            match self.word.compare_exchange(seen, next, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(newer) => seen = newer,
            }
        }
        // [WG3] Acquire: as [LA2], for one who finds at this moment that the wait is over.
        self.word.load(Acquire) != DONE
    }

    /// One wait for zero.
    pub(crate) const fn visit(&self) -> TallyVisit<'_> {
        TallyVisit { tally: self }
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tally").field(&self.count()).finish()
    }
}

/// One wait for a count to come down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TallyVisit<'a> {
    tally: &'a Tally,
}

impl<'a> Visit<'a> for TallyVisit<'a> {
    type Output = ();

    fn word(&self) -> &'a AtomicU32 {
        &self.tally.word
    }

    fn look(&mut self) -> Option<()> {
        // [LA6] Acquire: as [LA2].
        let seen = self.tally.word.load(Acquire);
        (seen == DONE).then_some(())
    }

    fn announce(&mut self) -> Result<(), u32> {
        loop {
            // [LA7] Acquire: as [LA2].
            let seen = self.tally.word.load(Acquire);
            if seen == DONE {
                return Ok(());
            }
            let asleep = word::asleep(seen);
            if asleep == seen {
                return Err(asleep);
            }
            // [LA8] Relaxed/Relaxed: the bit carries no data; whoever acts on it does so by a
            // read-modify-write of this same word.
            if self.tally.word.compare_exchange(seen, asleep, Relaxed, Relaxed).is_ok() {
                return Err(asleep);
            }
        }
    }
}
