//! What a kind of queue must be able to do; the forms of its operations stand in `queue`.
//!
//! Two engines are behind all kinds: a ring without a lock (`ring`), and a container with a lock
//! (`locked`). Both keep the same promises:
//!
//! * Each move is linearizable: it takes effect at one moment between its call and its return.
//! * A waiter is a node in one of two lists, of getters and of putters. Whoever makes a move that
//!   one of them waits for takes its node out, and then wakes it.
//! * A waiter that was chosen and does not want it any more passes it on.
//! * No code of the user's runs under a lock, but for `Ord` in a heap.

use core::task::Waker;
use std::collections::VecDeque;

use threadbare_sys::clock::Deadline;
use threadbare_sys::waitlist::Waiter;

use crate::hand::{Slot, Ticket};
use crate::{GetTimeoutError, PutTimeoutError, TryGetError, TryPutError};

/// Which of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Those who wait for an item.
    Get,
    /// Those who wait for room.
    Put,
}

/// The two lists of those who wait, whatever the items are: what a selection needs of an engine.
pub trait Lines {
    /// True when a try on this side would have had another answer than "not now" at some moment of
    /// the call.
    fn may_try(&self, side: Side) -> bool;

    /// True when those who wait on this side are served where they stand: what a ticket holds out
    /// is taken, or filled.
    #[inline]
    fn heeds_tickets(&self, _: Side) -> bool {
        false
    }

    /// Enters a node in a list, with a waker, or gives the node that is there another waker: false.
    /// True, and the node is in no list: a try may now have another answer.
    ///
    /// The waker is called once, when the node is taken out. Without a ticket nothing is given or
    /// taken by that. With one, and if this engine heeds it, the node is taken out when the ticket
    /// was claimed, and then its item was taken, or it has got one.
    ///
    /// # Safety
    ///
    /// * The node is in this list or in none. It stays where it is, alive, and is named to this
    ///   engine and this side alone, until [`withdraw`](Self::withdraw) has returned.
    /// * So does a ticket, with its claim, and a slot of the type of the items: full to put, empty
    ///   to get. The node is in no list when it comes with a ticket. Until the claim is closed and
    ///   `withdraw` has returned, the slot is not touched.
    unsafe fn enlist(
        &self,
        side: Side,
        node: &Waiter,
        ticket: Option<&Ticket>,
        waker: Waker,
    ) -> bool;

    /// Takes a node out of its list. One that was chosen has not tried since: the next is woken in
    /// its place.
    ///
    /// # Safety
    ///
    /// The node was named to [`enlist`](Self::enlist) of this engine and this side.
    unsafe fn withdraw(&self, side: Side, node: &Waiter);
}

/// The engine of a queue. Sealed: the module is private.
pub trait Engine: Lines + Send + Sync + Sized {
    /// What is put and got.
    type Item: Send;

    /// Puts the item, if there is room; never blocks.
    fn try_put(&self, item: Self::Item) -> Result<(), TryPutError<Self::Item>>;

    /// Gets an item, if there is one; never blocks for want of one.
    fn try_get(&self) -> Result<Self::Item, TryGetError>;

    /// As [`try_put`](Self::try_put), when the answer does not matter: the item may come back for
    /// any reason.
    #[inline]
    fn put_at_once(&self, item: Self::Item) -> Result<(), Self::Item> {
        self.try_put(item).map_err(TryPutError::into_inner)
    }

    /// As [`try_get`](Self::try_get), when the answer does not matter: `None` for any reason.
    #[inline]
    fn get_at_once(&self) -> Option<Self::Item> {
        self.try_get().ok()
    }

    /// Gets items while there are any, at most `max`; says how many. Several are moved at once,
    /// and then those who wait for room are seen to: a ring wakes one thread, which sees to the
    /// others; behind a lock each that was served is woken.
    fn get_many_at_once(&self, into: &mut Vec<Self::Item>, max: usize) -> usize;

    /// Takes items from the front and puts them, as far as there is room; says how many. Several
    /// are moved at once, and then those who wait for an item are seen to, as above. Zero says
    /// nothing about why.
    fn put_many_at_once(&self, items: &mut VecDeque<Self::Item>) -> usize;

    /// Puts the item, as a thread that waits until the deadline. Looks first; a deadline that has
    /// passed is a try.
    fn put_until(
        &self,
        item: Self::Item,
        deadline: Deadline,
    ) -> Result<(), PutTimeoutError<Self::Item>>;

    /// Gets an item, as a thread that waits until the deadline.
    fn get_until(&self, deadline: Deadline) -> Result<Self::Item, GetTimeoutError>;

    /// Enters the node of a task with the item that it wants to put, or gives it another waker.
    /// `Pending`: as [`enlist`](Lines::enlist) said false. The item may be taken out of `item` at
    /// any moment from then on, which is as good as a put.
    ///
    /// # Safety
    ///
    /// As [`enlist`](Lines::enlist), and `item` stays with the node, and is not touched meanwhile.
    unsafe fn poll_put(
        &self,
        node: &Waiter,
        item: &Slot<Self::Item>,
        waker: &Waker,
    ) -> core::task::Poll<Result<(), crate::PutError<Self::Item>>>;

    /// Takes an item back that a getter was given and cannot return, as it panics: it is the next
    /// one again.
    fn give_back(&self, item: Self::Item) {
        drop(item);
    }

    /// Refuses all that is put from now on; what is there can still be got. True: it was the first
    /// time.
    fn shutdown(&self) -> bool;

    /// As [`shutdown`](Self::shutdown), and takes out all that is there, at one moment.
    fn shutdown_now(&self) -> Vec<Self::Item>;

    /// True once it was shut down.
    fn is_shut_down(&self) -> bool;

    /// How many items there are.
    fn len(&self) -> usize;

    /// How many there may be; `None`: any number.
    fn capacity(&self) -> Option<usize>;
}
