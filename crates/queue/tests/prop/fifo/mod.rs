//! The ring, and the other kinds of `Fifo`.

use proptest::prelude::*;
use threadbare_queue::{Fifo, PutError};

use crate::harness::{Getting, Item, Kind, Putting, agree, face, moves};

face!(
    Fifo<Item>,
    Kind::Ring,
    |queue: &Self, item| queue.force_put(item).map_err(PutError::into_inner),
    |_: &Self, _| (),
    |_: &Self| None
);

proptest! {
    /// Putters of a ring put for themselves: they are told of room, and come.
    #[test]
    fn a_ring_agrees_with_its_reference(capacity in 1_usize..6, moves in moves()) {
        agree(&Fifo::bounded(capacity), capacity, &moves)?;
    }

    /// Wherever in the ring a program begins, it goes the same way.
    #[test]
    fn a_ring_that_has_turned_is_like_a_new_one(
        capacity in 1_usize..6,
        turns in 0_usize..20,
        moves in moves(),
    ) {
        let queue = Fifo::bounded(capacity);
        for _ in 0..turns {
            prop_assert!(queue.try_put((0, 0)).is_ok() && queue.try_get().is_ok());
        }
        agree(&queue, capacity, &moves)?;
    }
}
