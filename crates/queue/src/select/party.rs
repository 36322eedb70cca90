//! What can be selected, whatever its items are. An arm that holds a hand out is one: `hands.rs`.

use core::ptr;

use threadbare_sys::clock::Deadline;

use crate::channel::Clock;
use crate::engine::{Engine, Lines, Side};

/// The other party of an operation: a queue, or the clock.
pub(super) trait Party {
    /// Where to wait for it; `None`: there is no line, as everybody knows when to look.
    fn lines(&self) -> Option<&dyn Lines>;

    /// The moment at which it is ready by itself.
    fn moment(&self) -> Deadline {
        Deadline::NEVER
    }

    /// The slot of a hand to be held out in the lines, full to put and empty to get, which stays
    /// there while this is borrowed; null: there is none. May run the user's code, which makes the
    /// item.
    fn hand(&self) -> *const () {
        ptr::null()
    }

    /// True when a try on this side may have another answer than "not now".
    fn is_ready(&self, side: Side) -> bool {
        match self.lines() {
            Some(lines) => lines.may_try(side),
            None => self.moment().is_past(),
        }
    }
}

impl<E: Engine> Party for E {
    fn lines(&self) -> Option<&dyn Lines> {
        Some(self)
    }
}

impl<T> Party for Clock<T> {
    fn lines(&self) -> Option<&dyn Lines> {
        None
    }

    fn moment(&self) -> Deadline {
        self.next()
    }
}
