//! Who finds it not done: how it looks and how it announces itself. When it spins and sleeps is
//! said in `visit.rs`. The word and I1 to I5 stand at the head of `mod.rs`.

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::Spin;

use super::Once;
use super::turn::{Entry, is_free, this_thread};
use super::word::{COMPLETE, asleep, is_held_by, is_running};
use crate::TimedOut;
use crate::patience::SPIN_NS;
use crate::visit::{self, Visit};

impl Once {
    /// Waits until it is done or ours to do.
    #[track_caller]
    pub(crate) fn enter(&self, deadline: Deadline) -> Result<Entry<'_>, TimedOut> {
        self.refuse_itself(deadline);
        visit::wait(&mut EnterVisit { once: self, token: this_thread }, deadline)
    }

    /// Waits until it is done, by whomever.
    #[cold]
    #[track_caller]
    pub(super) fn wait_slow(&self, deadline: Deadline) -> Result<(), TimedOut> {
        self.refuse_itself(deadline);
        visit::wait(&mut DoneVisit { once: self, is_running: false }, deadline)
    }

    pub(super) fn look(&self) -> u32 {
        // [ON7] Acquire: pairs with [ON6]; if it is done, what was done is ours to read.
        self.word.load(Acquire)
    }

    /// Panics when this thread would wait for itself (I3). One look is enough: a thread that is
    /// not at it now will not be while it waits. A try does not wait.
    #[track_caller]
    fn refuse_itself(&self, deadline: Deadline) {
        assert!(
            deadline.is_now() || !is_held_by(self.look(), this_thread()),
            "this thread is inside this very initialiser and would wait for itself: use what the \
             initialiser has made so far, or a second Once for the inner part"
        );
    }

    /// Announces a sleeper; true if the word is still as `seen`, or with a sleeper already.
    fn announce(&self, seen: u32) -> bool {
        let asleep = asleep(seen);
        // [ON8] Relaxed/Relaxed: the bit says that somebody waits and carries no data; whoever
        // acts on it does so by a CAS of this same word.
        asleep == seen || self.word.compare_exchange(seen, asleep, Relaxed, Relaxed).is_ok()
    }
}

/// Wants it done, if need be by itself.
pub(super) struct EnterVisit<'a> {
    pub(super) once: &'a Once,
    /// In whose name the turn is taken.
    pub(super) token: fn() -> u32,
}

impl<'a> EnterVisit<'a> {
    /// What comes of a look that saw `seen`: `None` when somebody else is at it, or was quicker.
    fn enter(&self, seen: u32) -> Option<Entry<'a>> {
        match seen {
            COMPLETE => Some(Entry::Done),
            _ if is_free(seen) => self.once.take(seen, (self.token)()).map(Entry::Ours),
            _ => None,
        }
    }
}

impl<'a> Visit<'a> for EnterVisit<'a> {
    type Output = Entry<'a>;

    fn word(&self) -> &'a AtomicU32 {
        &self.once.word
    }

    fn look(&mut self) -> Option<Entry<'a>> {
        self.enter(self.once.look())
    }

    fn announce(&mut self) -> Result<Entry<'a>, u32> {
        loop {
            let seen = self.once.look();
            if let Some(entry) = self.enter(seen) {
                return Ok(entry);
            }
            // One that is free and that we failed to take has moved: look again.
            if !is_free(seen) && self.once.announce(seen) {
                return Err(asleep(seen));
            }
        }
    }
}

/// Wants it done by somebody else.
pub(super) struct DoneVisit<'a> {
    pub(super) once: &'a Once,
    /// Whether somebody was at it at the last look.
    pub(super) is_running: bool,
}

impl<'a> Visit<'a> for DoneVisit<'a> {
    type Output = ();

    fn word(&self) -> &'a AtomicU32 {
        &self.once.word
    }

    fn look(&mut self) -> Option<()> {
        let seen = self.once.look();
        self.is_running = is_running(seen);
        (seen == COMPLETE).then_some(())
    }

    fn announce(&mut self) -> Result<(), u32> {
        loop {
            let seen = self.once.look();
            if seen == COMPLETE {
                return Ok(());
            }
            if self.once.announce(seen) {
                return Err(asleep(seen));
            }
        }
    }

    /// What nobody has begun is not done in a moment.
    fn spin(&self) -> Spin {
        if self.is_running { Spin::on_trial(SPIN_NS) } else { Spin::NONE }
    }
}
