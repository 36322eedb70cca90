//! Steals of many items.

use threadbare_queue::deque::Worker;
use threadbare_sys::model::check;
use threadbare_sys::thread;

use super::{assert_all, is_success, join, number, pop, pop_all, push, thief};

/// A batch from a LIFO deque and the pops of its owner never take the same.
#[test]
fn a_batch_and_a_pop_never_take_the_same() {
    check(|| {
        let worker = Worker::lifo_with_capacity(4);
        push(&worker, 0..3);
        let stealer = worker.stealer();
        let thief = thread::spawn(move || {
            let own = Worker::lifo_with_capacity(2);
            let was_there = is_success(&stealer.steal_batch(&own));
            assert_eq!(was_there, !own.is_empty());
            pop_all(&own)
        });
        let ours = [pop(&worker), pop(&worker)].into_iter().flatten().collect();
        let theirs = join(thief);
        assert_all(3, [ours, theirs, pop_all(&worker)]);
    });
}

/// A batch from a FIFO deque is one claim: the pops of its owner come before it or after it.
#[test]
fn a_batch_of_a_fifo_deque_is_one_claim() {
    check(|| {
        let worker = Worker::fifo_with_capacity(8);
        push(&worker, 0..5);
        let stealer = worker.stealer();
        let thief = thread::spawn(move || {
            let own = Worker::fifo_with_capacity(4);
            let first = stealer.steal_batch_and_pop(&own).success().map(number);
            first.into_iter().chain(pop_all(&own)).collect::<Vec<_>>()
        });
        let ours: Vec<usize> = pop(&worker).into_iter().collect();
        let theirs = join(thief);
        assert!(theirs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "one after the other");
        assert_all(5, [ours, theirs, pop_all(&worker)]);
    });
}

/// What was stolen by a batch is handed over to whoever steals it from the thief.
#[test]
fn what_was_stolen_can_be_stolen_again() {
    check(|| {
        let worker = Worker::fifo_with_capacity(2);
        let own = Worker::lifo_with_capacity(2);
        let second = thief(&own, 1);
        let stealer = worker.stealer();
        let first = thread::spawn(move || {
            let _ = stealer.steal_batch(&own);
            pop_all(&own)
        });
        push(&worker, [0]);
        let theirs = [join(first), join(second)];
        assert_all(1, theirs.into_iter().chain([pop_all(&worker)]));
    });
}

/// A batch into a ring that has to grow for it, while somebody steals from there.
#[test]
fn a_batch_makes_room_for_itself() {
    check(|| {
        let worker = Worker::fifo_with_capacity(4);
        push(&worker, 1..4);
        let own = Worker::fifo_with_capacity(1);
        push(&own, [0]);
        let thief = thief(&own, 2);
        assert!(is_success(&worker.stealer().steal_batch(&own)));
        let theirs = join(thief);
        assert_all(4, [theirs, pop_all(&own), pop_all(&worker)]);
    });
}
