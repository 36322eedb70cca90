//! The injector.

use threadbare_queue::deque::{Injector, Steal, Worker};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Item, assert_all, item, join, number, pop_all};

fn injector(count: usize) -> Arc<Injector<Box<Item>>> {
    let injector = Arc::new(Injector::new());
    (0..count).for_each(|number| injector.push(item(number)));
    injector
}

fn rest(injector: &Injector<Box<Item>>) -> Vec<usize> {
    std::iter::from_fn(|| injector.steal().success()).map(number).collect()
}

/// Two who steal never take the same, and a push brings what was written before it.
#[test]
fn two_thieves_and_a_push() {
    check(|| {
        let injector = injector(1);
        let source = Arc::clone(&injector);
        let thief = thread::spawn(move || source.steal().success().map(number));
        injector.push(item(1));
        let ours = injector.steal().success().map(number);
        let theirs = join(thief);
        assert_all(2, [ours.into_iter().chain(theirs).collect(), rest(&injector)]);
    });
}

/// A batch comes in one piece, oldest first.
#[test]
fn a_batch_comes_in_one_piece() {
    check(|| {
        let injector = injector(5);
        let source = Arc::clone(&injector);
        let thief = thread::spawn(move || {
            let own = Worker::lifo_with_capacity(2);
            let first = source.steal_batch_and_pop(&own).success().map(number);
            first.into_iter().chain(pop_all(&own)).collect::<Vec<_>>()
        });
        let ours = injector.steal().success().map(number);
        let theirs = join(thief);
        assert!(theirs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "one after the other");
        assert_all(5, [ours.into_iter().chain(theirs).collect(), rest(&injector)]);
    });
}

/// Who steals while another is inside is told to try again, or finds what the other left.
#[test]
fn a_busy_injector_is_not_empty() {
    check(|| {
        let injector = injector(2);
        let source = Arc::clone(&injector);
        let thief = thread::spawn(move || source.steal().success().map(number));
        let ours = injector.steal();
        assert!(!matches!(ours, Steal::Empty), "there were two");
        let theirs = join(thief);
        let ours = ours.success().map(number);
        assert_all(2, [ours.into_iter().chain(theirs).collect(), rest(&injector)]);
    });
}
