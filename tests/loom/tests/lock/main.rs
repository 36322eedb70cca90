//! The models of `Lock` and `RawLock`.
#![cfg(threadbare_loom)]

mod fairness;
mod tasks;
mod threads;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::RawLock;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A lock and the data that it guards.
#[derive(Default)]
struct Room {
    lock: RawLock,
    data: Data,
}

impl Room {
    fn new() -> Arc<Self> {
        Arc::new(Self { lock: RawLock::new(), data: Data::new() })
    }

    /// What a visitor does once it is inside.
    fn visit(&self) {
        self.data.bump();
        self.lock.release().expect("the visitor holds the lock");
    }

    fn enter(&self) {
        self.lock.acquire();
        self.visit();
    }

    /// Enters unless the time is over first: in a model that may be at any moment.
    fn enter_in_time(&self) {
        if self.lock.acquire_timeout(SOME_TIME).is_ok() {
            self.visit();
        }
    }

    /// Fails the model unless the lock is free for a newcomer.
    fn assert_free(&self) {
        assert!(self.lock.try_acquire(), "the lock is left behind: {:?}", self.lock);
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
