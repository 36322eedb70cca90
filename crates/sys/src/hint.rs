//! The pause instruction; in a model, a step that lets somebody else run first.

#[cfg(not(threadbare_loom))]
pub use core::hint::spin_loop;

#[cfg(threadbare_loom)]
pub use crate::model::spin_loop;
