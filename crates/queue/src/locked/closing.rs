//! The end of a queue.

use super::state::State;
use super::{Container, Locked};

impl<C: Container> Locked<C> {
    /// Shuts the queue down, does something more at the same moment, and sends all waiters to look
    /// for themselves. True: it was the first time.
    pub(super) fn close<R>(&self, also: impl FnOnce(&mut State<C>) -> R) -> (bool, R) {
        // Also when a waker panics, nobody is left behind.
        let rest = Dismissal(self);
        let mut session = self.enter();
        let was_closed = core::mem::replace(&mut session.state.is_closed, true);
        let answer = also(&mut session.state);
        session.dismiss();
        drop(session);
        drop(rest);
        (!was_closed, answer)
    }
}

/// Sends away whoever still waits, when dropped. Nobody joins the lines of a queue that was shut
/// down, so this comes to an end.
struct Dismissal<'a, C: Container>(&'a Locked<C>);

impl<C: Container> Drop for Dismissal<'_, C> {
    fn drop(&mut self) {
        while !self.0.enter().dismiss() {}
    }
}
