//! The engine with a lock: a container, and two lines of waiters.     Chapter: docs/queue/locked.md
//!
//! All of it stands behind one lock: the items, whether the queue was shut down, and who waits.
//! Whatever is decided is decided there; woken is whoever was chosen after the lock.
//!
//! # Who waits, and how it is served
//!
//! | waiter | key of its node | waker | what happens when its turn comes |
//! |---|---|---|---|
//! | a thread that gets | address of its empty slot | none | an item is put into the slot |
//! | a thread that puts | address of its full slot | none | the item is taken out of the slot |
//! | a task that puts | address of its full slot | its own | the item is taken out of the slot |
//! | a thread in `select!` | address of its ticket, marked | its own | as a thread, once claimed |
//! | a task that gets, a `Select` | `TRIES` | its own | it is woken, and tries again |
//!
//! # Invariants
//!
//! * K1: all of `State` is reached under its lock, and so are the slots whose addresses are keys
//!   of linked nodes. A waiter reaches its slot again when its node is in no list, which it has
//!   seen under the lock or by being chosen.
//! * K2: a linked node's slot is alive, and full (a putter's) or empty (a getter's). So are its
//!   ticket and the claim of that.
//! * K3: whoever takes a node out has served it before the lock is released, and claimed it before
//!   that: the slot of a putter is empty then, that of a getter full. Otherwise the queue was shut
//!   down, or a comparison panicked, and the waiter looks again.
//! * K4: while there is an item and a getter waits, or room and a putter waits, a task that was
//!   chosen from that line has not come back yet. When it comes, it takes what it was chosen for
//!   or the next is chosen (`withdraw`); should it never come, the next move chooses another.
//!   A selection that was claimed elsewhere, or tries for itself, does not wait in this sense.
//! * K5: `is_plain` says that the queue was not shut down and nobody waits. Then a move concerns
//!   the container alone.
//!
//! # Moves
//!
//! A move changes the container or takes from a slot, then `settle`s: chooses one for each item
//! and each room that came about, goes on while that serves somebody, and so restores K4.
//!
//! # Cost
//!
//! With K5: one lock, the container's move, one unlock. Else a look at each list besides; a wait
//! takes the lock twice at most and allocates nothing.
//!
//! Read next: `state.rs` (take, offer), `session.rs` (settle), `threads.rs`, `tasks.rs`.

mod closing;
mod container;
mod extras;
mod line;
mod many;
mod session;
mod slot;
mod state;
mod tasks;
mod threads;

use core::fmt;
use core::task::{Poll, Waker};
use std::collections::VecDeque;

use threadbare_sync::Lock;
use threadbare_sys::clock::Deadline;
use threadbare_sys::waitlist::Waiter;

use crate::engine::Engine;
use crate::hand::Slot;
use crate::{GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};
pub(crate) use container::{Ages, Container};
pub(crate) use line::Line;
pub use line::LockedFifo;
use session::{Kept, Session};
use state::State;

/// A queue of any order behind a lock. What can be done with it stands at
/// [`Queue`](crate::Queue).
pub struct Locked<C: Container> {
    state: Lock<State<C>>,
}

impl<C: Container> Locked<C> {
    /// # Panics
    ///
    /// When the container does not go with this capacity.
    #[track_caller]
    pub(crate) fn bounded(capacity: usize) -> Self {
        state::check_capacity::<C>(capacity);
        Self { state: Lock::new(State::new(capacity)) }
    }

    pub(crate) fn unbounded() -> Self {
        Self { state: Lock::new(State::new(state::UNBOUNDED)) }
    }

    /// Takes the lock, to do more than what concerns the container alone.
    fn enter(&self) -> Session<'_, C> {
        Session::new(self, self.state.lock())
    }
}

impl<C: Container> Engine for Locked<C> {
    type Item = C::Item;

    #[inline]
    fn try_put(&self, item: C::Item) -> Result<(), TryPutError<C::Item>> {
        let mut state = self.state.lock();
        if state.is_plain && state.has_space() {
            state.items.push(item);
            return Ok(());
        }
        Session::new(self, state).put(item)
    }

    #[inline]
    fn try_get(&self) -> Result<C::Item, TryGetError> {
        let mut state = self.state.lock();
        if state.is_plain {
            return state.items.pop().ok_or(TryGetError::Empty);
        }
        Session::new(self, state).get()
    }

    fn get_many_at_once(&self, into: &mut Vec<C::Item>, max: usize) -> usize {
        self.get_row(into, max)
    }

    fn put_many_at_once(&self, items: &mut VecDeque<C::Item>) -> usize {
        self.put_row(items)
    }

    fn put_until(&self, item: C::Item, deadline: Deadline) -> Result<(), PutTimeoutError<C::Item>> {
        self.wait_to_put(item, deadline)
    }

    fn get_until(&self, deadline: Deadline) -> Result<C::Item, GetTimeoutError> {
        self.wait_to_get(deadline)
    }

    unsafe fn poll_put(
        &self,
        node: &Waiter,
        item: &Slot<C::Item>,
        waker: &Waker,
    ) -> Poll<Result<(), PutError<C::Item>>> {
        // SAFETY: the caller's promise.
        unsafe { self.put_as_task(node, item, waker) }
    }

    fn give_back(&self, item: C::Item) {
        drop(Kept { queue: self, item: Some(item) });
    }

    fn shutdown(&self) -> bool {
        self.close(false).0
    }

    fn shutdown_now(&self) -> Vec<C::Item> {
        self.close(true).1.map_or_else(Vec::new, C::into_vec)
    }

    fn is_shut_down(&self) -> bool {
        self.state.lock().is_closed
    }

    fn len(&self) -> usize {
        self.state.lock().items.len()
    }

    fn capacity(&self) -> Option<usize> {
        let capacity = self.state.lock().capacity;
        (capacity != state::UNBOUNDED).then_some(capacity)
    }
}

impl<C: Container> fmt::Debug for Locked<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Locked").finish_non_exhaustive()
    }
}
