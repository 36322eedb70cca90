//! Something that is done once: four bytes.                Chapter: docs/sync/once.md
//!
//! # Word
//!
//! | state | upper bits | meaning | who leaves it |
//! |---|---|---|---|
//! | `INCOMPLETE` | 0 | not done, nobody at it | whoever takes it, to `THREAD` or `TASK` |
//! | `THREAD` | index of the thread | that thread is at it | it, to `COMPLETE` or `INCOMPLETE` |
//! | `TASK` | generation of the process | a task is at it | it, to `THREAD` or `INCOMPLETE` |
//! | `COMPLETE` | 0 | done | nobody |
//!
//! Beside each but `COMPLETE`, `WAITERS`: perhaps somebody is asleep.
//!
//! # Moves
//!
//! Whoever finds `INCOMPLETE` may take it, and has a [`Turn`] then: it completes it, or (a panic,
//! an error, a dropped future) puts `INCOMPLETE` back. Both wake everybody who sleeps: some of
//! them want to take it in their turn, some only wait until it is done, and one word cannot tell
//! the kernel whom to wake. A turn that fails is rare.
//!
//! # Invariants
//!
//! * I1: of those who exist in this process, at most one has a turn. `COMPLETE` follows a turn.
//! * I2: a sleeper sleeps on a word with `WAITERS`, and whoever leaves a state with `WAITERS` for
//!   `COMPLETE` or `INCOMPLETE` clears it and wakes all.
//! * I3: a thread that is at it stands in the word by its index, which no other thread has: one
//!   that finds itself there would wait for itself.
//! * I4: a turn whose thread this forked child does not have, or whose task began in another
//!   generation, is up for grabs: whoever wants it takes it over by a CAS from its word. A task may
//!   have come along into the child, so it proves that the turn is still its own, by a CAS to
//!   `THREAD`, before it completes anything.
//! * I5: after the store that leaves a turn, nothing of the `Once` is touched; wakes go by address.
//!
//! # Cost
//!
//! Done: one load. To do it: two CAS, and a system call if somebody sleeps.
//!
//! Read next: `word.rs`, then `turn.rs`, `slow.rs` from `enter` on, `futures.rs`.

mod futures;
mod slow;
mod turn;
mod word;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;

use crate::TimedOut;
pub(crate) use futures::EnterAsync;
pub use futures::{CallOnceAsync, OnceWaitAsync};
pub(crate) use turn::{Entry, Turn};
use word::{COMPLETE, INCOMPLETE};

/// How far a [`Once`] or a [`OnceLock`](crate::OnceLock) has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "not begun, under way, done: there is no fourth")]
pub enum OnceState {
    /// Nobody has completed it, and nobody is at it.
    Incomplete,
    /// Somebody is at it.
    Running,
    /// Done, for good.
    Complete,
}

/// Something that is done once, by whoever comes first. Everybody else waits until it is done.
///
/// What was done happens before every call that finds it done. For a value that is made once there
/// is [`OnceLock`](crate::OnceLock).
///
/// # Panics of the closure
///
/// Nothing poisons: when the closure panics, the panic travels on to its caller, the `Once` is as
/// if it had not been tried, and one of those who wait tries next, with a closure of its own.
///
/// # Re-entrance
///
/// A closure that calls its own `Once` would wait for itself. That is found, in every build, and
/// panics. Only a wait as a task inside a task cannot be found out: it never ends.
///
/// # Fork
///
/// In a forked child, what another thread of the parent was at begins anew: that thread will never
/// finish it there. What it had half done, the child has as well. What the forking thread itself
/// is at goes on in the child. So does the turn of a task that came along, unless somebody else
/// takes it over first: then what the task makes is for nothing.
///
/// # Source
///
/// The one word with a bit for sleepers is common to all; to begin anew after a fork is what
/// glibc's `pthread_once` does. The runner's identity in the word is ours.
///
/// ```
/// use threadbare_sync::Once;
///
/// static START: Once = Once::new();
///
/// let mut starts = 0;
/// for _ in 0..3 {
///     START.call_once(|| starts += 1);
/// }
/// assert_eq!(starts, 1);
/// assert!(START.is_completed());
/// ```
#[doc(alias = "once_flag")]
#[doc(alias = "pthread_once")]
#[repr(transparent)]
pub struct Once {
    word: AtomicU32,
}

