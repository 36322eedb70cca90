//! In which order items come out, and what each kind can do besides.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};

use threadbare_queue::{Lifo, LockedFifo, Priority, PutError, TryGetError};

use super::{full_of, heap_of};

#[test]
fn the_newest_comes_first() {
    let stack = Lifo::unbounded();
    for item in 1..=5 {
        stack.put(item).expect("it is open");
    }
    assert_eq!(stack.peek_with(|item| *item), Some(5));
    let got: Vec<u32> = (0..5).map_while(|_| stack.try_get().ok()).collect();
    assert_eq!(got, [5, 4, 3, 2, 1]);
    assert_eq!(stack.try_get(), Err(TryGetError::Empty));
}

#[test]
fn equal_priorities_come_out_in_the_order_in_which_they_came() {
    let priorities: Vec<u32> = (0..200).map(|i| i * 7 % 10).collect();
    let queue = heap_of(&priorities);
    let got: Vec<_> = (0..200).map_while(|_| queue.try_get().ok()).collect();
    assert_eq!(got.len(), 200);
    assert!(got.is_sorted(), "by priority, then by arrival: {got:?}");
}

#[test]
fn the_greatest_comes_first_in_reverse() {
    let queue = Priority::bounded(3);
    for priority in [2, 3, 1] {
        queue.put((Reverse(priority), ())).expect("it is open");
    }
    let got: Vec<i32> = (0..3).map_while(|_| queue.try_get().ok()).map(|got| got.0.0).collect();
    assert_eq!(got, [3, 2, 1]);
}

/// What need not be compared cannot be: neither values nor futures of them are `Ord`.
#[test]
fn values_are_not_compared() {
    let queue = Priority::unbounded();
    queue.put((1, f64::NAN)).expect("it is open");
    queue.put((1, 0.5)).expect("it is open");
    assert!(queue.get().is_ok_and(|(_, value)| value.is_nan()));
}

#[test]
fn shutdown_now_returns_the_items_in_the_order_of_get() {
    let stack = Lifo::bounded(3);
    let queue = heap_of(&[3, 1, 2, 1]);
    for item in 1..=3 {
        stack.put(item).expect("it is open");
    }
    assert_eq!(stack.shutdown_now(), [3, 2, 1]);
    assert_eq!(full_of(&[1, 2, 3]).shutdown_now(), [1, 2, 3]);
    assert_eq!(queue.shutdown_now(), [(1, 1), (1, 3), (2, 2), (3, 0)]);
    assert_eq!(queue.try_get(), Err(TryGetError::ShutDown));
    assert!(queue.try_put((0, 0)).is_err_and(|error| error.is_shut_down()));
}

#[test]
fn what_is_there_can_be_got_after_a_shutdown() {
    let queue = full_of(&[1, 2]);
    assert!(queue.shutdown());
    assert!(!queue.shutdown(), "it is the second time");
    assert_eq!((queue.get(), queue.get()), (Ok(1), Ok(2)));
    assert!(queue.get().is_err() && queue.is_shut_down());
    assert!(queue.shutdown_now().is_empty());
}

#[test]
fn a_full_line_or_stack_gives_up_its_oldest() {
    let line = full_of(&[1, 2]);
    assert_eq!(line.force_put(3), Ok(Some(1)));
    assert_eq!(line.shutdown_now(), [2, 3]);
    assert_eq!(line.force_put(4).map_err(PutError::into_inner), Err(4));
    let stack = Lifo::bounded(2);
    for (item, out) in [(1, None), (2, None), (3, Some(1)), (4, Some(2))] {
        assert_eq!(stack.force_put(item), Ok(out));
    }
    assert_eq!(stack.shutdown_now(), [4, 3]);
    let nowhere = LockedFifo::bounded(0);
    assert_eq!(nowhere.force_put(1), Ok(Some(1)), "nobody waits for it");
}

#[test]
fn the_capacity_is_kept_and_can_be_changed() {
    let stack = Lifo::bounded(2);
    assert!(stack.try_put(1).is_ok() && stack.try_put(2).is_ok());
    assert!(stack.is_full() && stack.try_put(3).is_err());
    stack.set_capacity(3);
    assert!(stack.try_put(3).is_ok());
    stack.set_capacity(1);
    assert_eq!((stack.len(), stack.capacity()), (3, Some(1)));
    assert_eq!((stack.get(), stack.get()), (Ok(3), Ok(2)));
    assert!(stack.is_full() && stack.try_put(4).is_err());
    assert_eq!(stack.get(), Ok(1));
    assert!(stack.try_put(4).is_ok());
}

#[test]
fn an_absurd_capacity_is_refused_and_a_huge_one_costs_nothing() {
    let huge = Lifo::<u64>::bounded(usize::MAX / 2);
    assert_eq!(huge.capacity(), Some(usize::MAX / 2));
    assert!(huge.put(1).is_ok());
    let refused = catch_unwind(|| Lifo::<u64>::bounded(usize::MAX));
    assert!(refused.is_err());
    let refused = catch_unwind(AssertUnwindSafe(|| huge.set_capacity(usize::MAX)));
    assert!(refused.is_err() && huge.capacity() == Some(usize::MAX / 2));
}

#[test]
#[should_panic = "a stack without room has no order"]
fn a_stack_without_room_is_refused() {
    drop(Lifo::<u8>::bounded(0));
}

#[test]
#[should_panic = "`unbounded()`"]
fn a_priority_queue_without_room_is_refused() {
    drop(Priority::<u8, u8>::bounded(0));
}

#[test]
#[should_panic = "a stack without room has no order"]
fn a_stack_cannot_be_left_without_room() {
    Lifo::<u8>::bounded(1).set_capacity(0);
}

#[test]
fn a_line_may_be_left_without_room() {
    let line = full_of(&[1]);
    line.set_capacity(0);
    assert_eq!(line.try_get(), Ok(1));
    assert!(line.try_put(2).is_err());
}
