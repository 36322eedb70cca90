//! `Condition`.

mod faults;
mod forks;
mod guards;
mod tasks;
mod waits;

use std::thread::{self, JoinHandle};

use std::sync::Arc;

use threadbare_sync::{Condition, Lock, LockGuard};

use crate::support::until;

/// A lock and a condition; the number counts those who have come to wait.
#[derive(Default)]
struct Room {
    arrived: Lock<usize>,
    changed: Condition,
}

impl Room {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Comes, and gives the lock that a wait takes along.
    fn arrive(&self) -> LockGuard<'_, usize> {
        let mut arrived = self.arrived.lock();
        *arrived += 1;
        arrived
    }

    /// Returns, with the lock, when `count` wait or have waited: who has arrived lets the lock go
    /// only by waiting.
    fn until_arrived(&self, count: usize) -> LockGuard<'_, usize> {
        until(|| *self.arrived.lock() == count);
        self.arrived.lock()
    }
}

/// Starts threads that arrive and wait, in this order; `then` runs with the lock.
fn crowd(
    room: &Arc<Room>,
    size: usize,
    then: impl Fn(usize) + Clone + Send + 'static,
) -> Vec<JoinHandle<()>> {
    let waiter = |place: usize| {
        let (guest, then) = (Arc::clone(room), then.clone());
        let thread = thread::spawn(move || {
            let mut guard = guest.arrive();
            guest.changed.wait(&mut guard);
            then(place);
        });
        drop(room.until_arrived(place + 1));
        thread
    };
    (0..size).map(waiter).collect()
}

fn join(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("no waiter fails");
    }
}
