//! What nobody took.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use threadbare_queue::deque::{Injector, Steal, Worker};

use super::{Counted, both, pop_all};

#[test]
fn items_that_nobody_took_are_dropped_once() {
    for kind in 0..2 {
        let dropped = AtomicU32::new(0);
        let worker = both(2).into_iter().nth(kind).expect("there are two");
        (0..100).for_each(|_| worker.push(Counted(&dropped)));
        drop(worker.stealer().steal());
        drop(worker.pop());
        assert_eq!(dropped.load(Ordering::Relaxed), 2);
        drop(worker);
        assert_eq!(dropped.into_inner(), 100);
    }
}

#[test]
fn what_a_dropped_worker_left_can_be_stolen() {
    for worker in both(2) {
        (1..=3).for_each(|item| worker.push(item));
        let stealer = worker.stealer();
        drop(worker);
        assert_eq!(stealer.len(), 3);
        assert_eq!(stealer.steal(), Steal::Success(1));
        let heir = Worker::new_fifo();
        assert_eq!(stealer.steal_batch(&heir), Steal::Success(()));
        assert_eq!(pop_all(&heir), [2]);
    }
}

#[test]
fn the_last_stealer_drops_what_is_left() {
    let dropped = AtomicU32::new(0);
    let worker = Worker::new_lifo();
    (0..3).for_each(|_| worker.push(Counted(&dropped)));
    let (one, two) = (worker.stealer(), worker.stealer());
    drop((worker, one));
    assert_eq!(dropped.load(Ordering::Relaxed), 0);
    drop(two);
    assert_eq!(dropped.into_inner(), 3);
}

/// Panics when it is dropped, if it is told to.
struct Bomb<'a>(Counted<'a>, bool);

impl Drop for Bomb<'_> {
    fn drop(&mut self) {
        assert!(!self.1, "told to");
        let _ = &self.0;
    }
}

/// The other items are dropped all the same, and the buffers are freed (a leak checker sees it).
#[test]
fn an_item_that_panics_as_it_is_dropped_does_not_keep_the_others() {
    for kind in 0..2 {
        let dropped = AtomicU32::new(0);
        let worker = both(2).into_iter().nth(kind).expect("there are two");
        (0..10).for_each(|item| worker.push(Bomb(Counted(&dropped), item == 3)));
        assert!(catch_unwind(AssertUnwindSafe(|| drop(worker))).is_err());
        assert_eq!(dropped.into_inner(), 10);
    }
    let dropped = AtomicU32::new(0);
    let injector = Injector::new();
    (0..10).for_each(|item| injector.push(Bomb(Counted(&dropped), item == 3)));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(injector))).is_err());
    assert_eq!(dropped.into_inner(), 10);
}

#[test]
fn a_worker_can_be_sent_to_another_thread() {
    for worker in both(2) {
        (0..10).for_each(|item| worker.push(item));
        let stealer = worker.stealer();
        let popped = thread::spawn(move || pop_all(&worker).len()).join();
        assert_eq!(popped.expect("a pop does not panic"), 10);
        assert_eq!(stealer.steal(), Steal::Empty);
    }
}
