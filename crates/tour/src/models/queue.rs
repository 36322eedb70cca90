//! The same threads behind a bounded [`Fifo`]: one thread puts the numbers of the files, the others
//! take what is next until the queue was shut down and is empty.
//!
//! Compare it with `hand-over`, which builds this out of four primitives: back-pressure, the wait
//! for work and the end are the queue's here.

use std::io;

use threadbare_queue::Fifo;
use threadbare_sync::completion::as_completed;
use threadbare_sys::sync::Arc;

use super::Model;
use super::threads::{end, start};
use crate::job::Job;
use crate::tally::Tally;

pub(super) const MODEL: Model =
    Model { name: "queue", about: "threads that take files from a bounded Fifo queue", run };

/// Files that may wait for each worker.
const AHEAD: usize = 8;

fn run(job: &Arc<Job>) -> io::Result<Tally> {
    let files = Fifo::bounded(job.workers.max(1) * AHEAD);
    // Also when a worker cannot be started, those that were come to their end.
    let order = End(&files);
    let workers: Vec<_> = (0..job.workers)
        .map(|number| {
            let (job, files) = (Arc::clone(job), files.clone());
            start(&format!("taker {number}"), move || work(&job, &files))
        })
        .collect::<io::Result<_>>()?;
    let all_ordered = files.put_many(0..job.files.len()).is_ok();
    drop(order);
    let mut total = Tally::default();
    for (_, worker) in as_completed(workers) {
        total.merge(end(worker));
    }
    debug_assert!(all_ordered, "a worker that fails has told so in `end`");
    Ok(total)
}

fn work(job: &Job, files: &Fifo<usize>) -> Tally {
    // A worker that fails ends the work, so that nobody waits for room; one that does not finds it
    // at its end already.
    let _alarm = End(files);
    let mut tally = Tally::default();
    for file in files {
        tally.add(job, file);
    }
    tally
}

/// Shuts the queue down.
struct End<'a>(&'a Fifo<usize>);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.shutdown();
    }
}
