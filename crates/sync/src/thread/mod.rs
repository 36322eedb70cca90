//! Threads that can be waited for, listed and named.           Chapter: docs/sync/thread.md
//!
//! | item | Python | what |
//! |---|---|---|
//! | [`spawn`], [`Builder`] | `threading.Thread` | starts a thread |
//! | [`JoinHandle<T>`] | `Thread.join`, `is_alive` | waits for its end, in five forms |
//! | [`Thread`], [`current`], [`enumerate`] | the same | who there is |
//! | [`set_excepthook`] | `threading.excepthook` | is told of a panic |
//!
//! The threads are std's; what is added stands on [`completion`](crate::completion). Scoped threads
//! are std's alone: use [`std::thread::scope`].
//!
//! # What happens, in which order
//!
//! ```text
//! spawn:   known (enumerate lists it) -> started
//! thread:  closure -> excepthook, if it panicked -> its result is there, callbacks run
//!          -> not listed any more, not alive -> destructors of its thread-locals -> gone
//! join:    waits for the result, then until the thread is gone
//! ```
//!
//! # Invariants
//!
//! * T1: the result is set once, on the thread itself, before it is unlisted.
//! * T2: a thread is listed from before it starts until it has run all that is ours to run, also
//!   when a destructor of its result panics.
//! * T3: who joins touches the system's handle only after the result is there, so a join that
//!   gives up in time has not begun what cannot be given up.
//!
//! Read next: `builder.rs`, `handle.rs`, `registry.rs`.

mod builder;
mod current;
mod handle;
mod hook;
mod info;
mod registry;

pub use builder::{Builder, SpawnError, spawn};
pub use current::{active_count, current, enumerate};
pub use handle::{JoinError, JoinHandle};
pub use hook::{Excepthook, set_excepthook};
pub use info::{Thread, ThreadId};
