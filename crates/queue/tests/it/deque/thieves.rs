//! Thieves, alone and in numbers.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use threadbare_queue::deque::{Steal, Stealer, Worker};

use super::{both, pop_all};
use crate::support::fewer_under_miri;

const ITEMS: usize = fewer_under_miri(100_000, 60);
/// How long deques get whose batches are counted.
const LONGEST: usize = fewer_under_miri(200, 12);
const THIEVES: usize = 4;

/// Until there is an answer.
fn insist<T>(mut steal: impl FnMut() -> Steal<T>) -> Option<T> {
    loop {
        match steal() {
            Steal::Success(item) => return Some(item),
            Steal::Empty => return None,
            Steal::Retry => thread::yield_now(),
        }
    }
}

#[test]
fn a_thief_takes_the_oldest_from_either_flavour() {
    for worker in both(2) {
        (1..=3).for_each(|item| worker.push(item));
        let stealer = worker.stealer();
        assert_eq!(stealer.clone().steal(), Steal::Success(1));
        assert_eq!(stealer.steal(), Steal::Success(2));
        assert_eq!(stealer.steal(), Steal::Success(3));
        assert_eq!(stealer.steal(), Steal::Empty);
    }
}

#[test]
fn a_batch_is_popped_in_the_order_of_the_deque_that_it_was_stolen_from() {
    for from in 0..2 {
        for to in 0..2 {
            let (from, to) = (&both(2)[from], &both(2)[to]);
            (1..=8).for_each(|item| from.push(item));
            assert_eq!(from.stealer().steal_batch(to), Steal::Success(()));
            let expected = if from.pop() == Some(8) { [4, 3, 2, 1] } else { [1, 2, 3, 4] };
            assert_eq!(pop_all(to), expected);
        }
    }
}

#[test]
fn the_one_that_a_batch_returns_is_the_one_that_would_be_popped_first() {
    for from in 0..2 {
        for to in 0..2 {
            let (from, to) = (&both(2)[from], &both(2)[to]);
            (1..=8).for_each(|item| from.push(item));
            let first = from.stealer().steal_batch_and_pop(to).success();
            let rest = pop_all(to);
            let all: Vec<i32> = first.into_iter().chain(rest).collect();
            let expected = if from.pop() == Some(8) { [4, 3, 2, 1] } else { [1, 2, 3, 4] };
            assert_eq!(all, expected);
        }
    }
}

#[test]
fn a_batch_is_half_of_what_is_there_and_no_more_than_its_limit() {
    for len in 1..LONGEST {
        for from in both(2) {
            let to = Worker::new_fifo();
            (0..len).for_each(|item| from.push(item));
            assert!(from.stealer().steal_batch(&to).is_success());
            assert_eq!(to.len(), len.div_ceil(2).min(32));
            assert!(from.stealer().steal_batch_with_limit(&to, 3).is_success() || len == 1);
        }
    }
    let (from, to) = (Worker::new_lifo(), Worker::new_lifo());
    assert_eq!(from.stealer().steal_batch(&to), Steal::Empty);
    (0..100).for_each(|item| from.push(item));
    assert_eq!(from.stealer().steal_batch_with_limit_and_pop(&to, 1), Steal::Success(0));
    assert!(to.is_empty(), "the one that was returned was all");
    assert_eq!(from.stealer().steal_batch_with_limit(&to, usize::MAX), Steal::Success(()));
    assert_eq!(to.len(), 50);
}

#[test]
fn a_worker_that_steals_from_itself_moves_nothing() {
    for worker in both(2) {
        let stealer = worker.stealer();
        assert_eq!(stealer.steal_batch(&worker), Steal::Empty);
        assert_eq!(stealer.steal_batch_and_pop(&worker), Steal::Empty);
        (1..=3).for_each(|item| worker.push(item));
        assert_eq!(stealer.steal_batch(&worker), Steal::Success(()));
        assert_eq!(worker.len(), 3);
        let popped = stealer.steal_batch_and_pop(&worker).success();
        assert!(popped.is_some() && worker.len() == 2);
    }
}

/// What a thief of the crowd does.
fn rob(stealer: &Stealer<usize>, is_over: &AtomicBool, kind: usize) -> Vec<usize> {
    let (mut loot, own) = (Vec::new(), Worker::fifo_with_capacity(2));
    loop {
        // Whoever finds nothing after the end was announced, is done.
        let was_over = is_over.load(Ordering::Acquire);
        let stolen = match kind % 3 {
            0 => insist(|| stealer.steal()),
            1 => insist(|| stealer.steal_batch_and_pop(&own)),
            _ => insist(|| stealer.steal_batch(&own)).and_then(|()| own.pop()),
        };
        match stolen {
            Some(item) => loot.extend([item].into_iter().chain(pop_all(&own))),
            None if was_over => return loot,
            None => thread::yield_now(),
        }
    }
}

