//! The models of `Condition`.
#![cfg(threadbare_loom)]

mod moves;
mod tasks;
mod threads;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::{Condition, Lock};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// What the waiters wait for, and what they touch when it has come.
#[derive(Default)]
struct State {
    is_open: bool,
    data: Data,
}

/// A door that is opened once, and those who wait before it.
#[derive(Default)]
struct Door {
    state: Lock<State>,
    changed: Condition,
}

impl Door {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Waits until it is open; returns how often it was notified.
    fn pass(&self) -> usize {
        let mut state = self.state.lock();
        let mut notified = 0;
        while !state.is_open {
            self.changed.wait(&mut state);
            notified += 1;
        }
        state.data.bump();
        notified
    }

    /// Waits for one notification or for some time; returns how often it was notified.
    fn linger(&self) -> usize {
        let mut state = self.state.lock();
        if state.is_open {
            return 0;
        }
        let notified = self.changed.wait_timeout(&mut state, SOME_TIME).is_ok();
        state.data.bump();
        usize::from(notified)
    }

    /// Notifies, after a turn with the lock: whoever waited by then is found. (Without it loom
    /// tries no schedule in which somebody waits: row "a load that is of no use" of its table.)
    fn notify(&self, n: usize) -> usize {
        drop(self.state.lock());
        self.changed.notify(n)
    }

    /// Opens it and notifies all; returns how many were notified.
    fn open(&self) -> usize {
        self.unlock();
        self.changed.notify_all()
    }

    fn unlock(&self) {
        let mut state = self.state.lock();
        state.is_open = true;
        state.data.bump();
    }
}

fn spawn<R: 'static>(door: &Arc<Door>, guest: impl FnOnce(&Door) -> R + 'static) -> JoinHandle<R> {
    let door = Arc::clone(door);
    thread::spawn(move || guest(&door))
}

fn join<R>(guest: JoinHandle<R>) -> R {
    guest.join().expect("a guest panics in its own name")
}
