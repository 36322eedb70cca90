//! One party's wait: arriving, leading, waiting, giving up. The state and the invariants stand at
//! the head of `mod.rs`.

use core::fmt;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::{self, Spin};

use super::action::BarrierAction;
use super::state::{self, Arrival, Fate, Ticket};
use super::words::Words;
use super::{BarrierError, BarrierWait, BrokenBarrier};
use crate::TimedOut;
use crate::patience::SPIN_NS;
use crate::visit::{self, Visit};

type Outcome = Result<BarrierWait, BrokenBarrier>;

/// One party's wait. When it is dropped before the round is over, it takes its arrival back.
pub(super) struct Party<'a, A> {
    words: &'a Words,
    action: &'a A,
    /// Since the arrival, until the round is over.
    ticket: Option<Ticket>,
    /// The state as it was last seen.
    seen: u64,
}

impl<'a, A: BarrierAction> Party<'a, A> {
    pub(super) const fn new(words: &'a Words, action: &'a A) -> Self {
        Self { words, action, ticket: None, seen: 0 }
    }

    /// Waits for ever.
    pub(super) fn wait(mut self) -> Outcome {
        visit::wait_for_ever(&mut self)
    }

    /// Waits to a deadline, and breaks the round when it comes.
    pub(super) fn wait_until(mut self, deadline: Deadline) -> Result<BarrierWait, BarrierError> {
        match visit::wait(&mut self, deadline) {
            Ok(outcome) => outcome.map_err(BarrierError::from),
            Err(TimedOut) => self.give_up(),
        }
    }

    /// The deadline has come. Whether the round is over is decided by the state alone: if we
    /// cannot break it, it is.
    #[cold]
    fn give_up(&mut self) -> Result<BarrierWait, BarrierError> {
        loop {
            if let Some(outcome) = self.look() {
                return outcome.map_err(BarrierError::from);
            }
            if self.words.break_from(self.seen) {
                self.ticket = None;
                return Err(BarrierError::TimedOut);
            }
        }
    }

    /// Arrives. `None`: the others are yet to come, or there is no room before the next round.
    fn arrive(&mut self) -> Option<Outcome> {
        let words = self.words;
        loop {
            // [BR7] Acquire: pairs with [BR4] and [BR5]; who finds the barrier broken sees what
            // the breaker did.
            let seen = words.state.load(Acquire);
            let ticket = Ticket::at(seen);
            match state::arrival(seen, words.parties) {
                Arrival::Broken => return Some(Err(BrokenBarrier)),
                Arrival::Full => {
                    self.seen = seen;
                    return None;
                }
                Arrival::Waits(next) => {
                    // [BR8] Release/Relaxed: pairs with [BR9] and [BR13]; the last one sees what
                    // each did before it arrived, and hands it on.
                    if words.state.compare_exchange(seen, next, Release, Relaxed).is_ok() {
                        self.seen = next;
                        self.ticket = Some(ticket);
                        return None;
                    }
                }
                Arrival::Last if A::RUNS => {
                    let full = state::full(seen);
                    // [BR13] Acquire/Relaxed: pairs with [BR8]; the action sees what each did.
                    if words.state.compare_exchange(seen, full, Acquire, Relaxed).is_ok() {
                        return Some(self.lead(ticket));
                    }
                }
                Arrival::Last => {
                    let next = state::completed(seen);
                    // [BR9] AcqRel/Relaxed: Acquire pairs with [BR8], Release with [BR11]; what
                    // each did before it arrived is seen by all who leave.
                    if words.state.compare_exchange(seen, next, AcqRel, Relaxed).is_ok() {
                        words.ring_after(seen);
                        return Some(Ok(self.leaves(ticket)));
                    }
                }
            }
        }
    }

    /// Runs the action, and lets the others go.
    fn lead(&self, ticket: Ticket) -> Outcome {
        let round = Round { words: self.words, ticket };
        self.action.run();
        if round.complete() { Ok(self.leaves(ticket)) } else { Err(BrokenBarrier) }
    }

    const fn leaves(&self, ticket: Ticket) -> BarrierWait {
        let index = ticket.index();
        BarrierWait { index, is_leader: index + 1 == self.words.parties }
    }
}

/// A round that is full and whose action runs. When it is dropped before it is complete, because
/// the action has panicked, it is broken.
struct Round<'a> {
    words: &'a Words,
    ticket: Ticket,
}

impl Round<'_> {
    /// Tries to end the round by this move. False: it was broken, or reset, meanwhile.
    fn end(&self, end: impl Fn(u64) -> bool) -> bool {
        loop {
            // [BR15] Acquire: as [BR7].
            let seen = self.words.state.load(Acquire);
            if state::fate(seen, self.ticket) != Fate::Open {
                return false;
            }
            if end(seen) {
                return true;
            }
        }
    }

    /// Lets the others go. False: the round was broken, or reset, while the action ran.
    fn complete(&self) -> bool {
        self.end(|seen| {
            let next = state::completed(seen);
            // [BR14] Release/Relaxed: pairs with [BR11]; what each did before it arrived, and what
            // the action did, is seen by all who leave.
            let is_ours = self.words.state.compare_exchange(seen, next, Release, Relaxed).is_ok();
            if is_ours {
                self.words.ring_after(seen);
            }
            is_ours
        })
    }
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        // Does nothing after the round was complete.
        self.end(|seen| self.words.break_from(seen));
    }
}

impl<'a, A: BarrierAction> Visit<'a> for Party<'a, A> {
    type Output = Outcome;

    fn word(&self) -> &'a AtomicU32 {
        &self.words.bell
    }

    fn look(&mut self) -> Option<Outcome> {
        let Some(ticket) = self.ticket else { return self.arrive() };
        // [BR11] Acquire: pairs with [BR9], [BR14], [BR4] and [BR5]; what came before the end of
        // the round is visible, and all later changes are in the same release sequence.
        self.seen = self.words.state.load(Acquire);
        let outcome = match state::fate(self.seen, ticket) {
            Fate::Open => return None,
            Fate::Complete => Ok(self.leaves(ticket)),
            Fate::Broken => Err(BrokenBarrier),
        };
        self.ticket = None;
        Some(outcome)
    }

    fn announce(&mut self) -> Result<Outcome, u32> {
        // [BR10] Acquire: pairs with [BR2]; it comes before the look at the state. If it reads a
        // value that was rung after our round, the look sees that the round is over (I4).
        let bell = self.words.bell.load(Acquire);
        loop {
            if let Some(outcome) = self.look() {
                return Ok(outcome);
            }
            let (seen, asleep) = (self.seen, state::asleep(self.seen));
            // [BR12] Relaxed/Relaxed: the bit carries no data; whoever acts on it does so by a
            // read-modify-write of this same word.
            if seen == asleep
                || self.words.state.compare_exchange(seen, asleep, Relaxed, Relaxed).is_ok()
            {
                return Err(bell);
            }
        }
    }

    /// While all parties can be running at once, looking again helps. With more of them than CPUs
    /// it would only keep those who are missing from running: they are let go ahead.
    fn spin(&self) -> Spin {
        if self.words.parties <= spin::cpus() {
            Spin::on_trial(SPIN_NS)
        } else {
            Spin::giving_way()
        }
    }
}

impl<A> fmt::Debug for Party<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party").field("has_arrived", &self.ticket.is_some()).finish()
    }
}

impl<A> Drop for Party<'_, A> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.words.take_back(ticket);
        }
    }
}
