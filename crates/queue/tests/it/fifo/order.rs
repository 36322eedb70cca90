//! Order, capacity, and the end.

use std::panic::catch_unwind;

use threadbare_queue::{Fifo, TryGetError, TryPutError};

use super::{full_of, rest};
use crate::support::fewer_under_miri;

const CAPACITIES: [usize; 6] = [1, 2, 3, 7, 8, fewer_under_miri(1_000, 100)];

#[test]
fn items_come_out_in_the_order_in_which_they_went_in() {
    for capacity in CAPACITIES {
        let queue = Fifo::bounded(capacity);
        let (mut next_in, mut next_out) = (0_u64, 0_u64);
        // Runs of every length up to the capacity go round the ring more than once.
        for run in (1..=capacity.min(20)).chain([capacity; 3]) {
            for _ in 0..run {
                assert_eq!(queue.try_put(next_in), Ok(()));
                next_in += 1;
            }
            for _ in 0..run {
                assert_eq!(queue.try_get(), Ok(next_out));
                next_out += 1;
            }
        }
        assert_eq!(queue.try_get(), Err(TryGetError::Empty));
    }
}

#[test]
fn the_capacity_is_exact_wherever_the_ring_stands() {
    for capacity in CAPACITIES {
        let queue = Fifo::bounded(capacity);
        assert_eq!(queue.capacity(), Some(capacity));
        for start in 0..2 * capacity.min(fewer_under_miri(10, 3)) {
            for item in 0..capacity {
                assert_eq!((queue.len(), queue.is_full()), (item, false));
                assert!(queue.try_put(item).is_ok());
            }
            assert!(queue.is_full());
            assert_eq!(queue.try_put(start), Err(TryPutError::Full(start)));
            for item in 0..capacity {
                assert_eq!((queue.len(), queue.is_empty()), (capacity - item, false));
                assert_eq!(queue.get(), Ok(item));
            }
            assert!(queue.is_empty());
            // One step further, so that the next turn begins at another slot.
            assert!(queue.put(0).is_ok() && queue.get().is_ok());
        }
    }
}

#[test]
#[should_panic = "`Fifo::rendezvous()`"]
fn a_capacity_of_none_is_refused_with_advice() {
    drop(Fifo::<u8>::bounded(0));
}

/// Elsewhere the length of a lap overflowed.
#[test]
fn an_absurd_capacity_is_refused_with_advice() {
    for capacity in [(1 << 40) + 1, usize::MAX / 2 + 1, usize::MAX] {
        let refused = catch_unwind(|| Fifo::<u8>::bounded(capacity)).expect_err("it is absurd");
        let advice = refused.downcast_ref::<String>().expect("it has a message");
        assert!(advice.contains("`unbounded()`"), "{advice}");
    }
}

#[test]
fn a_clone_is_another_handle_of_the_same_queue() {
    let queue = Fifo::bounded(1);
    let other = queue.clone();
    assert!(queue.put(1).is_ok() && queue.is_same(&other) && other.get() == Ok(1));
    assert!(!queue.is_same(&Fifo::bounded(1)));
    drop(queue);
    assert!(other.put(2).is_ok(), "a handle that goes shuts nothing down");
    assert_eq!(format!("{other:?}"), "Queue { len: 1, capacity: Some(1), is_shut_down: false }");
}

/// The rules of CPython 3.13: puts fail, gets drain, then gets fail.
#[test]
fn after_a_shutdown_puts_fail_and_gets_drain() {
    let queue = Fifo::bounded(3);
    assert!(queue.put(1).is_ok() && queue.put(2).is_ok());
    assert!(!queue.is_shut_down() && queue.shutdown());
    assert!(queue.is_shut_down());
    assert_eq!(queue.try_put(3), Err(TryPutError::ShutDown(3)), "there is room, all the same");
    assert_eq!(queue.put(3).map_err(|error| error.into_inner()), Err(3));
    assert_eq!((queue.len(), queue.get(), queue.try_get()), (2, Ok(1), Ok(2)));
    assert!(queue.get().is_err());
    assert_eq!(queue.try_get(), Err(TryGetError::ShutDown), "and not `Empty`");
}

/// What is shut down and full says that it is shut down.
#[test]
fn a_full_queue_that_was_shut_down_is_not_said_to_be_full() {
    let queue = full_of(&[1]);
    queue.shutdown();
    assert_eq!(queue.try_put(2), Err(TryPutError::ShutDown(2)));
}

/// Elsewhere a second close panicked.
#[test]
fn a_queue_can_be_shut_down_more_than_once() {
    let queue = full_of(&[1, 2]);
    assert!(queue.shutdown() && !queue.shutdown());
    assert_eq!(queue.shutdown_now(), [1, 2], "the second may ask for more than the first");
    assert!(queue.shutdown_now().is_empty() && !queue.shutdown());
}

#[test]
fn shutdown_now_takes_all_out_in_order_wherever_the_ring_stands() {
    for &capacity in &[1, 2, 3, 7, 8][..fewer_under_miri(5, 3)] {
        for start in 0..2 * capacity {
            for len in 0..=capacity {
                let queue = Fifo::bounded(capacity);
                for _ in 0..start {
                    assert!(queue.put(0).is_ok() && queue.get().is_ok());
                }
                (0..len).for_each(|item| queue.put(item).expect("it is open"));
                assert_eq!(queue.shutdown_now(), (0..len).collect::<Vec<_>>());
                assert_eq!((queue.len(), queue.try_get()), (0, Err(TryGetError::ShutDown)));
            }
        }
    }
}

/// The other two kinds of `Fifo` have the lock behind them.
#[test]
fn a_fifo_without_a_bound_or_without_room_has_the_same_face() {
    const ITEMS: u32 = fewer_under_miri(5_000, 500);
    let endless = Fifo::unbounded();
    (0..ITEMS).for_each(|item| endless.put(item).expect("it is open"));
    assert_eq!((endless.len(), endless.capacity()), (ITEMS as usize, None));
    assert!(!endless.is_full());
    assert_eq!(rest(&endless), (0..ITEMS).collect::<Vec<_>>());
    let nowhere = Fifo::rendezvous();
    assert_eq!((nowhere.capacity(), nowhere.is_full()), (Some(0), true));
    assert_eq!(nowhere.try_put(1), Err(TryPutError::Full(1)));
    assert!(nowhere.shutdown() && nowhere.get().is_err());
}
