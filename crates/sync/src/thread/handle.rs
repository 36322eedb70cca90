//! Waiting for a thread.

use core::fmt;
use core::mem::ManuallyDrop;
use core::time::Duration;
use std::error::Error;
use std::future::IntoFuture;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::thread as system;

use super::info::{Thread, ThreadId};
use crate::completion::{Completion, Failure, Panic, Progress, ResultAsync, ResultError, Waitable};

/// A thread to wait for. Dropped, it lets the thread run.
///
/// [`completion::wait`](crate::completion::wait) and
/// [`completion::as_completed`](crate::completion::as_completed) take it, to wait for several.
#[must_use = "dropped, it lets the thread run and its result go"]
pub struct JoinHandle<T> {
    completion: Completion<T>,
    system: SystemThread,
}

/// The system's handle, which is let go when it is dropped.
struct SystemThread {
    thread: Thread,
    handle: Option<system::JoinHandle<()>>,
}

impl SystemThread {
    /// Waits until the thread is gone from the system, its thread-locals with it.
    fn join(&mut self) {
        if let Some(handle) = self.handle.take() {
            // What could panic there was caught, or is a destructor's own affair.
            drop(handle.join());
        }
    }
}

impl Drop for SystemThread {
    fn drop(&mut self) {
        if !self.thread.info.is_here() {
            // A forked child does not have the thread: there is nothing to let go.
            let _lost = ManuallyDrop::new(self.handle.take());
        }
    }
}

impl<T> JoinHandle<T> {
    pub(super) const fn new(
        completion: Completion<T>,
        thread: Thread,
        handle: system::JoinHandle<()>,
    ) -> Self {
        Self { completion, system: SystemThread { thread, handle: Some(handle) } }
    }

    /// Blocks until the thread has ended, its thread-locals with it, and takes its result.
    ///
    /// # Errors
    ///
    /// [`JoinError`]: it panicked; or it is the calling thread, or one that a forked child does
    /// not have.
    ///
    /// ```
    /// use threadbare_sync::thread::{self, JoinError};
    ///
    /// let worker = thread::spawn(|| panic!("out of cheese"));
    /// let Err(JoinError::Panicked(panic)) = worker.join() else { panic!("it panics") };
    /// assert_eq!(panic.message(), Some("out of cheese"));
    /// ```
    pub fn join(self) -> Result<T, JoinError<Self>> {
        self.join_until(Deadline::NEVER)
    }

    /// Takes the result, if the closure has returned; else gives the handle back, at once.
    ///
    /// If it has returned, waits for what the thread has still to do: the destructors of its
    /// thread-locals.
    ///
    /// # Errors
    ///
    /// As [`join_timeout`](Self::join_timeout).
    ///
    /// ```
    /// use threadbare_sync::thread::{self, JoinError};
    ///
    /// let (stop, stopped) = std::sync::mpsc::channel::<()>();
    /// let worker = thread::spawn(move || stopped.recv().is_err());
    /// let Err(JoinError::NotYet(worker)) = worker.try_join() else { panic!("it waits for us") };
    /// drop(stop);
    /// assert!(worker.join().unwrap());
    /// ```
    pub fn try_join(self) -> Result<T, JoinError<Self>> {
        self.join_until(Deadline::NOW)
    }

    /// As [`join`](Self::join), waiting for at most `timeout` until the closure has returned. Zero
    /// means try; one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`JoinError`]: not yet, and here is the handle back; or what `join` says.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let worker = threadbare_sync::thread::spawn(|| 1);
    /// assert_eq!(worker.join_timeout(Duration::MAX).unwrap(), 1);
    /// ```
    pub fn join_timeout(self, timeout: Duration) -> Result<T, JoinError<Self>> {
        self.join_until(Deadline::after(timeout))
    }

    /// As [`join`](Self::join), waiting at most until `deadline` until the closure has returned.
    /// One that has passed means try.
    ///
    /// # Errors
    ///
    /// As [`join_timeout`](Self::join_timeout).
    pub fn join_deadline(self, deadline: Instant) -> Result<T, JoinError<Self>> {
        self.join_until(Deadline::at(deadline))
    }

