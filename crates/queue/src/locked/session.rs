//! A stay behind the lock: the moves, and whom they make somebody to be chosen for.

use threadbare_sync::LockGuard;
use threadbare_sys::waitlist::{Batch, Wakeup};

use super::slot::{self, TRIES};
use super::state::State;
use super::{Container, Locked};
use crate::{TryGetError, TryPutError};

/// What serving the first of a line came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Served {
    /// Nobody, or there is nothing for it.
    Nobody,
    /// A task was told to try.
    Told,
    /// An item was moved: the other line may have a turn now.
    Moved,
}

/// The most wake-ups that serving the first of both lines takes.
const WAKES_A_ROUND: usize = 3;

/// The lock, held, and whom to wake after it.
pub(super) struct Session<'a, C: Container> {
    queue: &'a Locked<C>,
    /// Declared before `wakes`, so that it is released before they are delivered.
    pub(super) state: LockGuard<'a, State<C>>,
    wakes: Batch,
    is_settled: bool,
}

impl<'a, C: Container> Session<'a, C> {
    pub(super) fn new(queue: &'a Locked<C>, mut state: LockGuard<'a, State<C>>) -> Self {
        state.forget_the_parent_s();
        Self { queue, state, wakes: Batch::new(), is_settled: false }
    }

    /// Puts an item, as one that does not wait.
    #[cold]
    pub(super) fn put(mut self, item: C::Item) -> Result<(), TryPutError<C::Item>> {
        let answer = match self.offer(item) {
            Ok(()) => Ok(()),
            Err(item) if self.state.is_closed => Err(TryPutError::ShutDown(item)),
            Err(item) => Err(TryPutError::Full(item)),
        };
        self.end(1);
        answer
    }

    /// Gets an item, as one that does not wait.
    #[cold]
    pub(super) fn get(mut self) -> Result<C::Item, TryGetError> {
        let item = self.take();
        let nothing = if self.state.is_closed { TryGetError::ShutDown } else { TryGetError::Empty };
        self.end_with(item).ok_or(nothing)
    }

    /// Puts the item into the container, or else into the hands of a thread that waits for one.
    pub(super) fn offer(&mut self, item: C::Item) -> Result<(), C::Item> {
        let state = &mut *self.state;
        if state.is_closed {
            return Err(item);
        }
        if state.has_space() {
            state.items.push(item);
            return Ok(());
        }
        let Some(key) = state.claim_buyer() else { return Err(item) };
        // SAFETY: K1 - we hold the lock, and the key is that of a linked node, which was claimed.
        unsafe { slot::put_into(key, item) };
        let chosen = state.getters.choose_key(key);
        self.wake(chosen);
        Ok(())
    }

    /// Takes the next item out of the container, or else out of the hands of one that waits.
    pub(super) fn take(&mut self) -> Option<C::Item> {
        if let Some(item) = self.state.items.pop() {
            return Some(item);
        }
        let key = self.state.claim_seller()?;
        // SAFETY: K1 - we hold the lock, and the key is that of a linked node, which was claimed.
        let item = unsafe { slot::take_from(key) };
        debug_assert!(item.is_some(), "K2: a putter that waits has its item");
        let chosen = self.state.putters.choose_key(key);
        self.wake(chosen);
        item
    }

    /// Chooses for `units` items and as many rooms, and goes on as long as that moves items (K4).
    /// `Some`: there was not room for all wake-ups, and so many units are left.
    pub(super) fn settle(&mut self, mut units: usize) -> Option<usize> {
        let left = loop {
            if self.wakes.room() < WAKES_A_ROUND {
                break Some(units);
            }
            let served = (self.serve_getter(), self.serve_putter());
            units = units.saturating_sub(1);
            match served {
                (Served::Nobody, Served::Nobody) => break None,
                (Served::Moved, _) | (_, Served::Moved) => {}
                _ if units == 0 => break None,
                _ => {}
            }
        };
        self.is_settled = true;
        left
    }

