//! The models of `Promise`, `Completion`, `ResultCell`, `wait` and `as_completed`.
#![cfg(threadbare_loom)]

mod callbacks;
mod many;
mod pairs;
mod tasks;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::completion::{Completion, Promise, pair};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A result that is data without a lock of its own: whoever takes it must see what was done to it.
type Result = Arc<Data>;

fn new_pair() -> (Promise<Result>, Completion<Result>) {
    pair()
}

/// Produces data that was changed once.
fn produce(promise: Promise<Result>) {
    let data = Arc::new(Data::new());
    data.bump();
    drop(promise.set(data));
}

fn producer(promise: Promise<Result>) -> JoinHandle<()> {
    thread::spawn(move || produce(promise))
}

fn join(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("a thread panics in its own name");
    }
}