impl Once {
    const_fn! {
        /// Something that is still to be done.
        #[must_use]
        pub const fn new() -> Self {
            Self { word: AtomicU32::new(INCOMPLETE) }
        }
    }

    /// True when it is done. What was done is visible to us then.
    ///
    /// ```
    /// let once = threadbare_sync::Once::new();
    /// assert!(!once.is_completed());
    /// once.call_once(|| {});
    /// assert!(once.is_completed());
    /// ```
    #[inline]
    #[must_use]
    pub fn is_completed(&self) -> bool {
        // [ON1] Acquire: pairs with [ON6]; what was done is ours to read.
        self.word.load(Acquire) == COMPLETE
    }

    /// How far it is. But for [`Complete`](OnceState::Complete), old at once.
    ///
    /// ```
    /// use threadbare_sync::{Once, OnceState};
    ///
    /// let once = Once::new();
    /// assert_eq!(once.state(), OnceState::Incomplete);
    /// once.call_once(|| assert_eq!(once.state(), OnceState::Running));
    /// assert_eq!(once.state(), OnceState::Complete);
    /// ```
    #[must_use]
    pub fn state(&self) -> OnceState {
        // [ON2] Acquire: pairs with [ON6], as [ON1] does.
        let word = self.word.load(Acquire);
        match word {
            COMPLETE => OnceState::Complete,
            _ if word::is_running(word) => OnceState::Running,
            _ => OnceState::Incomplete,
        }
    }

