//! Receiving by iteration.

use super::Receiver;

/// Receives until nobody sends any more; made by [`Receiver::iter`].
#[derive(Debug)]
#[must_use = "an iterator receives nothing until it is asked"]
pub struct Iter<'a, T: Send>(pub(super) &'a Receiver<T>);

/// Receives what is there; made by [`Receiver::try_iter`].
#[derive(Debug)]
#[must_use = "an iterator receives nothing until it is asked"]
pub struct TryIter<'a, T: Send>(pub(super) &'a Receiver<T>);

/// Receives until nobody sends any more, and owns the receiver.
#[derive(Debug)]
#[must_use = "an iterator receives nothing until it is asked"]
pub struct IntoIter<T: Send>(Receiver<T>);

impl<T: Send> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T: Send> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

impl<T: Send> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T: Send> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}

impl<'a, T: Send> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}
