//! The models of `Latch` and `WaitGroup`.
#![cfg(threadbare_loom)]

mod latch;
mod wait_group;

use threadbare_loom::SOME_TIME;
use threadbare_sys::thread::JoinHandle;

fn join(threads: impl IntoIterator<Item = JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("a thread panics in its own name");
    }
}
