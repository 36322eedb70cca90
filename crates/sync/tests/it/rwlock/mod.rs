//! `RwLock` and `RawRwLock`.

mod faults;
mod forks;
mod guards;
mod tasks;
mod waits;
