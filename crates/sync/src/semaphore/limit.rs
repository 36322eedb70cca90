//! How many permits a semaphore may have: as many as its word can count, or as many as it had in
//! the beginning.

use super::word::MAX_PERMITS;

mod sealed {
    /// How many permits there may be.
    pub trait Sealed {
        fn most(&self) -> u32;
    }
}

pub(super) use sealed::Sealed;

/// How many permits a semaphore may have: [`Unbounded`] or [`Bounded`].
///
/// ```
/// use threadbare_sync::{CountingSemaphore, Limit};
///
/// fn is_idle<L: Limit>(semaphore: &CountingSemaphore<L>, workers: u32) -> bool {
///     semaphore.available() == workers
/// }
/// # assert!(is_idle(&threadbare_sync::Semaphore::new(2), 2));
/// ```
pub trait Limit: Sealed {}

/// The limit of [`Semaphore`](super::Semaphore): what the word can count.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Unbounded;

impl Sealed for Unbounded {
    #[inline]
    fn most(&self) -> u32 {
        MAX_PERMITS
    }
}

impl Limit for Unbounded {}

/// The limit of [`BoundedSemaphore`](super::BoundedSemaphore): what it had in the beginning.
#[derive(Clone, Copy, Debug)]
pub struct Bounded {
    pub(super) most: u32,
}

impl Sealed for Bounded {
    #[inline]
    fn most(&self) -> u32 {
        self.most
    }
}

impl Limit for Bounded {}
