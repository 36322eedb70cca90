//! Permits as values: they come back when they are dropped.

use core::fmt;
use core::mem::ManuallyDrop;

use super::CountingSemaphore;
use super::limit::{Limit, Unbounded};

/// Permits of a semaphore, until it is dropped.
///
/// May be sent to another thread and kept across `.await`: a permit has no owner.
///
/// ```
/// use threadbare_sync::Semaphore;
///
/// let semaphore = Semaphore::new(3);
/// let mut two = semaphore.acquire_many(2)?;
/// let one = two.split(1).expect("there are two");
/// drop(two);
/// assert_eq!(semaphore.available(), 2);
/// one.forget();
/// assert_eq!(semaphore.available(), 2);
/// # Ok::<(), threadbare_sync::SemaphoreClosed>(())
/// ```
#[must_use = "the permits go back as soon as this is dropped; bind it to a name"]
#[clippy::has_significant_drop]
pub struct SemaphorePermit<'a, L: Limit = Unbounded> {
    semaphore: &'a CountingSemaphore<L>,
    count: u32,
}

impl<'a, L: Limit> SemaphorePermit<'a, L> {
    /// For one that has just acquired so many.
    #[inline]
    pub(super) const fn new(semaphore: &'a CountingSemaphore<L>, count: u32) -> Self {
        Self { semaphore, count }
    }

    /// How many permits it stands for.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Keeps the permits from coming back: there are fewer from now on, until somebody
    /// [releases](CountingSemaphore::release) some by hand.
    pub fn forget(self) {
        let _forgotten = ManuallyDrop::new(self);
    }

    /// Takes `n` of its permits out; `None`, and it keeps all, when there are fewer.
    pub fn split(&mut self, n: u32) -> Option<Self> {
        self.count = self.count.checked_sub(n)?;
        Some(Self::new(self.semaphore, n))
    }

    /// Adds the permits of another.
    ///
    /// # Panics
    ///
    /// When the other is of another semaphore.
    #[track_caller]
    pub fn merge(&mut self, other: Self) {
        assert!(
            core::ptr::eq(self.semaphore, other.semaphore),
            "permits of two semaphores: merge those of one, and keep the others apart"
        );
        self.count = sum(self.count, ManuallyDrop::new(other).count);
    }
}

/// Permits are counted in a word: more than it can hold were released by hand.
#[track_caller]
pub(super) fn sum(ours: u32, theirs: u32) -> u32 {
    ours.checked_add(theirs).expect("a semaphore never has so many")
}

impl<L: Limit> Drop for SemaphorePermit<'_, L> {
    #[inline]
    fn drop(&mut self) {
        self.semaphore.put_back(self.count);
    }
}

impl<L: Limit> fmt::Debug for SemaphorePermit<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SemaphorePermit").field("count", &self.count).finish()
    }
}
