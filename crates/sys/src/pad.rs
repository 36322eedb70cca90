//! Keeps two words that different threads write off each other's cache line.

use core::ops::{Deref, DerefMut};

/// A value on cache lines of its own.
///
/// 128 bytes: the line is 64 on x86-64, but its prefetcher fetches lines in pairs, and the larger
/// aarch64 machines have lines of 128.
///
/// ```
/// use threadbare_sys::CachePadded;
///
/// let pair = [CachePadded::new(1_u8), CachePadded::new(2)];
/// assert_eq!(size_of_val(&pair), 256);
/// assert_eq!(*pair[1], 2);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(128))]
pub struct CachePadded<T>(T);

impl<T> CachePadded<T> {
    /// Puts a value on lines of its own.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Takes the value back.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for CachePadded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for CachePadded<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