    /// Calls `f` if nobody has completed it; otherwise returns when somebody has.
    ///
    /// # Panics
    ///
    /// When `f` does, and when it is called inside its own closure, by the same thread.
    ///
    /// ```
    /// let once = threadbare_sync::Once::new();
    /// once.call_once(|| println!("the first"));
    /// once.call_once(|| unreachable!("it is done"));
    /// ```
    #[inline]
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        if !self.is_completed() {
            let called = self.call_slow(Deadline::NEVER, f);
            debug_assert!(called.is_ok(), "a wait without a deadline does not time out");
        }
    }

    /// Calls `f` if nobody has completed it; does not wait for another that is at it.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody is at it. That may be the caller itself.
    ///
    /// # Panics
    ///
    /// When `f` does.
    ///
    /// ```
    /// let once = threadbare_sync::Once::new();
    /// once.call_once(|| assert!(once.try_call_once(|| {}).is_err()));
    /// assert!(once.try_call_once(|| {}).is_ok());
    /// ```
    #[track_caller]
    pub fn try_call_once(&self, f: impl FnOnce()) -> Result<(), TimedOut> {
        self.call_slow(Deadline::NOW, f)
    }

    /// As [`call_once`](Self::call_once), but waits for another that is at it for at most
    /// `timeout`. How long `f` takes is its own affair.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else was at it all the time; `f` was not called.
    ///
    /// # Panics
    ///
    /// As [`call_once`](Self::call_once).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let once = threadbare_sync::Once::new();
    /// assert!(once.call_once_timeout(Duration::ZERO, || {}).is_ok());
    /// ```
    #[track_caller]
    pub fn call_once_timeout(&self, timeout: Duration, f: impl FnOnce()) -> Result<(), TimedOut> {
        if self.is_completed() { Ok(()) } else { self.call_slow(Deadline::after(timeout), f) }
    }

    /// As [`call_once`](Self::call_once), but waits for another that is at it until `deadline` at
    /// most.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: somebody else was at it all the time; `f` was not called.
    ///
    /// # Panics
    ///
    /// As [`call_once`](Self::call_once).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let once = threadbare_sync::Once::new();
    /// assert!(once.call_once_deadline(Instant::now(), || {}).is_ok());
    /// ```
    #[track_caller]
    pub fn call_once_deadline(&self, deadline: Instant, f: impl FnOnce()) -> Result<(), TimedOut> {
        if self.is_completed() { Ok(()) } else { self.call_slow(Deadline::at(deadline), f) }
    }

    /// As [`call_once`](Self::call_once), for a task: waits without blocking its thread, and calls
    /// `f` inside a poll.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind; `f` was called to its end or not at all.
    ///
    /// # Panics
    ///
    /// The future: as [`call_once`](Self::call_once), and when it is polled after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// let once = threadbare_sync::Once::new();
    /// let mut call = pin!(once.call_once_async(|| {}));
    /// assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// assert!(once.is_completed());
    /// ```
    pub fn call_once_async<F: FnOnce()>(&self, f: F) -> CallOnceAsync<'_, F> {
        CallOnceAsync::new(self, f)
    }

    #[cold]
    #[track_caller]
    fn call_slow(&self, deadline: Deadline, f: impl FnOnce()) -> Result<(), TimedOut> {
        match self.enter(deadline)? {
            Entry::Done => {}
            Entry::Ours(turn) => {
                f();
                turn.complete();
            }
        }
        Ok(())
    }

    /// Blocks until somebody has completed it, who may not even have begun.
    ///
    /// # Panics
    ///
    /// Inside its own closure, on the same thread: nobody else could complete it.
    ///
    /// ```
    /// use threadbare_sync::Once;
    ///
    /// static READY: Once = Once::new();
    ///
    /// let other = std::thread::spawn(|| READY.call_once(|| {}));
    /// READY.wait();
    /// # other.join().unwrap();
    /// ```
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        if !self.is_completed() {
            let waited = self.wait_slow(Deadline::NEVER);
            debug_assert!(waited.is_ok(), "a wait without a deadline does not time out");
        }
    }

    /// Blocks until somebody has completed it, for at most `timeout`. Zero means a look; one that
    /// does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not done yet.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let once = threadbare_sync::Once::new();
    /// assert!(once.wait_timeout(Duration::from_millis(1)).is_err());
    /// ```
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> Result<(), TimedOut> {
        if self.is_completed() { Ok(()) } else { self.wait_slow(Deadline::after(timeout)) }
    }

    /// Blocks until somebody has completed it, at most until `deadline`. One that has passed means
    /// a look.
    ///
    /// # Errors
    ///
    /// [`TimedOut`]: it is not done yet.
    ///
    /// # Panics
    ///
    /// As [`wait`](Self::wait).
    ///
    /// ```
    /// use std::time::Instant;
    ///
    /// let once = threadbare_sync::Once::new();
    /// assert!(once.wait_deadline(Instant::now()).is_err());
    /// ```
    #[track_caller]
    pub fn wait_deadline(&self, deadline: Instant) -> Result<(), TimedOut> {
        if self.is_completed() { Ok(()) } else { self.wait_slow(Deadline::at(deadline)) }
    }

    /// Waits as a task until somebody has completed it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves nothing behind.
    ///
    /// # Panics
    ///
    /// The future, when it is polled again after it was ready.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Waker}};
    /// # let mut task = Context::from_waker(Waker::noop());
    /// let once = threadbare_sync::Once::new();
    /// let mut wait = pin!(once.wait_async());
    /// assert!(wait.as_mut().poll(&mut task).is_pending());
    /// once.call_once(|| {});
    /// assert!(wait.as_mut().poll(&mut task).is_ready());
    /// ```
    pub fn wait_async(&self) -> OnceWaitAsync<'_> {
        OnceWaitAsync::new(self)
    }
}

impl Default for Once {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Once {
    /// Shows how far it is. Never blocks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // [ON3] Relaxed: for a person to read.
        let word = self.word.load(Relaxed);
        f.debug_struct("Once")
            .field("complete", &(word == COMPLETE))
            .field("running", &word::is_running(word))
            .field("waiters", &word::has_waiters(word))
            .finish()
    }
}
