//! A result that one side produces and the other waits for, once: what a thread, a pool's job and
//! a child process hand back.                           Chapter: docs/sync/completion.md
//!
//! | type | size | Python | what |
//! |---|---|---|---|
//! | [`Promise<T>`] | 8 bytes | `Future`, as an executor has it | produces the value, or fails |
//! | [`Completion<T>`] | 8 bytes | `concurrent.futures.Future` | waits for it, takes it, cancels |
//! | [`ResultCell<T>`] | 16 bytes + the larger of `T` and 16 | | what the two share |
//! | [`wait()`], [`as_completed`] | | the same | several at once |
//!
//! # Word
//!
//! A phase and three bits.
//!
//! | phase | meaning | who leaves it |
//! |---|---|---|
//! | `PENDING` | nothing has begun | `start`, `cancel`, or an end |
//! | `RUNNING` | somebody works on it | an end |
//! | `DONE` | over: the slot has the value | nobody |
//! | `PANICKED` | over: the slot has the panic | nobody |
//! | `ABANDONED` | over: whoever was to produce the value went away | nobody |
//! | `CANCELLED` | over: cancelled before it began | nobody |
//!
//! | bit | meaning | who clears it |
//! |---|---|---|
//! | `SLEEPERS` | threads or tasks may sleep on the word | the end, which wakes all |
//! | `LISTENERS` | the list of listeners may have somebody in it | the end, which tells all |
//! | `TAKEN` | what the slot had was taken out | nobody |
//!
//! # Moves
//!
//! The producer writes the slot, then ends the work by one CAS. A consumer looks, spins a few
//! microseconds, sets `SLEEPERS` and sleeps on the word. To cancel is an end of its own, from
//! `PENDING` alone, and so one CAS decides between the two. Who ends the work wakes the sleepers,
//! then tells the listeners: callbacks, and the observers of those who wait for several.
//!
//! # Invariants
//!
//! * I1: the slot is written by the producer alone, before an end to `DONE` or `PANICKED`, and read
//!   by the one who takes, after it. When the producer's end fails, the slot is the producer's.
//! * I2: a sleeper sleeps on a word with `SLEEPERS`. The end clears the bit and wakes all.
//! * I3: `LISTENERS` is set, and the list changed, under the list's lock. The end comes first and
//!   then empties the list under that lock: a listener is found there, or has found the end.
//! * I4: after the CAS that ends the work, the end touches the progress only if it found
//!   `LISTENERS`; it wakes by address.
//! * I5: work ends once.
//!
//! # Cost
//!
//! To end work that nobody waits for: a load and a CAS. To take what is there: a load and one
//! read-modify-write. A sleeper costs two system calls, one on each side. A callback costs one box.
//!
//! Read next: `word.rs`, `progress.rs`, `result_cell.rs`; then `listeners.rs` and `gathering.rs`.

mod as_completed;
mod failure;
mod gathering;
mod handle;
mod listeners;
mod many;
mod over_async;
mod progress;
mod promise;
mod result_cell;
mod word;

use threadbare_sys::sync::Arc;

pub use as_completed::{AsCompleted, NextAsync, as_completed};
pub use failure::{Failure, Panic, ResultError};
pub use handle::Completion;
pub use many::{ReturnWhen, Waitable, Waited, wait, wait_async, wait_deadline, wait_timeout};
pub use over_async::{ResultAsync, WaitOver};
pub use progress::Progress;
pub use promise::Promise;
pub use result_cell::ResultCell;
pub use word::Phase;

/// A promise and the completion that waits for it. One allocation.
///
/// # Fork
///
/// A child has both as they were. What a thread of the parent was to produce never comes in the
/// child; waiters of the parent do not exist there.
///
/// ```
/// use threadbare_sync::completion::pair;
///
/// let (promise, completion) = pair();
/// std::thread::spawn(move || promise.set("done"));
/// assert_eq!(completion.result().unwrap(), "done");
/// ```
pub fn pair<T>() -> (Promise<T>, Completion<T>) {
    let cell = Arc::new(ResultCell::new());
    (Promise::new(Arc::clone(&cell)), Completion::new(cell))
}
