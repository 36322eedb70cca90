//! `Lock` and `RawLock`.

mod faults;
mod forks;
mod guards;
mod waits;
