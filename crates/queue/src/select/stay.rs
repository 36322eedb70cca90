//! A stay in the lines of all operations. S1 to S3 stand at the head of `mod.rs`.

use core::array;

use threadbare_sys::clock::Deadline;
use threadbare_sys::waitlist::Waiter;

use super::parker::Parker;
use super::{FEW, Select};

/// A node for each operation.
pub(super) struct Stay<'s, 'a> {
    select: &'s Select<'a>,
    few: [Waiter; FEW],
    more: Box<[Waiter]>,
    /// So many operations, from the first on, may have their node in a line.
    entered: usize,
}

impl<'s, 'a> Stay<'s, 'a> {
    pub(super) fn new(select: &'s Select<'a>) -> Self {
        let more = (FEW..select.len).map(|_| Waiter::new()).collect();
        Self { select, few: array::from_fn(|_| Waiter::new()), more, entered: 0 }
    }

    fn node(&self, index: usize) -> &Waiter {
        if index < FEW { &self.few[index] } else { &self.more[index - FEW] }
    }

    /// Sleeps until an operation may be ready, or the deadline comes; perhaps not so long.
    /// True: the deadline came.
    pub(super) fn sleep(mut self, deadline: Deadline) -> bool {
        let parker = Parker::mine();
        parker.prepare();
        let mut until = deadline;
        while self.entered < self.select.len {
            let operation = self.select.at(self.entered);
            let Some(party) = operation.party else {
                self.entered += 1;
                continue;
            };
            until = until.min(party.moment());
            // Before the entry: if that panics, in the waker of somebody else, the node may be in.
            self.entered += 1;
            let node = self.node(self.entered - 1);
            // SAFETY: S1 - the node is new, does not move while `self` is in this frame, and is
            // named to this party alone; `leave` withdraws it.
            if unsafe { party.enlist(operation.side, node, Parker::waker(&parker)) } {
                self.entered -= 1;
                return false;
            }
        }
        parker.park(until) && until == deadline
    }

    /// Takes all nodes out. Who was chosen for what it has not done passes that on.
    fn leave(&mut self) {
        /// Goes on past a waker that panics: no node may stay behind (S1).
        struct Rest<'r, 's, 'a>(&'r mut Stay<'s, 'a>);

        impl Drop for Rest<'_, '_, '_> {
            fn drop(&mut self) {
                if self.0.entered > 0 {
                    self.0.leave();
                }
            }
        }

        let rest = Rest(self);
        while let Some(index) = rest.0.entered.checked_sub(1) {
            rest.0.entered = index;
            let operation = rest.0.select.at(index);
            if let Some(party) = operation.party {
                // SAFETY: S1 - the node was named to this party, on this side.
                unsafe { party.withdraw(operation.side, rest.0.node(index)) };
            }
        }
    }
}

impl Drop for Stay<'_, '_> {
    fn drop(&mut self) {
        self.leave();
    }
}
