//! Queues for threads and tasks alike.

pub mod channel;
pub mod deque;
mod engine;
mod error;
mod fifo;
mod joinable;
mod lifo;
mod locked;
mod priority;
mod queue;
mod ring;

pub use error::{GetError, GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};
pub use fifo::{Fifo, FifoEngine};
pub use joinable::{
    GetTask, Join, JoinTimeoutError, Joinable, PutCounted, Task, Tasks, TooManyDone,
};
pub use lifo::Lifo;
#[doc(hidden)]
pub use locked::LockedFifo;
pub use priority::Priority;
pub use queue::{Get, Put, Queue};
