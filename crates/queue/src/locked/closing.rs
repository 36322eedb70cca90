//! The end of a queue.

use core::mem;

use super::{Container, Locked};

impl<C: Container> Locked<C> {
    /// Shuts the queue down, takes all items out at the same moment if that is wished, and sends
    /// all waiters to look for themselves. True: it was the first time.
    pub(super) fn close(&self, takes_all: bool) -> (bool, Option<C>) {
        // Also when a waker panics, nobody is left behind.
        let rest = Dismissal(self);
        let mut taken = Taken { queue: self, items: None };
        let mut session = self.enter();
        let was_closed = mem::replace(&mut session.state.is_closed, true);
        if takes_all {
            taken.items = Some(session.state.take_all());
        }
        session.dismiss();
        drop(session);
        drop(rest);
        // Outside the lock: a heap compares for it.
        taken.items.iter_mut().for_each(C::sort);
        (!was_closed, taken.items.take())
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

/// Items that were taken out and not returned yet; they go back when dropped, by a waker or a
/// comparison that panics.
struct Taken<'a, C: Container> {
    queue: &'a Locked<C>,
    items: Option<C>,
}

impl<C: Container> Drop for Taken<'_, C> {
    fn drop(&mut self) {
        if let Some(items) = self.items.take() {
            let nothing = mem::replace(&mut self.queue.enter().state.items, items);
            drop(nothing);
        }
    }
}
