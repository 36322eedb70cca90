//! Queues for threads and tasks alike.

mod engine;
mod error;
mod fifo;
mod queue;
mod ring;

pub use error::{GetError, GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};
pub use fifo::Fifo;
pub use queue::{Get, Put, Queue};
