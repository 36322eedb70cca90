//! `RLock` and `RawRLock`.

mod faults;
mod forks;
mod guards;
mod waits;

use std::thread;

/// What another thread says.
fn elsewhere<R: Send>(question: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| scope.spawn(question).join().expect("no panic"))
}
