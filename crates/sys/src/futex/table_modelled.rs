//! The task table in a model: one bucket, so that every pair of words collides in it.

use super::tasks::Bucket;

loom::lazy_static! {
    static ref TABLE: Bucket = Bucket::new();
}

/// The bucket of every word.
pub(super) fn bucket(_address: usize) -> &'static Bucket {
    &TABLE
}
