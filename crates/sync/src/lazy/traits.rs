//! What every value that is made when it is used can do.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::Lazy;

// A value is there whole or not at all, whatever panicked. The initialiser is called again after a
// panic, so it must be fit to be seen then.
impl<T: RefUnwindSafe + UnwindSafe, F: RefUnwindSafe> RefUnwindSafe for Lazy<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for Lazy<T, F> {}

impl<T, F: Fn() -> T> Deref for Lazy<T, F> {
    type Target = T;

    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        Self::force(self)
    }
}

impl<T, F: Fn() -> T> DerefMut for Lazy<T, F> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        Self::force_mut(self)
    }
}

impl<T, F> Drop for Lazy<T, F> {
    fn drop(&mut self) {
        let is_made = self.once.is_completed();
        let room = self.room.get_mut();
        if is_made {
            // SAFETY: Z1 - it is complete, and dropped here, once.
            unsafe { ManuallyDrop::drop(&mut room.value) };
        } else {
            // SAFETY: Z1 - it is not complete; the initialiser is dropped here, once.
            unsafe { ManuallyDrop::drop(&mut room.initialiser) };
        }
    }
}

impl<T: Default> Default for Lazy<T> {
    /// A default value, made when it is used.
    fn default() -> Self {
        Self::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for Lazy<T, F> {
    /// Shows the value if it has been made. Does not make it, and never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("Lazy");
        match self.made() {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<not made>")),
        };
        shown.finish()
    }
}
