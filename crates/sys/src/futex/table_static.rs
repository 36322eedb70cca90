//! The buckets of the task table: one static array for the process, found by address.

use super::tasks::Bucket;
use crate::pad::CachePadded;

/// A power of two. Each bucket is a pair of cache lines: 8 KiB in all, zeroed at no cost.
const BUCKETS: usize = 64;

static TABLE: [CachePadded<Bucket>; BUCKETS] = [const { CachePadded::new(Bucket::new()) }; BUCKETS];

/// The bucket of the word at `address`.
pub(super) fn bucket(address: usize) -> &'static Bucket {
    // Fibonacci hashing: the high bits of the product depend on every bit of the address.
    let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let index = usize::try_from(hash >> 58).unwrap_or(0);
    &TABLE[index % BUCKETS]
}
