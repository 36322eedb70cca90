//! Who puts the value there.

use core::convert::Infallible;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;

use super::OnceLock;
use crate::TimedOut;
use crate::once::{EnterAsync, Entry};

/// A wait without a deadline does not time out.
fn in_time<T>(waited: Result<T, TimedOut>) -> T {
    waited.unwrap_or_else(|_| unreachable!("a wait without a deadline does not time out"))
}

/// What cannot fail has not failed.
fn sure<T>(made: Result<T, Infallible>) -> T {
    match made {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

impl<T> OnceLock<T> {
    /// Puts `value` there if the cell is empty. Waits for an initialiser that is under way.
    ///
    /// # Errors
    ///
    /// The value, if there is one already.
    ///
    /// # Panics
    ///
    /// Inside the cell's own initialiser, on the same thread.
    ///
    /// ```
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert_eq!(cell.set(1), Ok(()));
    /// assert_eq!(cell.set(2), Err(2));
    /// ```
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        self.try_insert(value).map(drop).map_err(|(_, value)| value)
    }

    /// As [`set`](Self::set), and returns the value that is there.
    ///
    /// # Errors
    ///
    /// The value that was there already, and the other one back.
    ///
    /// # Panics
    ///
    /// As [`set`](Self::set).
    ///
    /// ```
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert_eq!(cell.try_insert(1), Ok(&1));
    /// assert_eq!(cell.try_insert(2), Err((&1, 2)));
    /// ```
    #[track_caller]
    pub fn try_insert(&self, value: T) -> Result<&T, (&T, T)> {
        if let Some(there) = self.get() {
            return Err((there, value));
        }
        match in_time(self.once.enter(Deadline::NEVER)) {
            Entry::Ours(turn) => Ok(self.fill(turn, value)),
            // SAFETY: the entry says that it is complete.
            Entry::Done => Err((unsafe { self.value() }, value)),
        }
    }

    /// The value; `f` makes it if the cell is empty. Of several initialisers one runs, the others
    /// wait for it.
    ///
    /// # Panics
    ///
    /// When `f` does; the cell is empty then, and one of those who wait tries next. When it is
    /// called inside the cell's own initialiser, by the same thread.
    ///
    /// ```
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert_eq!(cell.get_or_init(|| 1), &1);
    /// assert_eq!(cell.get_or_init(|| 2), &1);
    /// ```
    #[inline]
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        match self.get() {
            Some(value) => value,
            None => sure(in_time(self.make(Deadline::NEVER, || Ok(f())))),
        }
    }

    /// As [`get_or_init`](Self::get_or_init), but waits for another initialiser for at most
    /// `timeout`. How long `f` takes is its own affair.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else's initialiser ran all the time; `f` was not called.
    ///
    /// # Panics
    ///
    /// As [`get_or_init`](Self::get_or_init).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert_eq!(cell.get_or_init_timeout(Duration::ZERO, || 1), Ok(&1));
    /// ```
    #[track_caller]
    pub fn get_or_init_timeout(
        &self,
        timeout: Duration,
        f: impl FnOnce() -> T,
    ) -> Result<&T, TimedOut> {
        match self.get() {
            Some(value) => Ok(value),
            None => self.make(Deadline::after(timeout), || Ok(f())).map(sure),
        }
    }

    /// As [`get_or_init`](Self::get_or_init), but waits for another initialiser until `deadline` at
    /// most.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else's initialiser ran all the time; `f` was not called.
    ///
    /// # Panics
    ///
    /// As [`get_or_init`](Self::get_or_init).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert_eq!(cell.get_or_init_deadline(Instant::now(), || 1), Ok(&1));
    /// ```
    #[track_caller]
    pub fn get_or_init_deadline(
        &self,
        deadline: Instant,
        f: impl FnOnce() -> T,
    ) -> Result<&T, TimedOut> {
        match self.get() {
            Some(value) => Ok(value),
            None => self.make(Deadline::at(deadline), || Ok(f())).map(sure),
        }
    }

    /// As [`get_or_init`](Self::get_or_init), with an initialiser that may fail. An error leaves
    /// the cell empty, and one of those who wait tries next.
    ///
    /// # Errors
    ///
    /// What `f` says.
    ///
    /// # Panics
    ///
    /// As [`get_or_init`](Self::get_or_init).
    ///
    /// ```
    /// let cell = threadbare_sync::OnceLock::new();
    /// assert!(cell.get_or_try_init(|| "one".parse::<u32>()).is_err());
    /// assert_eq!(cell.get_or_try_init(|| "1".parse::<u32>()), Ok(&1));
    /// ```
    #[inline]
    #[track_caller]
    pub fn get_or_try_init<E>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        match self.get() {
            Some(value) => Ok(value),
            None => in_time(self.make(Deadline::NEVER, f)),
        }
    }

    /// As [`get_or_init`](Self::get_or_init), for a task, with an initialiser that is a future.
    ///
    /// Threads that ask meanwhile wait for the task. A thread that does so inside a poll of that
    /// task, or that the task needs in order to go on, waits for ever.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the initialiser and leaves the cell empty; one of those who wait
    /// tries next. One that is kept and not polled keeps everybody waiting.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// let cell = threadbare_sync::OnceLock::new();
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut value = pin!(cell.get_or_init_async(async || 1));
    /// assert_eq!(value.as_mut().poll(&mut task), Poll::Ready(&1));
    /// ```
    pub async fn get_or_init_async<Made>(&self, f: impl FnOnce() -> Made) -> &T
    where
        Made: Future<Output = T>,
    {
        sure(self.get_or_try_init_async(|| async { Ok(f().await) }).await)
    }

    /// As [`get_or_init_async`](Self::get_or_init_async), with an initialiser that may fail.
    ///
    /// # Errors
    ///
    /// What the initialiser says. The cell is empty then.
    ///
    /// # Cancel safety
    ///
    /// As [`get_or_init_async`](Self::get_or_init_async).
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// let cell = threadbare_sync::OnceLock::<u8>::new();
    /// let mut task = Context::from_waker(Waker::noop());
    /// let mut value = pin!(cell.get_or_try_init_async(async || Err("not today")));
    /// assert_eq!(value.as_mut().poll(&mut task), Poll::Ready(Err("not today")));
    /// ```
    pub async fn get_or_try_init_async<E, Made>(&self, f: impl FnOnce() -> Made) -> Result<&T, E>
    where
        Made: Future<Output = Result<T, E>>,
    {
        if let Entry::Ours(turn) = EnterAsync::by_task(&self.once).await {
            let value = f().await?;
            if let Some(turn) = turn.settle() {
                return Ok(self.fill(turn, value));
            }
            // A forked child in which somebody else took the turn over: theirs comes first.
            if let Entry::Ours(turn) = EnterAsync::by_thread(&self.once).await {
                return Ok(self.fill(turn, value));
            }
        }
        // SAFETY: the entry said that it is complete.
        Ok(unsafe { self.value() })
    }

    /// The value that is there, or that `f` makes.
    #[cold]
    #[track_caller]
    fn make<E>(
        &self,
        deadline: Deadline,
        f: impl FnOnce() -> Result<T, E>,
    ) -> Result<Result<&T, E>, TimedOut> {
        Ok(match self.once.enter(deadline)? {
            Entry::Ours(turn) => f().map(|value| self.fill(turn, value)),
            // SAFETY: the entry says that it is complete.
            Entry::Done => Ok(unsafe { self.value() }),
        })
    }
}