    /// Serves the first of those who wait for an item, and can have one.
    fn serve_getter(&mut self) -> Served {
        let state = &*self.state;
        if !state.has_item(None) {
            return Served::Nobody;
        }
        let first = state.getters.first_key_where(|key| {
            // SAFETY: K1 - we hold the lock, and the key is that of a linked node.
            let ticket = unsafe { slot::ticket_of(key) };
            // SAFETY: K1 - we hold the lock; one that is claimed is served below.
            state.has_item(ticket) && (key == TRIES || unsafe { slot::claim(key) })
        });
        let Some(key) = first else { return Served::Nobody };
        // A selection looks at its hand after the lock. It is chosen before the pop, which may
        // panic: then it was claimed for nothing, and looks again. A thread looks at once.
        let is_early = key == TRIES || slot::has_ticket(key);
        if is_early {
            let chosen = self.state.getters.choose_key(key);
            self.wake(chosen);
        }
        if key == TRIES {
            return Served::Told;
        }
        let Some(item) = self.take() else { return Served::Told };
        // SAFETY: K1 - we hold the lock, and the key is that of a node that is linked, or was
        // chosen by us; it was claimed.
        unsafe { slot::put_into(key, item) };
        if !is_early {
            let chosen = self.state.getters.choose_key(key);
            self.wake(chosen);
        }
        Served::Moved
    }

    /// Serves the first of those who wait for room, and can have some.
    fn serve_putter(&mut self) -> Served {
        let state = &*self.state;
        if state.is_closed || !state.has_room(None) {
            return Served::Nobody;
        }
        let has_space = state.has_space();
        // SAFETY: K1 - we hold the lock, and the key is that of a linked node.
        let is_its_turn = |key| key == TRIES || (has_space && unsafe { slot::claim(key) });
        let first = state.putters.first_key_where(is_its_turn);
        let Some(key) = first else { return Served::Nobody };
        let item = if key == TRIES {
            None
        } else {
            // SAFETY: K1 - as above, and it was claimed.
            unsafe { slot::take_from(key) }
        };
        // Before the push, which may panic with the item inside: it was put, so K3 asks for this.
        let chosen = self.state.putters.choose_key(key);
        self.wake(chosen);
        match item {
            None => Served::Told,
            Some(item) => {
                self.state.items.push(item);
                Served::Moved
            }
        }
    }

    /// True while a move may still have somebody woken.
    pub(super) fn can_wake(&self) -> bool {
        self.wakes.room() > WAKES_A_ROUND
    }

    /// Has somebody woken after the lock.
    fn wake(&mut self, chosen: Option<Wakeup>) {
        if let Some(wakeup) = chosen {
            self.wakes.push(wakeup);
        }
    }

    /// Settles, releases the lock, and wakes.
    pub(super) fn end(mut self, units: usize) {
        let left = self.settle(units);
        // Also when a waker panics, nobody is left behind.
        let rest = left.map(|units| Rest { queue: self.queue, units });
        drop(self);
        drop(rest);
    }

    /// Ends it with an item that was taken, which is next again when a waker or a comparison of
    /// somebody else's panics.
    pub(super) fn end_with(self, item: Option<C::Item>) -> Option<C::Item> {
        let mut kept = Kept { queue: self.queue, item };
        self.end(1);
        kept.item.take()
    }

    /// Chooses whoever waits, as long as there is room for wake-ups: true when there was for all.
    pub(super) fn dismiss(&mut self) -> bool {
        self.is_settled = true;
        while self.wakes.room() > 0 {
            let chosen = self.state.getters.choose().or_else(|| self.state.putters.choose());
            if chosen.is_none() {
                return true;
            }
            self.wake(chosen);
        }
        false
    }
}

impl<C: Container> Drop for Session<'_, C> {
    fn drop(&mut self) {
        if !self.is_settled {
            // A comparison panicked. Nobody is served in this state: the next one of each line
            // looks for itself.
            if self.state.items.len() > 0 && self.wakes.room() > 0 {
                let chosen = self.state.getters.choose();
                self.wake(chosen);
            }
            if self.state.has_space() && self.wakes.room() > 0 {
                let chosen = self.state.putters.choose();
                self.wake(chosen);
            }
        }
        self.state.renew_is_plain();
    }
}

/// Goes on where there was no room for more wake-ups, when dropped.
struct Rest<'a, C: Container> {
    queue: &'a Locked<C>,
    units: usize,
}

impl<C: Container> Drop for Rest<'_, C> {
    fn drop(&mut self) {
        let mut left = Some(self.units);
        while let Some(units) = left {
            left = self.queue.enter().settle(units);
        }
    }
}

/// An item that was taken and not returned yet; goes back when dropped.
pub(super) struct Kept<'a, C: Container> {
    pub(super) queue: &'a Locked<C>,
    pub(super) item: Option<C::Item>,
}

impl<C: Container> Drop for Kept<'_, C> {
    fn drop(&mut self) {
        if let Some(item) = self.item.take() {
            // Not settled, so another getter looks for itself.
            self.queue.enter().state.items.put_back(item);
        }
    }
}
