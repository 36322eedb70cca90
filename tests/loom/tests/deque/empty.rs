//! What it means that nothing was there: a thread that announces that it will sleep and then finds
//! nothing is seen by whoever pushes and then looks for sleepers.

use threadbare_queue::deque::{Injector, Worker};
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
    fence,
};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::join;

fn nobody_sleeps_beside_an_item(worker: &Worker<u8>) {
    let sleepers = Arc::new(AtomicU32::new(0));
    let (announced, stealer) = (Arc::clone(&sleepers), worker.stealer());
    let thief = thread::spawn(move || {
        announced.fetch_add(1, Relaxed);
        stealer.steal().is_empty()
    });
    worker.push(1);
    fence(SeqCst);
    let is_seen = sleepers.load(Relaxed) > 0;
    assert!(is_seen || !join(thief), "it sleeps, and nobody wakes it");
}

/// A thief of a FIFO deque says `Empty` behind a fence.
#[test]
fn nobody_sleeps_beside_an_item_of_a_fifo_deque() {
    check(|| nobody_sleeps_beside_an_item(&Worker::fifo_with_capacity(1)));
}

/// So does a thief of a LIFO deque.
#[test]
fn nobody_sleeps_beside_an_item_of_a_lifo_deque() {
    check(|| nobody_sleeps_beside_an_item(&Worker::lifo_with_capacity(1)));
}

/// So does who steals from an injector.
#[test]
fn nobody_sleeps_beside_an_item_of_an_injector() {
    check(|| {
        let sleepers = Arc::new(AtomicU32::new(0));
        let injector = Arc::new(Injector::new());
        let (announced, source) = (Arc::clone(&sleepers), Arc::clone(&injector));
        let thief = thread::spawn(move || {
            announced.fetch_add(1, Relaxed);
            source.steal().is_empty()
        });
        injector.push(1_u8);
        fence(SeqCst);
        let is_seen = sleepers.load(Relaxed) > 0;
        assert!(is_seen || !join(thief), "it sleeps, and nobody wakes it");
    });
}
