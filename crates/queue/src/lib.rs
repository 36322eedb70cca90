//! Queues for threads and tasks alike.

mod engine;
mod error;
mod queue;

pub use error::{GetError, GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError};
pub use queue::{Get, Put, Queue};
