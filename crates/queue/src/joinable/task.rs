//! An item that is finished when it is dropped.

use core::fmt;
use core::future::Future;
use core::iter::FusedIterator;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::Joinable;
use super::tally::Tally;
use crate::engine::Engine;
use crate::{Get, GetError};

/// An item, which counts as finished when this is dropped, also by a panic. Made by
/// [`Joinable::get_task`] and its like.
///
/// The item is dropped first, and then it is finished.
///
/// ```
/// use threadbare_queue::{Fifo, Joinable};
///
/// let jobs = Joinable::new(Fifo::bounded(2));
/// jobs.put(String::from("paint"))?;
/// let mut job = jobs.get_task().expect("it is open");
/// job.push_str(" the fence");
/// assert_eq!((job.as_str(), jobs.unfinished()), ("paint the fence", 1));
/// drop(job);
/// assert!(jobs.try_join());
/// # Ok::<(), threadbare_queue::PutError<String>>(())
/// ```
#[must_use = "it is finished as soon as it is dropped"]
pub struct Task<'a, T> {
    // In this order: what is finished was dropped before.
    item: T,
    done: Done<'a>,
}

/// Takes one off the count when it is dropped.
struct Done<'a>(&'a Tally);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        // Somebody said `task_done` for this one as well, and was not told so: it is counted off.
        let _ = self.0.less(1);
    }
}

impl<'a, T> Task<'a, T> {
    pub(super) const fn new(item: T, tally: &'a Tally) -> Self {
        Self { item, done: Done(tally) }
    }

    /// Says that it is finished, and gives the item.
    ///
    /// ```
    /// # use threadbare_queue::{Fifo, Joinable};
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(5)?;
    /// assert_eq!(jobs.get_task().expect("it is open").into_inner(), 5);
    /// assert_eq!(jobs.unfinished(), 0);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn into_inner(self) -> T {
        self.item
    }

    /// Gives the item, which stays unfinished until [`task_done`](Joinable::task_done) is called
    /// for it.
    ///
    /// ```
    /// # use threadbare_queue::{Fifo, Joinable};
    /// let jobs = Joinable::new(Fifo::bounded(1));
    /// jobs.put(5)?;
    /// assert_eq!(jobs.get_task().expect("it is open").forget(), 5);
    /// assert_eq!(jobs.unfinished(), 1);
    /// assert!(jobs.task_done().is_ok());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn forget(self) -> T {
        let Self { item, done } = self;
        let _kept = ManuallyDrop::new(done);
        item
    }
}

impl<T> Deref for Task<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.item
    }
}

impl<T> DerefMut for Task<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.item
    }
}

impl<T: fmt::Debug> fmt::Debug for Task<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Task").field(&self.item).finish()
    }
}

/// Gets an item as a task; made by [`Joinable::get_task_async`].
#[must_use = "a future does nothing until it is polled"]
pub struct GetTask<'a, E: Engine> {
    get: Get<'a, E>,
    tally: &'a Tally,
}

impl<'a, E: Engine> GetTask<'a, E> {
    pub(super) const fn new(get: Get<'a, E>, tally: &'a Tally) -> Self {
        Self { get, tally }
    }
}

impl<'a, E: Engine> Future for GetTask<'a, E> {
    type Output = Result<Task<'a, E::Item>, GetError>;

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let tally = self.tally;
        // SAFETY: `get` is pinned whenever the whole is, and never moved out of it.
        let get = unsafe { self.map_unchecked_mut(|this| &mut this.get) };
        get.poll(task).map(|got| got.map(|item| Task::new(item, tally)))
    }
}

impl<E: Engine> fmt::Debug for GetTask<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get.fmt(f)
    }
}

/// The tasks of a queue until it is shut down; made by [`Joinable::tasks`].
#[must_use = "an iterator does nothing until it is asked"]
pub struct Tasks<'a, E: Engine>(pub(super) &'a Joinable<E>);

impl<'a, E: Engine> Iterator for Tasks<'a, E> {
    type Item = Task<'a, E::Item>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.get_task().ok()
    }
}

impl<E: Engine> FusedIterator for Tasks<'_, E> {}

impl<E: Engine> fmt::Debug for Tasks<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tasks").field(self.0).finish()
    }
}
