//! What the owner sees, alone.

use std::thread;

use threadbare_queue::deque::{Injector, Steal, Worker};

use super::{both, pop_all};
use crate::support::fewer_under_miri;

#[test]
fn a_lifo_worker_pops_what_it_pushed_last() {
    let worker = Worker::new_lifo();
    (0..1000).for_each(|item| worker.push(item));
    assert_eq!(pop_all(&worker), (0..1000).rev().collect::<Vec<_>>());
}

#[test]
fn a_fifo_worker_pops_what_it_pushed_first() {
    let worker = Worker::new_fifo();
    (0..1000).for_each(|item| worker.push(item));
    assert_eq!(pop_all(&worker), (0..1000).collect::<Vec<_>>());
}

#[test]
fn a_deque_begins_with_64_slots_or_what_it_is_told() {
    assert_eq!(Worker::<u8>::new_lifo().capacity(), 64);
    assert_eq!(Worker::<u8>::new_fifo().capacity(), 64);
    for (asked, given) in [(0, 1), (1, 1), (2, 2), (3, 4), (64, 64), (65, 128)] {
        for worker in both::<u8>(asked) {
            assert_eq!(worker.capacity(), given);
        }
    }
}

#[test]
fn it_doubles_when_it_is_full_and_halves_when_three_quarters_are_free() {
    for worker in both(4) {
        (0..5).for_each(|item| worker.push(item));
        assert_eq!(worker.capacity(), 8);
        (5..1000).for_each(|item| worker.push(item));
        assert_eq!(worker.capacity(), 1024);
        while worker.len() >= 256 {
            assert_eq!(worker.capacity(), 1024, "{} are many enough", worker.len());
            assert!(worker.pop().is_some());
        }
        assert_eq!(worker.capacity(), 512);
        assert_eq!(pop_all(&worker).len(), 255);
        assert_eq!(worker.capacity(), 4, "and no fewer than in the beginning");
    }
}

#[test]
fn one_slot_serves_all_if_one_item_is_there_at_a_time() {
    for worker in both(1) {
        for item in 0..1000 {
            worker.push(item);
            assert_eq!(worker.pop(), Some(item));
            assert_eq!(worker.pop(), None);
        }
        assert_eq!(worker.capacity(), 1);
    }
}

/// A round of the ring and more, with some items in it all the time.
#[test]
fn the_ring_goes_round() {
    let worker = Worker::fifo_with_capacity(8);
    (0..5).for_each(|item| worker.push(item));
    for item in 5..1000 {
        worker.push(item);
        assert_eq!(worker.pop(), Some(item - 5));
    }
    assert_eq!((worker.len(), worker.capacity()), (5, 8));
}

#[test]
fn what_has_no_size_is_counted_all_the_same() {
    for worker in both(2) {
        (0..100).for_each(|_| worker.push(()));
        assert_eq!(worker.len(), 100);
        assert_eq!(worker.stealer().steal(), Steal::Success(()));
        assert_eq!(pop_all(&worker).len(), 99);
    }
}

/// Items with gaps between their fields, larger than any word, and with a stricter alignment.
#[test]
fn items_of_every_shape_come_out_as_they_went_in() {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[repr(align(64))]
    struct Aligned(u8);

    for worker in both(2) {
        (0..100_u8).for_each(|item| worker.push((item, u64::from(item), [item; 40])));
        for (small, large, many) in pop_all(&worker) {
            assert_eq!((u64::from(small), many), (large, [small; 40]));
        }
    }
    for worker in both(2) {
        (0..100).for_each(|item| worker.push(Aligned(item)));
        let all = pop_all(&worker);
        assert!(all.iter().all(|item| std::ptr::from_ref(item).addr() % 64 == 0));
        assert_eq!(all.len(), 100);
    }
    for worker in both(2) {
        (0..100).for_each(|item| worker.push(Box::new(item)));
        assert_eq!(pop_all(&worker).into_iter().map(|item| *item).sum::<i32>(), 4950);
    }
}

/// Elsewhere the slots were built on the stack, which overflowed (crossbeam#1146). As for `Fifo`.
#[test]
fn a_deque_of_large_items_is_made_and_dropped_on_a_small_stack() {
    type Large = [u8; fewer_under_miri(1 << 20, 1 << 10)];
    let small = thread::Builder::new().stack_size(128 << 10);
    let thread = small.spawn(|| {
        both::<Large>(2).into_iter().for_each(|worker| assert!(worker.is_empty()));
        assert!(Injector::<Large>::new().is_empty());
    });
    thread.expect("a thread can be started").join().expect("the stack was large enough");
}

#[test]
fn it_says_how_many_there_are() {
    for worker in both(2) {
        let stealer = worker.stealer();
        assert!(worker.is_empty() && stealer.is_empty());
        (1..=3).for_each(|item| worker.push(item));
        assert_eq!((worker.len(), stealer.len()), (3, 3));
        assert!(format!("{worker:?} {stealer:?}").contains("len: 3"));
        assert_eq!(stealer.steal(), Steal::Success(1));
        assert_eq!((worker.len(), stealer.len()), (2, 2));
        drop(pop_all(&worker));
        assert!(worker.is_empty() && stealer.is_empty());
    }
}
