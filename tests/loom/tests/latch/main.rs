//! The models of `Latch` and `WaitGroup`.
#![cfg(threadbare_loom)]

mod latch;
mod wait_group;

use std::time::Duration;

use threadbare_sys::thread::JoinHandle;

/// A timeout that is neither zero nor for ever: in a model it may end at any moment.
const SOME_TIME: Duration = Duration::from_secs(1);

fn join(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("a thread panics in its own name");
    }
}
