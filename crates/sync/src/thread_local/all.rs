//! The values of all threads, as they were at one moment.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::slice;

use threadbare_sys::sync::Arc;

use super::shared::{Link, Shared};

/// The values of all threads. Made by [`ThreadLocal::all`](crate::ThreadLocal::all), which has an
/// example.
#[must_use = "the values stay as long as this is there"]
pub struct All<'a, T> {
    shared: Option<&'a Arc<Shared<T>>>,
    links: Vec<Link<T>>,
}

// SAFETY: it gives out `&T` and nothing else; what it leaves to be dropped, `Shared` asks for.
unsafe impl<T: Send + Sync> Send for All<'_, T> {}
// SAFETY: as above, `&T` and nothing else.
unsafe impl<T: Send + Sync> Sync for All<'_, T> {}

impl<'a, T> All<'a, T> {
    pub(super) fn new(shared: Option<&'a Arc<Shared<T>>>) -> Self {
        let links = shared.map_or_else(Vec::new, |shared| shared.enter());
        Self { shared, links }
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// True when no thread has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The values, in no order.
    #[must_use]
    pub fn iter(&self) -> AllIter<'_, T> {
        AllIter { links: self.links.iter() }
    }
}

impl<T> Drop for All<'_, T> {
    fn drop(&mut self) {
        drop(self.shared.map(|shared| shared.leave()));
    }
}

impl<'a, T> IntoIterator for &'a All<'_, T> {
    type Item = &'a T;
    type IntoIter = AllIter<'a, T>;

    fn into_iter(self) -> AllIter<'a, T> {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for All<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// The iterator of [`All::iter`].
#[derive(Debug)]
pub struct AllIter<'a, T> {
    links: slice::Iter<'a, Link<T>>,
}

impl<'a, T> Iterator for AllIter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        // SAFETY: I4 - the nodes stay as long as the `All` that we borrow from.
        self.links.next().map(|link| unsafe { &(*link.as_ptr()).value })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.links.size_hint()
    }
}

impl<T> ExactSizeIterator for AllIter<'_, T> {}
impl<T> FusedIterator for AllIter<'_, T> {}

/// The values of all threads, to change. Made by
/// [`ThreadLocal::all_mut`](crate::ThreadLocal::all_mut), which has an example.
#[must_use = "the values stay as long as this is there"]
pub struct AllMut<'a, T> {
    all: All<'a, T>,
    _exclusive: PhantomData<&'a mut T>,
}

// SAFETY: it gives out `&mut T`, and nobody else has a reference to one.
unsafe impl<T: Send> Send for AllMut<'_, T> {}
// SAFETY: a shared one gives out nothing.
unsafe impl<T: Send> Sync for AllMut<'_, T> {}

impl<'a, T> AllMut<'a, T> {
    pub(super) fn new(shared: Option<&'a Arc<Shared<T>>>) -> Self {
        Self { all: All::new(shared), _exclusive: PhantomData }
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True when no thread has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The values, in no order.
    pub fn iter_mut(&mut self) -> AllIterMut<'_, T> {
        AllIterMut { links: self.all.links.iter_mut() }
    }
}

impl<'a, T> IntoIterator for &'a mut AllMut<'_, T> {
    type Item = &'a mut T;
    type IntoIter = AllIterMut<'a, T>;

    fn into_iter(self) -> AllIterMut<'a, T> {
        self.iter_mut()
    }
}

impl<T> fmt::Debug for AllMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AllMut").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// The iterator of [`AllMut::iter_mut`].
#[derive(Debug)]
pub struct AllIterMut<'a, T> {
    links: slice::IterMut<'a, Link<T>>,
}

impl<'a, T> Iterator for AllIterMut<'a, T> {
    type Item = &'a mut T;

    fn next(&mut self) -> Option<&'a mut T> {
        // SAFETY: I4 - the nodes stay as long as the `AllMut` that we borrow from, which was made
        // from the only reference to the object; each node is in the list once.
        self.links.next().map(|link| unsafe { &mut (*link.as_ptr()).value })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.links.size_hint()
    }
}

impl<T> ExactSizeIterator for AllIterMut<'_, T> {}
impl<T> FusedIterator for AllIterMut<'_, T> {}
