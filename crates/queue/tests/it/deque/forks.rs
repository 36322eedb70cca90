//! Deques in a forked child.

use threadbare_queue::deque::{Injector, Steal, Worker};

use super::{both, pop_all};
use crate::support::child::child_says;

#[test]
fn a_child_has_the_items_that_the_parent_had() {
    for worker in both(2) {
        (1..=5).for_each(|item| worker.push(item));
        let stealer = worker.stealer();
        assert!(child_says(|| {
            worker.push(6);
            stealer.steal() == Steal::Success(1) && pop_all(&worker).len() == 5
        }));
        assert_eq!(worker.len(), 5, "the child has its own");
        assert_eq!(stealer.steal(), Steal::Success(1));
    }
}

#[test]
fn a_child_has_what_was_in_the_injector() {
    let (injector, local) = (Injector::new(), Worker::new_fifo());
    (1..=4).for_each(|item| injector.push(item));
    assert!(child_says(|| {
        injector.push(5);
        injector.steal_batch_and_pop(&local) == Steal::Success(1) && injector.len() == 2
    }));
    assert_eq!(injector.len(), 4);
}
