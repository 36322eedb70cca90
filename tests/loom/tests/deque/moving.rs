//! Deques that grow and shrink, while somebody steals.

use threadbare_queue::deque::Worker;
use threadbare_sys::model::{Model, check};

use super::{assert_all, join, pop, pop_all, push, thief};

/// A thief that looked before the deque grew takes nothing from the old buffer afterwards.
#[test]
fn a_deque_grows_while_a_thief_steals() {
    check(|| {
        let worker = Worker::lifo_with_capacity(1);
        push(&worker, [0]);
        let thief = thief(&worker, 2);
        push(&worker, [1]);
        let ours = pop(&worker).into_iter().collect();
        let theirs = join(thief);
        assert!(theirs.is_sorted());
        assert_all(2, [ours, theirs, pop_all(&worker)]);
    });
}

/// The same with a FIFO deque. What was taken during the move takes up no room afterwards.
#[test]
fn a_fifo_deque_grows_while_a_thief_steals() {
    check(|| {
        let worker = Worker::fifo_with_capacity(1);
        push(&worker, [0]);
        let thief = thief(&worker, 2);
        push(&worker, [1]);
        let capacity = worker.capacity();
        let ours = pop(&worker).into_iter().collect();
        let theirs = join(thief);
        assert!(theirs.is_sorted());
        assert_all(2, [ours, theirs, pop_all(&worker)]);
        for number in 2..5 {
            push(&worker, [number]);
            assert_eq!(worker.capacity(), capacity, "one item at a time needs no more");
            assert_eq!(pop(&worker), Some(number));
        }
    });
}

/// Two thieves, a buffer that is left, and one that is new.
#[test]
fn a_deque_grows_between_two_thieves() {
    // At bound 3 it takes longer than a model may.
    Model::new().bound_exactly(2).check(|| {
        let worker = Worker::fifo_with_capacity(1);
        push(&worker, [0]);
        let thieves = [thief(&worker, 1), thief(&worker, 1)];
        push(&worker, [1]);
        let theirs = thieves.map(join);
        assert_all(2, theirs.into_iter().chain([pop_all(&worker)]));
    });
}

/// A deque that grows and then shrinks comes back to a size, and never to a buffer that somebody
/// still reads.
#[test]
fn a_deque_shrinks_while_a_thief_steals() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, 0..5);
        assert_eq!(worker.capacity(), 8);
        let thief = thief(&worker, 1);
        let mut ours: Vec<usize> = (0..4).filter_map(|_| pop(&worker)).collect();
        let theirs = join(thief);
        ours.extend(pop_all(&worker));
        assert_all(5, [ours, theirs]);
    });
}

/// GHSA-pqqp-xmhj-wgcw, with buffers: the owner moves, takes an item, uses its index again, and
/// moves back; a thief that saw all of the first buffer takes nothing that is gone.
#[test]
fn a_thief_that_slept_through_two_moves_takes_nothing_that_is_gone() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, 0..2);
        let thief = thief(&worker, 1);
        push(&worker, 2..5);
        let mut ours: Vec<usize> = (0..4).filter_map(|_| pop(&worker)).collect();
        push(&worker, [5]);
        let theirs = join(thief);
        ours.extend(pop_all(&worker));
        assert_all(6, [ours, theirs]);
    });
}
