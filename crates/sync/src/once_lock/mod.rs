//! A value that is made once: a [`Once`] and room for the value.    Chapter: docs/sync/once.md
//!
//! # Invariants
//!
//! * V1: the value is written by whoever has a turn of the `Once`, before it completes it, and is
//!   there whenever the `Once` is complete.
//! * V2: a complete `Once` becomes incomplete again through `&mut` alone.
//!
//! # Cost
//!
//! To read it: one load. It allocates nothing.
//!
//! Read next: the source of [`Once`].

mod init;
mod traits;

use core::mem::MaybeUninit;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::const_fn;

use crate::TimedOut;
use crate::once::{Once, OnceState, Turn};

/// A value that is made once, by whoever comes first, and is there for good.
///
/// Nothing poisons: an initialiser that panics or fails leaves it empty, and one of those who wait
/// tries next, with its own. See [`Once`] for re-entrance and for what a forked child finds.
///
/// # Fork
///
/// A value that is there is there in the child as well. An initialiser that another thread of the
/// parent was running begins anew in the child, with the closure of whoever asks; what the lost one
/// held is lost memory.
///
/// # Source
///
/// The interface is that of std's `OnceLock`, with waits that end in time and initialisers that
/// are tasks.
///
/// ```
/// use threadbare_sync::OnceLock;
///
/// static CONFIG: OnceLock<String> = OnceLock::new();
///
/// assert_eq!(CONFIG.get(), None);
/// assert_eq!(CONFIG.get_or_init(|| "made once".into()), "made once");
/// assert_eq!(CONFIG.get_or_init(|| unreachable!()), "made once");
/// ```
///
/// What is shared through it must be fit for sharing:
///
/// ```compile_fail,E0277
/// use std::cell::Cell;
/// use threadbare_sync::OnceLock;
///
/// let cell: OnceLock<Cell<u32>> = OnceLock::new();
/// std::thread::scope(|scope| scope.spawn(|| cell.get().is_some()).join());
/// ```
#[doc(alias = "OnceCell")]
#[doc(alias = "functools.cached_property")]
pub struct OnceLock<T> {
    once: Once,
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: V1 - one writes, and then all share `&T`; whoever has the cell last may drop a value that
// another thread made.
unsafe impl<T: Send + Sync> Sync for OnceLock<T> {}

impl<T> OnceLock<T> {
    const_fn! {
        /// An empty cell.
        #[must_use]
        pub const fn new() -> Self {
            Self { once: Once::new(), value: UnsafeCell::new(MaybeUninit::uninit()) }
        }
    }

    /// The value, if it is there; never blocks.
    ///
    /// ```
    /// let cell = threadbare_sync::OnceLock::from(1);
    /// assert_eq!(cell.get(), Some(&1));
    /// ```
    #[inline]
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        // SAFETY: we asked just before whether it is complete.
        self.once.is_completed().then(|| unsafe { self.value() })
    }

    /// The value to change, through the only reference there is.
    ///
    /// ```
    /// let mut cell = threadbare_sync::OnceLock::from(1);
    /// *cell.get_mut().unwrap() += 1;
    /// assert_eq!(cell.get(), Some(&2));
    /// ```
    #[must_use]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        if !self.once.is_completed() {
            return None;
        }
        // SAFETY: V1 - it is complete, and nobody else has a reference.
        Some(unsafe { self.value.get_mut().assume_init_mut() })
    }

    /// How far it is. But for [`Complete`](OnceState::Complete), old at once.
    ///
    /// ```
    /// use threadbare_sync::{OnceLock, OnceState};
    ///
    /// assert_eq!(OnceLock::<u8>::new().state(), OnceState::Incomplete);
    /// ```
    #[must_use]
    pub fn state(&self) -> OnceState {
        self.once.state()
    }

    /// Blocks until somebody has put the value there.
    ///
    /// # Panics
    ///
    /// Inside its own initialiser, on the same thread: nobody else could put it there.
    ///
    /// ```
    /// use threadbare_sync::OnceLock;
    ///
    /// static ANSWER: OnceLock<u32> = OnceLock::new();
    ///
    /// let other = std::thread::spawn(|| ANSWER.set(42));
    /// assert_eq!(*ANSWER.wait(), 42);
    /// # let _ = other.join().unwrap();
    /// ```
    #[inline]
    #[track_caller]
    pub fn wait(&self) -> &T {
        self.once.wait();
        // SAFETY: the wait was over because it is complete.
        unsafe { self.value() }
    }

    /// Blocks until somebody has put the value there, for at most `timeout`. Zero means a look; one
    /// that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not there yet.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert!(cell.wait_timeout(Duration::from_millis(1)).is_err());
    /// assert_eq!(cell.set(1), Ok(()));
    /// assert_eq!(cell.wait_timeout(Duration::ZERO), Ok(&1));
    /// ```
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<&T, TimedOut> {
        self.once.wait_timeout(timeout)?;
        // SAFETY: the wait was over because it is complete.
        Ok(unsafe { self.value() })
    }

    /// Blocks until somebody has put the value there, at most until `deadline`. One that has passed
    /// means a look.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not there yet.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let cell = threadbare_sync::OnceLock::<u8>::new();
    /// assert!(cell.wait_deadline(Instant::now()).is_err());
    /// ```
    #[track_caller]
    pub fn wait_deadline(&self, deadline: Instant) -> Result<&T, TimedOut> {
        self.once.wait_deadline(deadline)?;
        // SAFETY: the wait was over because it is complete.
        Ok(unsafe { self.value() })
    }

    /// Waits as a task until somebody has put the value there.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// # let mut task = Context::from_waker(Waker::noop());
    /// let cell = threadbare_sync::OnceLock::new();
    /// let mut wait = pin!(cell.wait_async());
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// assert_eq!(cell.set(1), Ok(()));
    /// assert_eq!(wait.as_mut().poll(&mut task), Poll::Ready(&1));
    /// ```
    pub async fn wait_async(&self) -> &T {
        self.once.wait_async().await;
        // SAFETY: the wait was over because it is complete.
        unsafe { self.value() }
    }

    /// Takes the value out and leaves the cell empty.
    ///
    /// ```
    /// let mut cell = threadbare_sync::OnceLock::from(1);
    /// assert_eq!((cell.take(), cell.take()), (Some(1), None));
    /// ```
    pub fn take(&mut self) -> Option<T> {
        if !self.once.is_completed() {
            return None;
        }
        self.once = Once::new();
        // SAFETY: V1, V2 - it was complete, and is not any more: the value is read out once.
        Some(unsafe { self.value.get_mut().assume_init_read() })
    }

    /// The value, if it is there.
    ///
    /// ```
    /// assert_eq!(threadbare_sync::OnceLock::from(1).into_inner(), Some(1));
    /// ```
    #[must_use]
    pub fn into_inner(mut self) -> Option<T> {
        self.take()
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// The `Once` is complete, and the caller has seen that it is.
    unsafe fn value(&self) -> &T {
        self.value.with(|value| {
            // SAFETY: V2 - nobody writes as long as `self` is shared.
            let value = unsafe { &*value };
            // SAFETY: V1 - it is complete.
            unsafe { value.assume_init_ref() }
        })
    }

    /// Puts the value there and ends the turn.
    fn fill(&self, turn: Turn<'_>, value: T) -> &T {
        self.value.with_mut(|place| {
            // SAFETY: V1 - the turn is ours, so nobody else reads or writes.
            unsafe { &mut *place }.write(value);
        });
        turn.complete();
        // SAFETY: we have just completed it.
        unsafe { self.value() }
    }
}
