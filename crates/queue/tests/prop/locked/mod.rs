//! Queues with a lock: LIFO, priority, and the FIFO that is used where the ring is not.

use proptest::prelude::*;
use threadbare_queue::{Lifo, LockedFifo, Priority, PutError};

use crate::harness::{Getting, Item, Kind, Putting, agree, face, moves};

face!(
    LockedFifo<Item>,
    Kind::Line,
    |queue: &Self, item| queue.force_put(item).map_err(PutError::into_inner),
    LockedFifo::set_capacity,
    |queue: &Self| Some(queue.peek_with(|item| *item))
);
face!(
    Lifo<Item>,
    Kind::Stack,
    |queue: &Self, item| queue.force_put(item).map_err(PutError::into_inner),
    Lifo::set_capacity,
    |queue: &Self| Some(queue.peek_with(|item| *item))
);
face!(
    Priority<u32, u32>,
    Kind::Heap,
    |_: &Self, item| Err(item),
    Priority::set_capacity,
    |queue: &Self| Some(queue.peek_with(|item| *item))
);

proptest! {
    #[test]
    fn a_line_agrees_with_its_reference(capacity in 0_usize..4, moves in moves()) {
        agree(&LockedFifo::bounded(capacity), capacity, &moves)?;
    }

    #[test]
    fn a_stack_agrees_with_its_reference(capacity in 1_usize..4, moves in moves()) {
        agree(&Lifo::bounded(capacity), capacity, &moves)?;
    }

    #[test]
    fn a_heap_agrees_with_its_reference(capacity in 1_usize..40, moves in moves()) {
        agree(&Priority::bounded(capacity), capacity, &moves)?;
    }

    #[test]
    fn endless_ones_agree_with_theirs(moves in moves()) {
        agree(&LockedFifo::unbounded(), usize::MAX, &moves)?;
        agree(&Lifo::unbounded(), usize::MAX, &moves)?;
        agree(&Priority::unbounded(), usize::MAX, &moves)?;
    }

    /// Whatever comes in, it comes out sorted, and in the order of arrival among equals.
    #[test]
    fn a_heap_is_a_stable_sort(priorities in prop::collection::vec(0_u32..20, 0..400)) {
        let queue = Priority::unbounded();
        let mut sorted: Vec<(u32, usize)> = priorities.into_iter().zip(0..).collect();
        for pair in &sorted {
            prop_assert!(queue.try_put(*pair).is_ok());
        }
        sorted.sort_by_key(|pair| pair.0);
        let got: Vec<_> = std::iter::from_fn(|| queue.try_get().ok()).collect();
        prop_assert_eq!(got, sorted);
    }
}
