//! The queues in a model: one for all words, so that every pair of them shares it.

use super::WaitQueue;

loom::lazy_static! {
    static ref TABLE: WaitQueue = WaitQueue::new();
}

/// The queue for those who wait for what lives at `_address`.
#[must_use]
pub fn queue_of(_address: usize) -> &'static WaitQueue {
    &TABLE
}
