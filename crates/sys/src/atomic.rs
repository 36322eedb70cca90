//! Atomics: `core`'s own items, or the model's newtypes over loom's.
//!
//! Two rules hold for every user, because a model could not judge anything else:
//! `SeqCst` is for [`fence`] alone (loom treats `SeqCst` accesses as `AcqRel`), and there are no
//! stand-alone `Acquire` or `Release` fences (ThreadSanitizer does not see them).

#[cfg(not(threadbare_loom))]
pub use core::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};

#[cfg(threadbare_loom)]
pub use crate::model::atomic::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
};
