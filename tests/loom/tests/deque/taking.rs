//! Who gets which item.

use threadbare_queue::deque::Worker;
use threadbare_sys::model::check;

use super::{assert_all, item, join, pop, pop_all, push, steal, thief};

/// The last item of a LIFO deque goes to the owner or to the thief, and to one of them.
#[test]
fn the_last_item_goes_to_the_owner_or_to_the_thief() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0]);
        let thief = thief(&worker, 1);
        let ours = pop(&worker).into_iter().collect();
        let theirs = join(thief);
        assert_all(1, [ours, theirs]);
    });
}

/// The same in a FIFO deque.
#[test]
fn the_last_item_of_a_fifo_deque_goes_to_one() {
    check(|| {
        let worker = Worker::fifo_with_capacity(2);
        push(&worker, [0]);
        let thief = thief(&worker, 1);
        let ours = pop(&worker).into_iter().collect();
        let theirs = join(thief);
        assert_all(1, [ours, theirs]);
    });
}

/// Of two items the owner takes the last without a claim, while a thief that has taken the first
/// is about to claim it: the fence decides who of them sees the other.
#[test]
fn a_pop_without_a_claim_and_a_steal_never_take_the_same() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0, 1]);
        let thief = thief(&worker, 2);
        let ours = pop_all(&worker);
        let theirs = join(thief);
        assert_all(2, [ours, theirs, pop_all(&worker)]);
    });
}

/// As above, with two thieves, of whom each takes one.
#[test]
fn two_thieves_and_the_owner_never_take_the_same() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0, 1]);
        let thieves = [thief(&worker, 1), thief(&worker, 1)];
        let ours = pop(&worker).into_iter().collect();
        let theirs = thieves.map(join);
        assert_all(2, theirs.into_iter().chain([ours, pop_all(&worker)]));
    });
}

/// Two thieves never take the same item.
#[test]
fn two_thieves_never_take_the_same() {
    check(|| {
        let worker = Worker::fifo_with_capacity(2);
        push(&worker, [0, 1]);
        let thieves = [thief(&worker, 1), thief(&worker, 1)];
        let theirs = thieves.map(join);
        assert_all(2, theirs.into_iter().chain([pop_all(&worker)]));
    });
}

/// A thief that comes during a push finds nothing, or the item as it was written.
#[test]
fn a_push_hands_over_what_was_written() {
    check(|| {
        for worker in [Worker::lifo_with_capacity(2), Worker::fifo_with_capacity(2)] {
            let thief = thief(&worker, 1);
            push(&worker, [0]);
            let theirs = join(thief);
            assert_all(1, [theirs, pop_all(&worker)]);
        }
    });
}

/// A thief that sees only the bottom which a pop has lowered, sees the item below it all the same.
#[test]
fn a_pop_hands_over_what_lies_below() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        let thief = thief(&worker, 1);
        push(&worker, [0, 1]);
        let ours = pop(&worker).into_iter().collect();
        let theirs = join(thief);
        assert_all(2, [ours, theirs, pop_all(&worker)]);
    });
}

/// GHSA-pqqp-xmhj-wgcw, a thief that took what the owner had taken: an index that the owner pops
/// and pushes again serves another item, and the thief never gets the first one.
#[test]
fn an_index_that_is_used_again_has_one_item() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0, 1]);
        let thief = thief(&worker, 2);
        let mut ours: Vec<usize> = pop(&worker).into_iter().collect();
        push(&worker, [2]);
        ours.extend(pop_all(&worker));
        let theirs = join(thief);
        assert!(theirs.is_sorted(), "a thief sees items grow younger");
        assert_all(3, [ours, theirs, pop_all(&worker)]);
    });
}

/// A slot that a thief is reading is not written: the owner, which comes round, goes elsewhere.
#[test]
fn a_slot_is_not_used_again_before_it_was_read() {
    check(|| {
        let worker = Worker::lifo_with_capacity(1);
        push(&worker, [0]);
        let thief = thief(&worker, 1);
        let mut ours: Vec<usize> = pop(&worker).into_iter().collect();
        push(&worker, [1]);
        let theirs = join(thief);
        ours.extend(pop_all(&worker));
        assert_all(2, [ours, theirs]);
    });
}

/// What the owner dropped while thieves are at work is dropped once, by the last of them.
#[test]
fn the_last_one_drops_what_nobody_took() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0, 1]);
        let stealer = worker.stealer();
        let thief = thief(&worker, 1);
        drop(worker);
        let ours = steal(&stealer);
        drop(stealer);
        let theirs = join(thief);
        assert!(ours.is_some() || !theirs.is_empty(), "one of two thieves succeeds");
    });
}

/// An onlooker counts no more than was there, and disturbs nobody.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        worker.push(item(0));
        let stealer = worker.stealer();
        let onlooker = threadbare_sys::thread::spawn(move || stealer.len());
        let ours = pop_all(&worker);
        assert!(join(onlooker) <= 1);
        assert_all(1, [ours]);
    });
}