    /// Waits as a task until the closure has returned, and takes its result.
    ///
    /// Unlike [`join`](Self::join) it does not wait for the destructors of the thread's
    /// thread-locals: that would block the task.
    ///
    /// # Cancel safety
    ///
    /// The future owns the handle: dropped, it lets the thread run and its result go.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let worker = threadbare_sync::thread::spawn(|| 1);
    /// let mut joined = pin!(worker.join_async());
    /// while joined.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {}
    /// ```
    pub fn join_async(self) -> ResultAsync<T> {
        self.completion.result_async()
    }

    fn join_until(mut self, deadline: Deadline) -> Result<T, JoinError<Self>> {
        if !self.is_finished() {
            if !self.system.thread.info.is_here() {
                return Err(JoinError::Lost);
            }
            if self.system.thread.is_current() {
                return Err(JoinError::WouldDeadlock(self));
            }
        }
        if self.completion.progress().wait_until(deadline).is_err() {
            return Err(JoinError::NotYet(self));
        }
        // Its last callback may join it: then the rest is let go.
        if !self.system.thread.is_current() {
            self.system.join();
        }
        match self.completion.try_result() {
            Ok(value) => Ok(value),
            Err(ResultError::Failed(Failure::Panicked(panic))) => Err(JoinError::Panicked(panic)),
            Err(_) => Err(JoinError::Lost),
        }
    }

    /// True when the closure has returned, so that a join does not wait for it.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.completion.is_done()
    }

    /// True until the thread has run its closure and what follows from its end; false in a forked
    /// child that does not have it.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.system.thread.is_alive()
    }

    /// What is known of the thread.
    #[must_use]
    pub const fn thread(&self) -> &Thread {
        &self.system.thread
    }

    /// The name that the thread was given.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.system.thread.name()
    }

    /// A name that no other thread of this process ever has.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        self.system.thread.id()
    }

    /// The number that the system has for the thread; `None` until it runs.
    #[must_use]
    pub fn native_id(&self) -> Option<u32> {
        self.system.thread.native_id()
    }
}

// SAFETY: the progress is that of the completion, which goes with the handle.
unsafe impl<T> Waitable for JoinHandle<T> {
    fn progress(&self) -> &Progress {
        self.completion.progress()
    }
}

impl<T> IntoFuture for JoinHandle<T> {
    type Output = Result<T, Failure>;
    type IntoFuture = ResultAsync<T>;

    fn into_future(self) -> ResultAsync<T> {
        self.join_async()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("thread", &self.system.thread).finish_non_exhaustive()
    }
}

/// Why a join has no value.
#[derive(Debug)]
#[non_exhaustive]
pub enum JoinError<H> {
    /// The thread panicked.
    Panicked(Panic),
    /// The thread runs still. Nothing is lost: here is the handle back.
    #[doc(alias = "TimeoutError")]
    NotYet(H),
    /// The calling thread is the one to wait for. Python's `RuntimeError`.
    WouldDeadlock(H),
    /// A forked child does not have the thread: it never ends here.
    Lost,
}

impl<H> JoinError<H> {
    /// The handle, to join once more.
    ///
    /// # Errors
    ///
    /// The error itself, when there is no handle in it.
    pub fn into_handle(self) -> Result<H, Self> {
        match self {
            Self::NotYet(handle) | Self::WouldDeadlock(handle) => Ok(handle),
            other => Err(other),
        }
    }

    /// The panic, if it was one.
    ///
    /// # Errors
    ///
    /// The error itself, when it was no panic.
    pub fn into_panic(self) -> Result<Panic, Self> {
        match self {
            Self::Panicked(panic) => Ok(panic),
            other => Err(other),
        }
    }
}

impl<H> fmt::Display for JoinError<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(panic) => write!(f, "the thread panicked: {panic}"),
            Self::NotYet(_) => f.write_str("the thread runs still"),
            Self::WouldDeadlock(_) => f.write_str("a thread cannot wait for itself"),
            Self::Lost => f.write_str("this forked child does not have the thread"),
        }
    }
}

impl<H: fmt::Debug> Error for JoinError<H> {}
