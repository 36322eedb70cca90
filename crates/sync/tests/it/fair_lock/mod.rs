//! `FairLock` and `RawFairLock`.

mod faults;
mod forks;
mod futures;
mod guards;
mod order;
mod waits;

/// Returns when somebody stands in the queue, or is about to.
fn until_queued(lock: &impl std::fmt::Debug) {
    crate::support::until(|| format!("{lock:?}").contains("queued: true"));
}
