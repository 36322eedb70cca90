//! `Once`, `OnceLock` and `Lazy`.

mod calls;
mod faults;
mod forks;
mod lazy;
mod tasks;
mod values;
mod waits;
