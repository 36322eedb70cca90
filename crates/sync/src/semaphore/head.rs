//! The slow path: the line before the turnstile, and what its head does. The words, the moves and
//! the invariants I1 to I6 stand at the head of `mod.rs`.

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed};
use threadbare_sys::clock::{Deadline, Moment};
use threadbare_sys::futex::{self, Wait};
use threadbare_sys::spin::Spin;

use super::core::Core;
use super::error::{AcquireError, SemaphoreClosed, TryAcquireError};
use super::word::{asleep, head_may_take, is_closed, is_waited_for, taken, without_head};
use crate::patience::{SPIN_NS, STARVED_AFTER};

/// What one look of the head finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The permits are ours.
    Taken,
    /// Nobody gets any more.
    Closed,
    /// Too few: sleep on the word as it is now.
    Asleep(u32),
}

/// The head of the line: the one that has passed the turnstile (I1). Leaves when dropped.
pub(super) struct Head<'a> {
    core: &'a Core,
}

impl<'a> Head<'a> {
    /// For one that has acquired the turnstile.
    pub(super) fn new(core: &'a Core) -> Self {
        Self { core }
    }

    /// Takes `n`; or announces a sleeper, and says what to sleep on.
    pub(super) fn look(&self, n: u32, is_starving: bool) -> Look {
        let permits = &self.core.permits;
        // [SM15] Relaxed: only a first guess for the CAS.
        let mut seen = permits.load(Relaxed);
        loop {
            if is_closed(seen) {
                self.core.see_closed();
                return Look::Closed;
            }
            let changed = if head_may_take(seen, n) {
                let left = without_head(taken(seen, n));
                // [SM11] Acquire/Relaxed: pairs with [SM5] and [SM6]; what was written before a
                // permit came back is ours to read. A failed look is only retried.
                permits.compare_exchange(seen, left, Acquire, Relaxed).map(|_| Look::Taken)
            } else {
                let asleep = asleep(seen, is_starving);
                // [SM16] Relaxed/Relaxed: the bits carry no data; whoever acts on them does so by
                // a read-modify-write of this same word.
                let set = permits.compare_exchange(seen, asleep, Relaxed, Relaxed);
                set.map(|_| Look::Asleep(asleep))
            };
            match changed {
                Ok(look) => return look,
                Err(newer) => seen = newer,
            }
        }
    }

    /// Blocks until `n` are ours, the deadline, or the close.
    fn wait(&self, n: u32, deadline: Deadline) -> Result<(), AcquireError> {
        let mut since = None;
        let mut is_late = false;
        loop {
            let is_starving = since.is_some_and(|since: Moment| since.elapsed() >= STARVED_AFTER);
            let asleep = match self.look(n, is_starving) {
                Look::Taken => return Ok(()),
                Look::Closed => return Err(AcquireError::Closed),
                Look::Asleep(_) if is_late => return Err(AcquireError::TimedOut),
                Look::Asleep(asleep) => asleep,
            };
            since = since.or_else(|| Some(Moment::now()));
            // [SM17] wait: on a word with HEAD (I2); the kernel looks once more under its lock.
            is_late = futex::wait(&self.core.permits, asleep, deadline) == Wait::TimedOut;
        }
    }
}

impl Drop for Head<'_> {
    fn drop(&mut self) {
        // [SM18] Relaxed: ours to see, since the head alone sets what is looked for (I1).
        if is_waited_for(self.core.permits.load(Relaxed)) {
            // [SM19] Relaxed: the bits carry no data.
            self.core.permits.fetch_and(without_head(u32::MAX), Relaxed);
        }
        self.core.leave_turnstile();
    }
}

impl Core {
    /// Blocks until `n` are ours, however long it takes.
    #[inline]
    pub(super) fn acquire(&self, n: u32) -> Result<(), SemaphoreClosed> {
        if self.take_at_once(n) { Ok(()) } else { self.acquire_slow(n) }
    }

    #[cold]
    #[inline(never)]
    fn acquire_slow(&self, n: u32) -> Result<(), SemaphoreClosed> {
        match self.acquire_by(n, Deadline::NEVER) {
            Ok(()) => Ok(()),
            Err(error) => {
                debug_assert_eq!(error, AcquireError::Closed, "it does not time out");
                Err(SemaphoreClosed)
            }
        }
    }

    /// Blocks until `n` are ours, or the deadline comes.
    #[cold]
    #[inline(never)]
    pub(super) fn acquire_by(&self, n: u32, deadline: Deadline) -> Result<(), AcquireError> {
        let mut spin = Spin::for_ns(SPIN_NS);
        let mut seen = self.look();
        loop {
            // Here `seen` is what the word was a moment ago, and we are not in line.
            match self.take_from(seen, n) {
                Ok(()) => return Ok(()),
                Err(newer) if is_closed(newer) => return Err(self.see_closed().into()),
                Err(_) if deadline.is_now() => return Err(AcquireError::TimedOut),
                Err(newer) if is_waited_for(newer) || !spin.turn() => break,
                // [SM20] Relaxed: only a guess for the CAS.
                Err(_) => seen = self.permits.load(Relaxed),
            }
        }
        if self.turnstile.acquire_by(deadline).is_ok() {
            return Head::new(self).wait(n, deadline);
        }
        // Those before us wait for more than we do, perhaps: who is late takes what is there.
        self.try_take(n).map_err(|error| match error {
            TryAcquireError::Closed => AcquireError::Closed,
            TryAcquireError::NoPermits => AcquireError::TimedOut,
        })
    }
}
