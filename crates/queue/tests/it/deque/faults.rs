//! Misuse, panics, signals.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use threadbare_queue::deque::{Injector, Worker};

use super::pop_all;
use crate::support::storm::in_a_storm;

fn fails(misuse: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(misuse)).is_err()
}

#[test]
fn a_batch_of_none_is_misuse() {
    let (from, to, injector) = (Worker::new_lifo(), Worker::new_lifo(), Injector::new());
    from.push(1);
    injector.push(1);
    let stealer = from.stealer();
    assert!(fails(|| assert!(stealer.steal_batch_with_limit_and_pop(&to, 0).is_success())));
    assert!(fails(|| assert!(stealer.steal_batch_with_limit(&to, 0).is_success())));
    assert!(fails(|| assert!(injector.steal_batch_with_limit_and_pop(&to, 0).is_success())));
    assert!(fails(|| assert!(injector.steal_batch_with_limit(&to, 0).is_success())));
    assert_eq!((from.len(), to.len(), injector.len()), (1, 0, 1), "nothing was moved");
}

#[test]
fn a_deque_that_cannot_be_addressed_is_refused() {
    assert!(fails(|| drop(Worker::<u64>::lifo_with_capacity(usize::MAX))));
    assert!(fails(|| drop(Worker::<u64>::fifo_with_capacity(usize::MAX / 2))));
    assert!(fails(|| drop(Worker::<[u8; 1 << 20]>::fifo_with_capacity(1 << 44))));
}

/// The code of a task may panic between its pop and its end; the deque is as usable as before.
#[test]
fn a_panic_between_two_moves_changes_nothing() {
    let worker = Worker::new_lifo();
    (0..3).for_each(|item| worker.push(item));
    assert!(fails(|| panic!("a task that fails: {:?}", worker.pop())));
    assert_eq!(pop_all(&worker), [1, 0]);
}

/// Signals that come all the time lose nothing.
#[test]
fn a_storm_of_signals_loses_nothing() {
    const ITEMS: usize = 20_000;
    let (injector, count) = (Arc::new(Injector::new()), Arc::new(AtomicUsize::new(0)));
    let thief = |_| {
        let (injector, count) = (Arc::clone(&injector), Arc::clone(&count));
        thread::spawn(move || {
            let own = Worker::new_lifo();
            while count.load(Ordering::Relaxed) < ITEMS {
                let first = injector.steal_batch_and_pop(&own).success();
                let found = first.iter().count() + pop_all(&own).len();
                count.fetch_add(found, Ordering::Relaxed);
            }
        })
    };
    let thieves = (0..3).map(thief).collect();
    let mut left = ITEMS;
    in_a_storm(thieves, || {
        let some = left.min(100);
        (0..some).for_each(|item| injector.push(item));
        left -= some;
    });
    assert_eq!(count.load(Ordering::Relaxed), ITEMS);
    assert!(injector.is_empty());
}
