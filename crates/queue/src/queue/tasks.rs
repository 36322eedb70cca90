//! Putting and getting as tasks.
//!
//! An item is never handed to a future: it is woken, and tries again. So a future that is dropped
//! loses nothing, and passes the wake on (`Lines::withdraw`).

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use threadbare_sys::waitlist::Waiter;

use crate::budget;
use crate::engine::{Engine, Side};
use crate::hand::Slot;
use crate::{GetError, PutError, TryGetError};

/// How a future stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Not polled yet.
    New,
    /// Its node was named to the engine.
    Waiting,
    /// It has answered.
    Done,
}

/// A task's place in the line of those who get.
struct Place<'a, E: Engine> {
    engine: &'a E,
    progress: Progress,
    node: Waiter,
}

impl<'a, E: Engine> Place<'a, E> {
    fn new(engine: &'a E) -> Self {
        Self { engine, progress: Progress::New, node: Waiter::new() }
    }

    /// Asks `attempt` for what is to be got, or takes the place.
    ///
    /// # Safety
    ///
    /// The place stays where it is until it is dropped.
    unsafe fn poll<R>(
        &mut self,
        task: &Context<'_>,
        mut attempt: impl FnMut(&E) -> Result<R, TryGetError>,
    ) -> Poll<Result<R, GetError>> {
        assert!(
            self.progress != Progress::Done,
            "polled after it was ready: the item was got; ask for the next"
        );
        if self.progress == Progress::New && budget::is_spent(task) {
            return Poll::Pending;
        }
        loop {
            let answer = match attempt(self.engine) {
                Ok(got) => Ok(got),
                Err(TryGetError::ShutDown) => Err(GetError),
                Err(TryGetError::Empty) => {
                    self.progress = Progress::Waiting;
                    let waker = task.waker().clone();
                    // SAFETY: the node stays where it is (caller), is known to this engine alone,
                    // and `Drop` withdraws it.
                    if unsafe { self.engine.enlist(Side::Get, &self.node, None, waker) } {
                        continue;
                    }
                    return Poll::Pending;
                }
            };
            // It may have been woken for another item than this one.
            self.leave();
            self.progress = Progress::Done;
            return Poll::Ready(answer);
        }
    }

    fn leave(&self) {
        if self.progress == Progress::Waiting {
            // SAFETY: the node was named to this engine.
            unsafe { self.engine.withdraw(Side::Get, &self.node) };
        }
    }
}

impl<E: Engine> Drop for Place<'_, E> {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Gets an item as a task; made by [`Queue::get_async`](crate::Queue::get_async).
#[must_use = "a future does nothing until it is polled"]
pub struct Get<'a, E: Engine>(Place<'a, E>);

impl<'a, E: Engine> Get<'a, E> {
    pub(super) fn new(engine: &'a E) -> Self {
        Self(Place::new(engine))
    }
}

impl<E: Engine> Future for Get<'_, E> {
    type Output = Result<E::Item, GetError>;

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the place is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        // SAFETY: the place is pinned.
        unsafe { this.0.poll(task, E::try_get) }
    }
}

impl<E: Engine> fmt::Debug for Get<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Get").field("progress", &self.0.progress).finish_non_exhaustive()
    }
}

/// Gets many items as a task; made by [`Queue::get_many_async`](crate::Queue::get_many_async).
#[must_use = "a future does nothing until it is polled"]
pub struct GetMany<'a, E: Engine> {
    place: Place<'a, E>,
    into: &'a mut Vec<E::Item>,
    max: usize,
}

impl<'a, E: Engine> GetMany<'a, E> {
    pub(super) fn new(engine: &'a E, into: &'a mut Vec<E::Item>, max: usize) -> Self {
        Self { place: Place::new(engine), into, max }
    }
}

impl<E: Engine> Future for GetMany<'_, E> {
    type Output = Result<usize, GetError>;

    /// # Panics
    ///
    /// When it is polled again after it was ready.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the place is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        let (into, max) = (&mut *this.into, this.max);
        // SAFETY: the place is pinned.
        unsafe {
            this.place.poll(task, |engine| match engine.get_many_at_once(into, max) {
                0 if max > 0 => {
                    // It says why, or there is one by now.
                    into.reserve(1);
                    into.push(engine.try_get()?);
                    Ok(1)
                }
                got => Ok(got),
            })
        }
    }
}

impl<E: Engine> fmt::Debug for GetMany<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GetMany")
            .field("progress", &self.place.progress)
            .field("max", &self.max)
            .finish_non_exhaustive()
    }
}

/// Puts an item as a task; made by [`Queue::put_async`](crate::Queue::put_async).
#[must_use = "a future does nothing until it is polled"]
pub struct Put<'a, E: Engine> {
    engine: &'a E,
    progress: Progress,
    node: Waiter,
    item: Slot<E::Item>,
}

// SAFETY: the item is reached by those who hold `&mut`, and by the engine, which moves it to
// another thread: `Item` is `Send`. The rest is `Send` by itself.
unsafe impl<E: Engine> Send for Put<'_, E> {}
// SAFETY: nothing is reached through `&Put`.
unsafe impl<E: Engine> Sync for Put<'_, E> {}

impl<'a, E: Engine> Put<'a, E> {
    pub(crate) fn new(engine: &'a E, item: E::Item) -> Self {
        Self { engine, progress: Progress::New, node: Waiter::new(), item: Slot::new(Some(item)) }
    }

    /// Gives up; the item comes back unless it was put.
    ///
    /// ```
    /// use std::{future::Future, pin::pin, task::{Context, Waker}};
    ///
    /// let queue = threadbare_queue::Fifo::bounded(1);
    /// queue.put(1)?;
    /// let mut put = pin!(queue.put_async(2));
    /// assert!(put.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    /// assert_eq!(put.cancel(), Some(2));
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[must_use = "the item that was not put; drop it by `drop`"]
    pub fn cancel(self: Pin<&mut Self>) -> Option<E::Item> {
        // SAFETY: the node is not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        this.leave();
        this.progress = Progress::Done;
        // SAFETY: the node is in no list, so the item is ours alone.
        unsafe { this.item.take() }
    }

    /// True once it has answered, or was cancelled.
    pub(crate) fn is_done(&self) -> bool {
        self.progress == Progress::Done
    }

    fn leave(&mut self) {
        if self.progress == Progress::Waiting {
            // SAFETY: the node was named to this engine.
            unsafe { self.engine.withdraw(Side::Put, &self.node) };
        }
    }
}

impl<E: Engine> Future for Put<'_, E> {
    type Output = Result<(), PutError<E::Item>>;

    /// # Panics
    ///
    /// When it is polled again after it was ready, or was cancelled.
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: node and item are not moved through this reference.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(
            this.progress != Progress::Done,
            "polled after it was ready: the item was put; put the next"
        );
        if this.progress == Progress::New && budget::is_spent(task) {
            return Poll::Pending;
        }
        this.progress = Progress::Waiting;
        // SAFETY: node and item are pinned, known to this engine alone, and not touched until
        // `withdraw`, in `leave`.
        let answer = unsafe { this.engine.poll_put(&this.node, &this.item, task.waker()) };
        if answer.is_ready() {
            this.leave();
            this.progress = Progress::Done;
        }
        answer
    }
}

impl<E: Engine> Drop for Put<'_, E> {
    fn drop(&mut self) {
        self.leave();
    }
}

impl<E: Engine> fmt::Debug for Put<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Put").field("progress", &self.progress).finish_non_exhaustive()
    }
}
