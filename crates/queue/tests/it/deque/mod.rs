//! Deques and injectors.

mod drops;
mod faults;
mod forks;
mod injector;
mod owner;
mod thieves;

use std::sync::atomic::{AtomicU32, Ordering};

use threadbare_queue::deque::Worker;

/// An item that counts how often items of its kind were dropped.
struct Counted<'a>(&'a AtomicU32);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Both flavours, with that many slots at first.
fn both<T>(capacity: usize) -> [Worker<T>; 2] {
    [Worker::fifo_with_capacity(capacity), Worker::lifo_with_capacity(capacity)]
}

/// All that the owner can still pop, in its order.
fn pop_all<T>(worker: &Worker<T>) -> Vec<T> {
    std::iter::from_fn(|| worker.pop()).collect()
}
