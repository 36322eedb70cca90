//! Queues for threads and tasks alike.
//!
//! | type | order | room |
//! |---|---|---|
//! | [`Fifo`] | first in, first out | `bounded`, `unbounded`, `rendezvous` |
//! | [`Lifo`] | last in, first out | `bounded`, `unbounded` |
//! | [`Priority`] | the least first, of equals the oldest | `bounded`, `unbounded` |
//! | [`Joinable`] | that of the queue in it; counts what is not finished | as the queue |
//! | [`channel`] | first in, first out; handles are counted | `bounded`, `unbounded` |
//! | [`deque`] | its owner's; the oldest for thieves; nobody waits | any |
//!
//! All of the first three are a [`Queue`], where the forms of putting and getting stand: `put`,
//! `try_put`, `put_timeout`, `put_deadline`, `put_async`, and likewise `get`. Each has an error of
//! its own that says what can go wrong there; one that did not put gives its item back.
//!
//! A queue ends by [`shutdown`](Queue::shutdown) or [`shutdown_now`](Queue::shutdown_now): puts
//! fail from then on, and gets once nothing is left. The README has the table.
//!
//! Read the sources from `engine.rs` on: what a kind of queue must do. Then `queue`, the face;
//! `ring` and `locked`, the two engines.

mod budget;
pub mod channel;
pub mod deque;
mod engine;
mod error;
mod fifo;
mod hand;
mod joinable;
mod lifo;
mod locked;
mod priority;
mod queue;
mod ring;
pub mod select;

pub use error::{GetError, GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};
pub use fifo::{Fifo, FifoEngine};
pub use joinable::{
    GetTask, Join, JoinTimeoutError, Joinable, PutCounted, Task, Tasks, TooManyDone,
};
pub use lifo::Lifo;
#[doc(hidden)]
pub use locked::LockedFifo;
pub use priority::Priority;
pub use queue::{Drain, Get, GetMany, IntoIter, Iter, Put, PutManyError, Queue, TryIter};
