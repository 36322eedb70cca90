//! Queues for words that have no room for one: a static array for the process, found by address.

use super::WaitQueue;
use crate::pad::CachePadded;

/// A power of two. Each queue has a pair of cache lines: 8 KiB in all, zeroed at no cost.
const QUEUES: usize = 64;

static TABLE: [CachePadded<WaitQueue>; QUEUES] =
    [const { CachePadded::new(WaitQueue::new()) }; QUEUES];

/// The queue for those who wait for what lives at `address`. Others share it: push with the
/// address as key, and choose by that key.
#[must_use]
pub fn queue_of(address: usize) -> &'static WaitQueue {
    // Fibonacci hashing: the high bits of the product depend on every bit of the address.
    let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let index = usize::try_from(hash >> 58).unwrap_or(0);
    &TABLE[index % QUEUES]
}
