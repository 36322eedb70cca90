//! Shared ownership: `std`'s [`Arc`], or loom's, which also finds leaks.

#[cfg(not(threadbare_loom))]
pub use std::sync::Arc;

#[cfg(threadbare_loom)]
pub use loom::sync::Arc;
