//! A model that does not do all of the job is found out even when it runs alone.

use std::fs::File;
use std::path::PathBuf;

use super::Outcome;
use crate::job::{Entry, Job, Modified};
use crate::tally::Tally;

/// A job of so many files, none of which exists.
fn job(files: usize) -> Job {
    let metadata = File::open("/").and_then(|root| root.metadata()).expect("there is a root");
    let modified = Modified::of(&metadata);
    let entry = |number: usize| Entry { path: number.to_string().into(), bytes: 0, modified };
    Job { root: PathBuf::from("/nonexistent"), files: (0..files).map(entry).collect(), workers: 1 }
}

fn outcome(files: usize, done: &[usize]) -> Result<Outcome, String> {
    let job = job(files);
    let mut tally = Tally::default();
    done.iter().for_each(|&file| tally.add(&job, file));
    Outcome::of(&job, tally)
}

#[test]
fn each_file_once_in_any_order_is_complete() {
    let outcome = outcome(3, &[2, 0, 1]).expect("a complete tally");

    assert_eq!(outcome.problems.count, 3);
    assert_eq!(outcome.problems.first[0], "0: vanished since the listing");
    assert_eq!(outcome.problems.first[2], "2: vanished since the listing");
}

#[test]
fn a_lost_file_is_an_error() {
    let message = outcome(3, &[0, 2]).expect_err("one is missing");

    assert_eq!(message, "of 3 files it lost 1 and indexed 0 more than once");
}

#[test]
fn a_repeated_file_is_an_error() {
    let message = outcome(2, &[0, 1, 1]).expect_err("one is there twice");

    assert_eq!(message, "of 2 files it lost 0 and indexed 1 more than once");
}
