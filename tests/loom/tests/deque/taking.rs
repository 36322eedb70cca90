//! Who gets which item.

use threadbare_loom::Data;
use threadbare_queue::deque::Worker;
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{assert_all, join, number, pop, pop_all, push, steal, thief};

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

/// Two thieves never take the same item, and who is too late is not told that nothing is there.
#[test]
fn two_thieves_never_take_the_same() {
    check(|| {
        let worker = Worker::fifo_with_capacity(2);
        push(&worker, [0, 1]);
        let thieves = [worker.stealer(), worker.stealer()].map(|stealer| {
            thread::spawn(move || {
                let stolen = stealer.steal();
                assert!(!stolen.is_empty(), "there were two");
                stolen.success().map(number).into_iter().collect::<Vec<_>>()
            })
        });
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

/// An item that counts how many of its like were dropped.
struct Counted(Arc<Data>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.bump();
    }
}

/// The same where the owner has had an item from that slot before, without a claim: that has not
/// given the slot to the next round.
#[test]
fn a_slot_that_was_popped_is_not_used_again_before_it_was_read() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0, 1]);
        assert_eq!(pop(&worker), Some(1));
        push(&worker, [1]);
        let thief = thief(&worker, 2);
        push(&worker, [2, 3]);
        let theirs = join(thief);
        assert_all(4, [theirs, pop_all(&worker)]);
    });
}

/// What the owner left while thieves are at work is dropped once, by the last of them, and what was
/// stolen is not.
#[test]
fn the_last_one_drops_what_nobody_took() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        let drops = [(); 2].map(|()| Arc::new(Data::new()));
        drops.iter().for_each(|count| worker.push(Counted(Arc::clone(count))));
        let stealers = [worker.stealer(), worker.stealer()];
        drop(worker);
        let [theirs, ours] = stealers;
        let thief = thread::spawn(move || theirs.steal().success());
        let mine = ours.steal().success();
        drop(ours);
        let stolen = [mine, join(thief)];
        let kept = stolen.iter().flatten().count();
        let dropped: u32 = drops.iter().map(|count| count.get()).sum();
        assert!(kept > 0, "one of two thieves succeeds");
        assert_eq!(kept + dropped as usize, 2);
        drop(stolen);
        drops.iter().for_each(|count| assert_eq!(count.get(), 1));
    });
}

/// An onlooker counts no more than was there, and disturbs nobody.
#[test]
fn an_onlooker_disturbs_nobody() {
    check(|| {
        let worker = Worker::lifo_with_capacity(2);
        push(&worker, [0, 1]);
        let stealer = worker.stealer();
        let onlooker = thread::spawn(move || (steal(&stealer), stealer.len()));
        let ours = pop_all(&worker);
        let (stolen, seen) = join(onlooker);
        let theirs: Vec<usize> = stolen.into_iter().collect();
        assert!(seen + theirs.len() <= 2);
        assert_all(2, [ours, theirs, pop_all(&worker)]);
    });
}
