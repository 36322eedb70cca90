//! Queues with a lock: LIFO, priority, and the FIFO that is used where the ring is not.

mod faults;
mod forks;
mod kinds;
mod rendezvous;
mod tasks;
mod waits;

use std::time::Duration;

use threadbare_queue::{LockedFifo, Priority};

use crate::support::asleep::asleep;

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);
/// Over before anybody comes.
const SHORT: Duration = Duration::from_millis(2);

/// A FIFO that holds these items, and no more.
fn full_of(items: &[u32]) -> LockedFifo<u32> {
    let queue = LockedFifo::bounded(items.len());
    for item in items {
        queue.try_put(*item).expect("there is room");
    }
    queue
}

/// A heap that holds these priorities, each with its place in the list.
fn heap_of(priorities: &[u32]) -> Priority<u32, usize> {
    let queue = Priority::unbounded();
    for pair in priorities.iter().copied().zip(0..) {
        queue.put(pair).expect("it is open");
    }
    queue
}
