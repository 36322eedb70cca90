//! The models of `RwLock` and `RawRwLock`.
#![cfg(threadbare_loom)]

mod fairness;
mod freed;
mod tasks;
mod threads;
mod upgrade;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::RawRwLock;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A lock and the data that it guards.
#[derive(Default)]
struct Room {
    lock: RawRwLock,
    data: Data,
}

impl Room {
    fn new() -> Arc<Self> {
        Arc::new(Self { lock: RawRwLock::new(), data: Data::new() })
    }

    /// What a reader does once it is inside; returns what it read.
    fn read_and_leave(&self) -> u32 {
        let value = self.data.get();
        // SAFETY: the caller reads, once.
        unsafe { self.lock.release_read() };
        value
    }

    /// What a writer does once it is inside.
    fn write_and_leave(&self) {
        self.data.bump();
        // SAFETY: the caller writes.
        unsafe { self.lock.release_write() };
    }

    /// What the upgradable reader does once it is inside.
    fn read_upgradable_and_leave(&self) {
        let _ = self.data.get();
        // SAFETY: the caller has the upgradable read.
        unsafe { self.lock.release_upgradable() };
    }

    fn read(&self) {
        self.lock.acquire_read();
        self.read_and_leave();
    }

    fn read_in_time(&self) {
        if self.lock.acquire_read_timeout(SOME_TIME).is_ok() {
            self.read_and_leave();
        }
    }

    fn write(&self) {
        self.lock.acquire_write();
        self.write_and_leave();
    }

    fn write_in_time(&self) {
        if self.lock.acquire_write_timeout(SOME_TIME).is_ok() {
            self.write_and_leave();
        }
    }

    fn read_upgradable(&self) {
        self.lock.acquire_upgradable();
        self.read_upgradable_and_leave();
    }

    /// Fails the model unless the lock is free for a newcomer.
    fn assert_free(&self) {
        assert!(self.lock.try_acquire_write(), "the lock is left behind: {:?}", self.lock);
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
