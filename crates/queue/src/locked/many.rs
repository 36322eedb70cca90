//! Moving several items while the lock is held once. K1 to K5 stand at the head of `mod.rs`.

use std::collections::VecDeque;

use super::session::Session;
use super::{Container, Locked};

impl<C: Container> Locked<C> {
    /// Gets items while there are any, at most `max`; says how many.
    pub(super) fn get_row(&self, into: &mut Vec<C::Item>, max: usize) -> usize {
        let before = into.len();
        loop {
            let most = max - (into.len() - before);
            let mut state = self.state.lock();
            into.reserve(state.items.len().min(most));
            if state.is_plain {
                into.extend(core::iter::from_fn(|| state.items.pop()).take(most));
                break;
            }
            if !self.get_from(Session::new(self, state), into, most) {
                break;
            }
        }
        into.len() - before
    }

    /// As [`get_row`](Self::get_row), where somebody waits or it was shut down. True: there were
    /// too many to be woken, and there may be more.
    #[cold]
    fn get_from(&self, mut session: Session<'_, C>, into: &mut Vec<C::Item>, most: usize) -> bool {
        let mut got = 0;
        while got < most && session.can_wake() {
            // Before it is taken: it may panic.
            into.reserve(1);
            let Some(item) = session.take() else { break };
            into.push(item);
            got += 1;
        }
        let may_be_more = !session.can_wake() && got < most;
        session.end(got.max(1));
        may_be_more
    }

    /// Puts items from the front as far as there is room, or somebody to be given them; says how
    /// many.
    pub(super) fn put_row(&self, items: &mut VecDeque<C::Item>) -> usize {
        let before = items.len();
        let mut state = self.state.lock();
        if state.is_plain {
            while state.has_space()
                // One at a time: where a comparison panics, the others are not dropped here.
                && let Some(item) = items.pop_front()
            {
                state.items.push(item);
            }
        } else {
            let mut session = Session::new(self, state);
            while session.put_some(items) {
                session = self.enter();
            }
        }
        before - items.len()
    }
}

impl<C: Container> Session<'_, C> {
    /// Puts items while there is room, and ends. True: some were put, and some are left.
    #[cold]
    fn put_some(mut self, items: &mut VecDeque<C::Item>) -> bool {
        let mut put = 0;
        while self.can_wake()
            && let Some(item) = items.pop_front()
        {
            if let Err(item) = self.offer(item) {
                items.push_front(item);
                break;
            }
            put += 1;
        }
        self.end(put.max(1));
        put > 0 && !items.is_empty()
    }
}
