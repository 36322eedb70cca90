//! `Fifo`, and the ring behind it.

mod faults;
mod items;
mod order;
mod tasks;

use std::time::Duration;

use threadbare_queue::Fifo;

use crate::support::asleep::asleep;

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);

/// Whether a small queue is a ring. Where there is one CPU it has a lock, and keeps other promises
/// to tasks that put and to getters that panic: those of `locked` and `kinds::line`.
fn is_ring() -> bool {
    crate::support::has_more_cpus()
}

/// A queue that holds these items, and no more.
fn full_of(items: &[u32]) -> Fifo<u32> {
    let queue = Fifo::bounded(items.len());
    for item in items {
        queue.try_put(*item).expect("there is room");
    }
    queue
}

/// Everything that is there.
fn rest(queue: &Fifo<u32>) -> Vec<u32> {
    std::iter::from_fn(|| queue.try_get().ok()).collect()
}