/// Four thieves, who steal in every way, and an owner that pushes and pops: each item is taken
/// once, and what is stolen one at a time is stolen in the order in which it was pushed.
fn crowd(worker: &Worker<usize>) {
    let is_over = AtomicBool::new(false);
    let taken: Vec<AtomicUsize> = (0..ITEMS).map(|_| AtomicUsize::new(0)).collect();
    thread::scope(|scope| {
        let (is_over, taken) = (&is_over, &taken);
        for kind in 0..THIEVES {
            let stealer = worker.stealer();
            scope.spawn(move || {
                let loot = rob(&stealer, is_over, kind);
                let in_order = kind % 3 > 0 || loot.is_sorted();
                loot.into_iter().for_each(|item| {
                    taken[item].fetch_add(1, Ordering::Relaxed);
                });
                assert!(in_order, "a thief sees the items grow older");
            });
        }
        for item in 0..ITEMS {
            worker.push(item);
            // Now and then a lot piles up, so that the deque grows; then it shrinks.
            if item % 1024 > 512 && item % 3 > 0 {
                worker.pop().into_iter().for_each(|item| {
                    taken[item].fetch_add(1, Ordering::Relaxed);
                });
            }
        }
        is_over.store(true, Ordering::Release);
        for item in pop_all(worker) {
            taken[item].fetch_add(1, Ordering::Relaxed);
        }
    });
    let wrong = taken.iter().filter(|count| count.load(Ordering::Relaxed) != 1).count();
    assert_eq!(wrong, 0, "each item is taken once");
    assert!(worker.is_empty());
}

#[test]
fn a_crowd_takes_every_item_of_a_fifo_deque_once() {
    crowd(&Worker::fifo_with_capacity(2));
}

#[test]
fn a_crowd_takes_every_item_of_a_lifo_deque_once() {
    crowd(&Worker::lifo_with_capacity(2));
}

/// The owner pops each item at once, so that every pop is for the last item, and every steal too.
fn last_items(worker: &Worker<Box<usize>>) {
    let is_over = AtomicBool::new(false);
    let sum = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..THIEVES {
            let (stealer, is_over, sum) = (worker.stealer(), &is_over, &sum);
            scope.spawn(move || {
                while !is_over.load(Ordering::Acquire) {
                    if let Steal::Success(item) = stealer.steal() {
                        sum.fetch_add(*item, Ordering::Relaxed);
                    }
                }
            });
        }
        for item in 0..ITEMS {
            worker.push(Box::new(item));
            if let Some(item) = worker.pop() {
                sum.fetch_add(*item, Ordering::Relaxed);
            }
        }
        is_over.store(true, Ordering::Release);
    });
    assert_eq!(sum.into_inner(), ITEMS * (ITEMS - 1) / 2);
}

#[test]
fn the_last_item_goes_to_one() {
    for worker in both(1) {
        last_items(&worker);
    }
}

/// Whoever steals into its own deque can be robbed in turn, while it does so.
#[test]
fn thieves_rob_one_another() {
    let source = Worker::fifo_with_capacity(2);
    (0..ITEMS).for_each(|item| source.push(item));
    let workers: Vec<_> = (0..THIEVES).flat_map(|_| both(2)).take(THIEVES).collect();
    let stealers: Vec<_> = workers.iter().map(Worker::stealer).collect();
    let (sum, left) = (AtomicUsize::new(0), AtomicUsize::new(ITEMS));
    thread::scope(|scope| {
        for worker in workers {
            let (source, stealers, sum, left) = (source.stealer(), &stealers, &sum, &left);
            scope.spawn(move || {
                while left.load(Ordering::Relaxed) > 0 {
                    let steal = |from: &Stealer<usize>| from.steal_batch_and_pop(&worker);
                    let found = worker.pop().or_else(|| {
                        stealers.iter().chain([&source]).map(steal).collect::<Steal<_>>().success()
                    });
                    if let Some(item) = found {
                        sum.fetch_add(item, Ordering::Relaxed);
                        left.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(sum.into_inner(), ITEMS * (ITEMS - 1) / 2);
}
