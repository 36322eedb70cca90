//! The models of `Semaphore` and `BoundedSemaphore`.
#![cfg(threadbare_loom)]

mod closing;
mod forks;
mod line;
mod starving;
mod tasks;
mod threads;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::Semaphore;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A semaphore and what its permits guard.
struct Room {
    seats: Semaphore,
    data: Data,
}

impl Room {
    fn new(permits: u32) -> Arc<Self> {
        Arc::new(Self { seats: Semaphore::new(permits), data: Data::new() })
    }

    /// Takes `n`, writes, and gives them back: for rooms in which `n` is all there is.
    fn visit(&self, n: u32) {
        let _permits = self.seats.acquire_many(n).expect("it is not closed");
        self.data.bump();
    }

    /// As `visit`, unless the time is over first: in a model that may be at any moment.
    fn visit_in_time(&self, n: u32) {
        if let Ok(_permits) = self.seats.acquire_many_timeout(n, SOME_TIME) {
            self.data.bump();
        }
    }

    /// Takes `n` and gives them back, among others who do.
    fn pass(&self, n: u32) {
        drop(self.seats.acquire_many(n).expect("it is not closed"));
    }

    /// As `pass`, unless the time is over first.
    fn pass_in_time(&self, n: u32) {
        drop(self.seats.acquire_many_timeout(n, SOME_TIME));
    }

    fn release(&self, n: u32) {
        self.seats.release(n).expect("there is room");
    }

    /// Fails the model unless all permits are back and a newcomer may take them.
    fn assert_free(&self, permits: u32) {
        assert!(self.seats.try_acquire_raw(permits).is_ok(), "left behind: {:?}", self.seats);
        assert_eq!(self.seats.available(), 0);
    }

    fn shows(&self, what: &str) -> bool {
        format!("{:?}", self.seats).contains(what)
    }
}

fn spawn(room: &Arc<Room>, visitor: impl FnOnce(&Room) + 'static) -> JoinHandle<()> {
    let room = Arc::clone(room);
    thread::spawn(move || visitor(&room))
}

fn join(visitors: impl IntoIterator<Item = JoinHandle<()>>) {
    for visitor in visitors {
        visitor.join().expect("a visitor panics in its own name");
    }
}
