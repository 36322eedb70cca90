//! The concurrency models: one file each, one row each in the table below.
//!
//! A model is a function that gets the job and returns the tally of all its files. It calls
//! [`Tally::add`] once for each number in `0..job.files.len()`, in any order, wherever it likes,
//! and [merges](Tally::merge) the tallies of its workers into one. Everything else (the process
//! that it runs in, the measuring, the checking of its result) is done for it.

use std::io;

use threadbare_sys::sync::Arc;

use crate::job::Job;
use crate::tally::Tally;

mod hand_over;
mod queue;
mod sequential;
mod threads;

/// All models, in the order in which they are run when the user names none.
pub(crate) const MODELS: &[Model] =
    &[sequential::MODEL, threads::MODEL, hand_over::MODEL, queue::MODEL];

/// One way to do the job.
#[derive(Debug)]
pub(crate) struct Model {
    /// What `--model` takes.
    pub(crate) name: &'static str,
    /// One line for `--help`.
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Arc<Job>) -> io::Result<Tally>,
}

/// The model of that name.
pub(crate) fn find(name: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.name == name)
}

/// The names of all models, for messages.
pub(crate) fn names() -> String {
    MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", ")
}
