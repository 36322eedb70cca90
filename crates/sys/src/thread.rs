//! Threads: `std`'s, or loom's inside a model; and a small number for each, its [`index`].
//! Blocking is not here; it is in [`crate::futex`].

#[cfg(not(threadbare_loom))]
mod native;
#[cfg(not(threadbare_loom))]
mod registry;

#[cfg(not(threadbare_loom))]
pub use native::{is_main, native_id};
#[cfg(not(threadbare_loom))]
pub(crate) use registry::in_child;
#[cfg(not(threadbare_loom))]
pub use registry::{exists, index};
#[cfg(not(threadbare_loom))]
pub use std::thread::{Builder, JoinHandle, available_parallelism, spawn, yield_now};

#[cfg(threadbare_loom)]
pub use crate::model::thread::{exists, index, is_main, native_id};
#[cfg(threadbare_loom)]
pub use loom::thread::{Builder, JoinHandle, spawn, yield_now};
