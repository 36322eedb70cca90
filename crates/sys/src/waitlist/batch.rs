//! Wake-ups that are collected under a lock, and delivered outside it.

use core::fmt;
use core::mem::MaybeUninit;
use core::slice;

use super::Wakeup;

/// A few wake-ups to deliver outside the lock; dropping it delivers them.
///
/// When a waker panics, the others are woken all the same.
#[must_use = "drop it outside the lock"]
pub struct Batch {
    /// Made with nothing written: most batches stay empty, and this is longer than their use.
    wakeups: [MaybeUninit<Wakeup>; Self::SIZE],
    /// B1: so many, the first, are there.
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
        Self { wakeups: [const { MaybeUninit::uninit() }; Self::SIZE], len: 0 }
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
        self.wakeups[self.len].write(wakeup);
        self.len += 1;
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("len", &self.len).finish()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        /// Goes on with what is left when a waker panics.
        struct Rest<'a>(slice::Iter<'a, MaybeUninit<Wakeup>>);

        impl Rest<'_> {
            fn deliver(&mut self) {
                for wakeup in self.0.by_ref() {
                    // SAFETY: B1, and each is read once, as the batch goes.
                    unsafe { wakeup.assume_init_read() }.deliver();
                }
            }
        }

        impl Drop for Rest<'_> {
            fn drop(&mut self) {
                self.deliver();
            }
        }

        Rest(self.wakeups[..self.len].iter()).deliver();
    }
}
