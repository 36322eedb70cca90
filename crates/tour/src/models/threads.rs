//! Threads and [`Lock`]: workers take the next file under one lock, merge totals under another.
//!
//! Between the two each worker has a tally of its own, so that a lock is held for a few
//! nanoseconds a file, and for one merge a worker.

use std::io;
use std::panic::resume_unwind;

use threadbare_sync::Lock;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::Model;
use crate::job::Job;
use crate::tally::Tally;

pub(super) const MODEL: Model =
    Model { name: "threads", about: "threads that share a work list and a total under Locks", run };

struct Shared {
    job: Arc<Job>,
    /// The number of the first file that nobody has taken.
    next: Lock<usize>,
    total: Lock<Tally>,
}

fn run(job: &Arc<Job>) -> io::Result<Tally> {
    let shared = Arc::new(Shared {
        job: Arc::clone(job),
        next: Lock::new(0),
        total: Lock::new(Tally::default()),
    });
    let workers: Vec<_> = (0..job.workers)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || work(&shared))
        })
        .collect();
    for worker in workers {
        if let Err(panic) = worker.join() {
            resume_unwind(panic);
        }
    }
    let total = std::mem::take(&mut *shared.total.lock());
    Ok(total)
}

fn work(shared: &Shared) {
    let mut tally = Tally::default();
    while let Some(file) = take(shared) {
        tally.add(&shared.job, file);
    }
    shared.total.lock().merge(tally);
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
