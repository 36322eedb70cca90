//! `Semaphore` and `BoundedSemaphore`.

mod faults;
mod forks;
mod line;
mod permits;
mod waits;
