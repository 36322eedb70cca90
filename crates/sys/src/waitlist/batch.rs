//! Wake-ups that are collected under a lock, and delivered outside it.

use super::Wakeup;

/// A few wake-ups to deliver outside the lock; dropping it delivers them.
///
/// When a waker panics, the others are woken all the same.
#[derive(Debug)]
#[must_use = "drop it outside the lock"]
pub struct Batch {
    wakeups: [Option<Wakeup>; Self::SIZE],
    len: usize,
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Batch {
    /// As many as fit in a few cache lines of stack.
    const SIZE: usize = 16;

    /// An empty batch.
    pub const fn new() -> Self {
        Self { wakeups: [const { None }; Self::SIZE], len: 0 }
    }

    /// True when there is nothing to deliver.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many more it takes.
    #[must_use]
    pub const fn room(&self) -> usize {
        Self::SIZE - self.len
    }

    /// Adds one.
    ///
    /// # Panics
    ///
    /// When there is no [`room`](Self::room).
    #[track_caller]
    pub fn push(&mut self, wakeup: Wakeup) {
        assert!(self.room() > 0, "the batch is full: deliver it, outside the lock");
        self.wakeups[self.len] = Some(wakeup);
        self.len += 1;
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        /// Goes on with what is left when a waker panics.
        struct Rest<'a>(core::slice::IterMut<'a, Option<Wakeup>>);

        impl Drop for Rest<'_> {
            fn drop(&mut self) {
                self.0.by_ref().filter_map(Option::take).for_each(Wakeup::deliver);
            }
        }

        let mut rest = Rest(self.wakeups[..self.len].iter_mut());
        rest.0.by_ref().filter_map(Option::take).for_each(Wakeup::deliver);
    }
}
