//! One thread, one file after the other: what the other models are measured against.

use std::io;

use threadbare_sys::sync::Arc;

use super::Model;
use crate::job::Job;
use crate::tally::Tally;

pub(super) const MODEL: Model =
    Model { name: "sequential", about: "one thread, one file after the other", run };

fn run(job: &Arc<Job>) -> io::Result<Tally> {
    let mut tally = Tally::default();
    for file in 0..job.files.len() {
        tally.add(job, file);
    }
    Ok(tally)
}
