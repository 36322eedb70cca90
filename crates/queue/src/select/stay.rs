//! A stay in the lines of all operations. S1 to S5 stand at the head of `mod.rs`.

use core::{array, ptr};

use threadbare_sys::clock::Deadline;
use threadbare_sys::waitlist::Waiter;

use super::parker::Parker;
use super::{FEW, Select};
use crate::hand::{Claim, Ticket};

/// How a stay ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// This operation was done for us, by another thread.
    Served(usize),
    /// One may be ready.
    Woken,
    /// The deadline came.
    Late,
}

/// The place in the line of an operation.
struct Place {
    node: Waiter,
    ticket: Ticket,
}

impl Place {
    fn new() -> Self {
        Self { node: Waiter::new(), ticket: Ticket::blank() }
    }
}

/// A place for each operation.
pub(super) struct Stay<'s, 'a> {
    select: &'s Select<'a>,
    few: [Place; FEW],
    more: Box<[Place]>,
    claim: Claim,
    /// So many operations, from the first on, may have their node in a line.
    entered: usize,
}

impl<'s, 'a> Stay<'s, 'a> {
    pub(super) fn new(select: &'s Select<'a>) -> Self {
        let few = array::from_fn(|_| Place::new());
        let more = (FEW..select.len).map(|_| Place::new()).collect();
        Self { select, few, more, claim: Claim::new(), entered: 0 }
    }

    fn place(&self, index: usize) -> &Place {
        if index < FEW { &self.few[index] } else { &self.more[index - FEW] }
    }

    /// Sleeps until an operation was done or may be ready, or the deadline comes; perhaps not so
    /// long.
    pub(super) fn sleep(mut self, deadline: Deadline) -> Ending {
        // This runs code of the user's, which may wait in a selection of its own: nothing is in a
        // line yet, and the thread's word is not prepared.
        self.make_tickets();
        let parker = Parker::mine();
        parker.prepare();
        let mut until = deadline;
        for index in 0..self.select.len {
            // A panic of a waker that is woken by the entry finds the node entered.
            self.entered = index + 1;
            let operation = self.select.at(index);
            let Some(party) = operation.party else { continue };
            until = until.min(party.moment());
            let Some(lines) = party.lines() else { continue };
            let Place { node, ticket } = self.place(index);
            let waker = Parker::waker(&parker);
            // SAFETY: S1, S4 - node, ticket and claim are new, do not move while `self` is in this
            // frame, and are named to these lines alone; `Drop` withdraws the node.
            if unsafe { lines.enlist(operation.side, node, ticket.if_any(), waker) } {
                // It is in no line.
                self.entered = index;
                return self.end(false);
            }
        }
        let is_late = parker.park(until) && until == deadline;
        self.end(is_late)
    }

    /// Gives each operation that holds a hand out a ticket for it.
    fn make_tickets(&mut self) {
        for index in 0..self.select.len {
            let hand = self.select.at(index).party.map_or(ptr::null(), |party| party.hand());
            let number = u32::try_from(index).unwrap_or(0);
            let ticket = Ticket::new(&raw const self.claim, hand, number);
            let place =
                if index < FEW { &mut self.few[index] } else { &mut self.more[index - FEW] };
            place.ticket = ticket;
        }
    }

    /// From here on nobody serves us (S5). After a panic the claim is open until the nodes are
    /// withdrawn; who serves us in that time finds a slot that is still there.
    fn end(&self, is_late: bool) -> Ending {
        match self.claim.close() {
            Some(index) => Ending::Served(index),
            None if is_late => Ending::Late,
            None => Ending::Woken,
        }
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
            if let Some(lines) = operation.party.and_then(|party| party.lines()) {
                // SAFETY: S1 - the node was named to these lines, on this side.
                unsafe { lines.withdraw(operation.side, &rest.0.place(index).node) };
            }
        }
    }
}

impl Drop for Stay<'_, '_> {
    fn drop(&mut self) {
        self.leave();
    }
}
