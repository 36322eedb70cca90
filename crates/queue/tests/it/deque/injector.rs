//! What everybody pushes into.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use threadbare_queue::deque::{Injector, Steal, Worker};

use super::{both, pop_all};
use crate::support::fewer_under_miri;

const ITEMS: usize = fewer_under_miri(20_000, 100);

#[test]
fn what_was_pushed_first_is_stolen_first() {
    let injector = Injector::default();
    assert_eq!(injector.steal(), Steal::<usize>::Empty);
    (0..1000).for_each(|item| injector.push(item));
    for item in 0..1000 {
        assert_eq!(injector.steal(), Steal::Success(item));
    }
    assert!(injector.is_empty());
    assert!(format!("{injector:?}").contains("len: 0"));
}

#[test]
fn a_batch_is_popped_in_the_order_in_which_it_was_pushed() {
    for local in both(2) {
        let injector = Injector::new();
        (1..=8).for_each(|item| injector.push(item));
        assert_eq!(injector.steal_batch(&local), Steal::Success(()));
        assert_eq!(pop_all(&local), [1, 2, 3, 4]);
        assert_eq!(injector.steal_batch_and_pop(&local), Steal::Success(5));
        assert_eq!(pop_all(&local), [6]);
        assert_eq!(injector.len(), 2);
    }
}

#[test]
fn a_batch_is_half_of_what_is_there_and_no_more_than_its_limit() {
    for len in (1..100_usize).step_by(fewer_under_miri(1, 33)) {
        let (injector, local) = (Injector::new(), Worker::lifo_with_capacity(1));
        (0..len).for_each(|item| injector.push(item));
        assert!(injector.steal_batch(&local).is_success());
        assert_eq!(local.len(), len.div_ceil(2).min(32));
        assert_eq!(injector.len(), len - local.len());
    }
    let (injector, local) = (Injector::new(), Worker::new_fifo());
    assert_eq!(injector.steal_batch(&local), Steal::Empty);
    (0..100).for_each(|item| injector.push(item));
    assert_eq!(injector.steal_batch_with_limit_and_pop(&local, 1), Steal::Success(0));
    assert!(local.is_empty());
    assert_eq!(injector.steal_batch_with_limit(&local, usize::MAX), Steal::Success(()));
    assert_eq!(local.len(), 50);
}

/// Two who push and four who steal: each item is stolen once, and each thief sees the items of
/// each pusher in the order in which they were pushed.
#[test]
fn a_crowd_steals_every_item_once_and_in_order() {
    let (injector, left) = (Injector::new(), AtomicUsize::new(2 * ITEMS));
    thread::scope(|scope| {
        for pusher in 0..2 {
            let injector = &injector;
            scope.spawn(move || (0..ITEMS).for_each(|item| injector.push((pusher, item))));
        }
        for thief in 0..4 {
            let (injector, left) = (&injector, &left);
            scope.spawn(move || {
                let (own, mut last) = (Worker::fifo_with_capacity(2), [None; 2]);
                while left.load(Ordering::Relaxed) > 0 {
                    let stolen = match thief % 2 {
                        0 => injector.steal(),
                        _ => injector.steal_batch_and_pop(&own),
                    };
                    for (pusher, item) in stolen.success().into_iter().chain(pop_all(&own)) {
                        assert!(last[pusher] < Some(item), "the items of {pusher} grow");
                        last[pusher] = Some(item);
                        left.fetch_sub(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert!(injector.is_empty());
}
