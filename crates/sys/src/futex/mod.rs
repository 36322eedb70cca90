//! The narrow waist: wait on a 32-bit word, wake those who wait on it.
//!
//! # Contract
//!
//! [`wait`] sleeps only if the word still holds the expected value; the look and the falling
//! asleep are one step, so a wake that follows a change of the word is never lost. It returns
//!
//! | result | meaning |
//! |---|---|
//! | [`Wait::Woken`] | a wake chose us, or nothing did: always look at the word again |
//! | [`Wait::Mismatch`] | the word was not what we expected; we did not sleep |
//! | [`Wait::TimedOut`] | the deadline came, and no wake chose us: none was used up |
//!
//! [`wake`] wakes up to `n` waiters and says how many: `min(n, waiters)`, threads first in the
//! order in which they fell asleep, then tasks. It takes an [`Address`] and never reads the word,
//! so the word's owner may be gone by then: take the address, do the store that lets the others
//! go on, then wake.
//!
//! [`requeue`] moves up to `n` sleeping threads from one word to another, asleep as they are: from
//! then on a wake of the other word wakes them.
//!
//! None of them orders memory. What the waker wrote reaches the waiter through the word itself.
//!
//! # Who waits
//!
//! Threads sleep in the kernel (`kernel.rs`; loom stands in for it in a model). Tasks leave
//! their `Waker` in a table hashed by the word's address (`tasks.rs`). Waiters in other
//! processes share the word's page and use [`shared`].
//!
//! # Cost
//!
//! A wait and the wake that ends it are two system calls and a context switch, 3 to 10 us. A wake
//! that finds nobody is one system call, about 0.3 us: keep a bit in the word that says whether
//! anybody sleeps. For a word that no task waits on, the table costs a fence and a load a wake.
//!
//! Read next: `tasks.rs` for the one protocol with two words, then [`crate::waitlist`].

pub mod shared;
mod tasks;

#[cfg(not(threadbare_loom))]
mod kernel;
#[cfg(not(threadbare_loom))]
#[path = "table_static.rs"]
mod table;

#[cfg(threadbare_loom)]
use crate::model::futex as kernel;
#[cfg(threadbare_loom)]
#[path = "table_modelled.rs"]
mod table;

use crate::atomic::AtomicU32;
use crate::clock::Deadline;

pub use kernel::Address;
pub use tasks::{WaitAsync, wait_async, wake_tasks};

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "look at the word again, or give up"]
#[expect(clippy::exhaustive_enums, reason = "three ways to end a wait; a fourth changes the waist")]
pub enum Wait {
    /// Woken, perhaps for no reason.
    Woken,
    /// The word did not hold the expected value.
    Mismatch,
    /// The deadline came first; no wake was used up.
    TimedOut,
}

/// Puts the calling thread to sleep on `word` until a wake or the deadline, if the word still
/// holds `expected`.
///
/// A signal handler that runs meanwhile does not end the wait. The deadline is absolute, so
/// interruptions do not lengthen it either.
///
/// # Panics
///
/// When the kernel refuses the call itself (a kernel without futexes).
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, clock::Deadline, futex};
///
/// let word = AtomicU32::new(1);
/// assert_eq!(futex::wait(&word, 0, Deadline::NEVER), futex::Wait::Mismatch);
/// assert_eq!(futex::wait(&word, 1, Deadline::NOW), futex::Wait::TimedOut);
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
pub fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    kernel::wait(word, expected, deadline)
}

/// The word's address, to wake by when the word itself may be gone.
#[must_use]
pub fn address(word: &AtomicU32) -> Address {
    Address::of(word)
}

/// Wakes up to `n` waiters, threads before tasks; returns how many.
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, futex};
///
/// let word = AtomicU32::new(0);
/// assert_eq!(futex::wake(futex::address(&word), u32::MAX), 0);
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
#[expect(clippy::must_use_candidate, reason = "a wake is done for its effect")]
pub fn wake(address: Address, n: u32) -> u32 {
    let threads = wake_threads(address, n);
    threads + wake_tasks(address, n - threads)
}

/// Wakes up to `n` threads, never a task; returns how many.
///
/// For hand-offs: a thread that is woken goes on, a task may be polled much later or never.
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, futex};
///
/// let word = AtomicU32::new(0);
/// assert_eq!(futex::wake_threads(futex::address(&word), 1), 0);
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
#[expect(clippy::must_use_candidate, reason = "a wake is done for its effect")]
pub fn wake_threads(address: Address, n: u32) -> u32 {
    kernel::wake(address, n)
}

/// Moves up to `n` threads that sleep on the word at `from` to the word at `to`, behind those who
/// sleep there; returns how many. They go on sleeping, and their deadlines stay. Tasks stay, too.
///
/// For one that holds a lock and knows whom it will let in next: a wake would only send them to
/// sleep on the lock. The caller makes sure that somebody will wake `to`.
///
/// **The words must be alive.** A wake by the address of a word that is gone disturbs somebody; a
/// move takes somebody away from where its wake will come.
///
/// A signal handler that runs in a moved thread makes it look at the word at `from` again, which
/// must have changed by then, or it sleeps there again. Where the kernel cannot move (under Miri),
/// the threads are woken for no reason instead.
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, futex};
///
/// let (from, to) = (AtomicU32::new(0), AtomicU32::new(0));
/// assert_eq!(futex::requeue(futex::address(&from), futex::address(&to), 1), 0);
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
#[expect(clippy::must_use_candidate, reason = "a move is done for its effect")]
pub fn requeue(from: Address, to: Address, n: u32) -> u32 {
    kernel::requeue(from, to, n)
}
