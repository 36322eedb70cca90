//! A thread's own value, while it looks at it.

use core::fmt;
use core::ops::Deref;

use super::shared::Node;

/// The calling thread's value. Made by [`ThreadLocal::get_or`](crate::ThreadLocal::get_or), which
/// has an example; stays on its thread.
///
/// One that is leaked keeps its value until the `ThreadLocal` is dropped.
pub struct Local<'a, T> {
    node: &'a Node<T>,
}

impl<'a, T> Local<'a, T> {
    #[inline]
    pub(super) fn new(node: &'a Node<T>) -> Self {
        node.borrows.set(node.borrows.get() + 1);
        Self { node }
    }
}

impl<T> Clone for Local<'_, T> {
    fn clone(&self) -> Self {
        Self::new(self.node)
    }
}

impl<T> Deref for Local<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.node.value
    }
}

impl<T> Drop for Local<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.node.borrows.set(self.node.borrows.get() - 1);
    }
}

impl<T: fmt::Debug> fmt::Debug for Local<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Local<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
