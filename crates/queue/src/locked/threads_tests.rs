//! A place in a line that is given up by a panic: the unwinding drops it.

use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};

use threadbare_sys::waitlist::Waiter;

use super::super::{Line, Locked};
use super::InLine;
use crate::engine::{Engine, Side};
use crate::hand::Slot;
use crate::{Queue, TryGetError};

/// A queue without room: who puts needs one in line who gets, and the other way round.
fn rendezvous() -> Queue<Locked<Line<u32>>> {
    Queue::of(Locked::bounded(0))
}

/// Joins a line with this slot, does something, and panics.
fn panics_in_line(
    queue: &Queue<Locked<Line<u32>>>,
    side: Side,
    item: Option<u32>,
    meanwhile: impl FnOnce(),
) -> Option<u32> {
    let slot = Slot::new(item);
    let node = Waiter::new();
    let ending = catch_unwind(AssertUnwindSafe(|| {
        let mut session = queue.engine().enter();
        // SAFETY: K2 - the node is new, the slot is as the side asks for, and both outlive this.
        let _place = unsafe { InLine::join(queue.engine(), &mut session, side, &node, &slot) };
        session.end(1);
        meanwhile();
        panic!("on purpose");
    }));
    assert!(ending.is_err());
    // SAFETY: K1 - the node is in no list, as the place was dropped.
    unsafe { slot.take() }
}

#[test]
fn a_getter_that_panics_is_not_in_line_any_more() {
    let queue = rendezvous();
    assert_eq!(panics_in_line(&queue, Side::Get, None, || ()), None);
    assert!(queue.try_put(1).is_err(), "nobody is there to get it");
}

#[test]
fn what_was_given_to_a_getter_that_panics_is_got_by_another() {
    let queue = rendezvous();
    let give = || assert!(queue.try_put(7).is_ok());
    assert_eq!(panics_in_line(&queue, Side::Get, None, give), None);
    assert_eq!(queue.engine().get_at_once(), Some(7));
    assert_eq!(queue.try_get(), Err(TryGetError::Empty));
}

#[test]
fn a_putter_that_panics_is_not_in_line_any_more() {
    let queue = rendezvous();
    assert_eq!(panics_in_line(&queue, Side::Put, Some(5), || ()), Some(5));
    assert_eq!(queue.get_timeout(Duration::ZERO).ok(), None, "nobody is there to put it");
}

#[test]
fn what_was_taken_from_a_putter_that_panics_is_got_once() {
    let queue = rendezvous();
    let take = || assert_eq!(queue.try_get(), Ok(5));
    assert_eq!(panics_in_line(&queue, Side::Put, Some(5), take), None);
    assert_eq!(queue.try_get(), Err(TryGetError::Empty));
}

/// Who was sent away by the end has its item still, and keeps it.
#[test]
fn a_putter_that_panics_after_the_end_puts_nothing() {
    let queue = rendezvous();
    let end = || assert!(queue.shutdown());
    assert_eq!(panics_in_line(&queue, Side::Put, Some(5), end), Some(5));
    assert_eq!(queue.try_get(), Err(TryGetError::ShutDown));
}
