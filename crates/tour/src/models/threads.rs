//! Threads and [`Lock`]: workers take the next file under a lock, and give their tallies back as
//! the results of their threads.
//!
//! Each worker has a tally of its own, so that the lock is held for a few nanoseconds a file and
//! nothing else is shared. The tallies are merged in the order in which the threads end, while the
//! others still work.

use std::io;

use threadbare_sync::Lock;
use threadbare_sync::completion::as_completed;
use threadbare_sync::thread::{Builder, JoinError, JoinHandle};
use threadbare_sys::sync::Arc;

use super::Model;
use crate::job::Job;
use crate::tally::Tally;

pub(super) const MODEL: Model =
    Model { name: "threads", about: "threads that share a work list under a Lock", run };

struct Shared {
    job: Arc<Job>,
    /// The number of the first file that nobody has taken.
    next: Lock<usize>,
}

fn run(job: &Arc<Job>) -> io::Result<Tally> {
    let shared = Arc::new(Shared { job: Arc::clone(job), next: Lock::new(0) });
    let workers: Vec<_> = (0..job.workers)
        .map(|number| {
            let shared = Arc::clone(&shared);
            start(&format!("worker {number}"), move || work(&shared))
        })
        .collect::<io::Result<_>>()?;
    let mut total = Tally::default();
    for (_, worker) in as_completed(workers) {
        total.merge(end(worker));
    }
    Ok(total)
}

fn work(shared: &Shared) -> Tally {
    let mut tally = Tally::default();
    while let Some(file) = take(shared) {
        tally.add(&shared.job, file);
    }
    tally
}

fn take(shared: &Shared) -> Option<usize> {
    let mut next = shared.next.lock();
    let file = *next;
    if file == shared.job.files.len() {
        return None;
    }
    *next += 1;
    Some(file)
}

/// Starts a named thread.
pub(super) fn start<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    Builder::new().name(name).spawn(body).map_err(io::Error::from)
}

/// The result of a thread that we have started; its panic goes on here.
///
/// # Panics
///
/// As the thread did.
pub(super) fn end<T>(worker: JoinHandle<T>) -> T {
    worker.join().unwrap_or_else(|error| match error {
        JoinError::Panicked(panic) => panic.resume(),
        other => panic!("a worker cannot be joined: {other}"),
    })
}
