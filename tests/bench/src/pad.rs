//! Room between what threads share.

/// A value on cache lines of its own: nothing else shares them.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);
