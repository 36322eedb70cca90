//! What every cell with a value can do.

use core::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use super::OnceLock;

// A value is there whole or not at all, whatever panicked; what it lets others change inside it is
// its own affair.
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> Drop for OnceLock<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    /// A cell with a value.
    fn from(value: T) -> Self {
        let cell = Self::new();
        let put = cell.set(value);
        debug_assert!(put.is_ok(), "the cell is ours and was empty");
        cell
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    /// A cell with a copy of the value, if it is there; an empty one otherwise.
    fn clone(&self) -> Self {
        self.get().map_or_else(Self::new, |value| Self::from(value.clone()))
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    /// Shows the value if it is there. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("OnceLock");
        match self.get() {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<empty>")),
        };
        shown.finish()
    }
}
