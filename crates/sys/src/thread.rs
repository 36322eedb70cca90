//! Threads: `std`'s, or loom's inside a model. Blocking is not here; it is in [`crate::futex`].

#[cfg(not(threadbare_loom))]
pub use std::thread::{JoinHandle, available_parallelism, spawn, yield_now};

#[cfg(threadbare_loom)]
pub use loom::thread::{JoinHandle, spawn, yield_now};
