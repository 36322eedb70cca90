//! `Lock` and `RawLock` on the real kernel: each test is one claim about what a user sees.

mod faults;
mod forks;
mod guards;
#[path = "../support/mod.rs"]
mod support;
mod waits;
