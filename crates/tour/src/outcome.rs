//! The result of the job in a form that can be compared, sent between processes and printed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::job::Job;
use crate::problems::Problems;
use crate::tally::{Record, Tally};
use crate::words::Words;

use std::os::unix::ffi::OsStrExt;

/// How many of the most frequent words are told.
const TOP_WORDS: usize = 20;

/// What a model found out about the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    pub(crate) words: u64,
    pub(crate) distinct_words: u64,
    pub(crate) non_utf8_files: u64,
    /// Files of the list that are in no total.
    pub(crate) problems: Problems,
    /// SHA-256 over the records of all files (path, length, SHA-256, lines, words, whether it
    /// is UTF-8), in the order of their paths.
    pub(crate) files_digest: String,
    /// SHA-256 over all words with their counts, most frequent first.
    pub(crate) words_digest: String,
    pub(crate) top_words: Vec<(String, u64)>,
}

impl Outcome {
    /// Sums a model's tally up.
    ///
    /// # Errors
    ///
    /// If the model did not account for each file of the job exactly once.
    pub(crate) fn of(job: &Job, mut tally: Tally) -> Result<Self, String> {
        check_complete(job, &tally)?;
        tally.records.sort_unstable_by_key(|record| record.file);
        tally.problems.sort_unstable_by_key(|problem| problem.file);
        let mut outcome = Self { files: tally.records.len() as u64, ..Self::default() };
        for record in &tally.records {
            outcome.bytes += record.bytes;
            outcome.lines += record.lines;
            outcome.words += record.words;
            outcome.non_utf8_files += u64::from(!record.utf8);
        }
        for problem in &tally.problems {
            outcome.problems.add(&job.files[problem.file].path, &problem.reason);
        }
        outcome.files_digest = digest_files(job, &tally.records);
        outcome.take_words(tally.words);
        Ok(outcome)
    }

    fn take_words(&mut self, words: Words) {
        let sorted = words.into_sorted();
        let mut hash = Sha256::new();
        for (word, count) in &sorted {
            hash_sized(&mut hash, word.as_bytes());
            hash.update(count.to_le_bytes());
        }
        self.distinct_words = sorted.len() as u64;
        self.words_digest = hex(&hash.finalize());
        self.top_words =
            sorted.into_iter().take(TOP_WORDS).map(|(word, count)| (word.into(), count)).collect();
    }
}

/// A wrong model may lose a worker's tally, or hand a file out twice; this needs no second model
/// to see it.
fn check_complete(job: &Job, tally: &Tally) -> Result<(), String> {
    let mut times = vec![0_u32; job.files.len()];
    let done = tally.records.iter().map(|record| record.file);
    for file in done.chain(tally.problems.iter().map(|problem| problem.file)) {
        times[file] += 1;
    }
    let lost = times.iter().filter(|&&times| times == 0).count();
    let repeated = times.iter().filter(|&&times| times > 1).count();
    if lost + repeated == 0 {
        return Ok(());
    }
    Err(format!("of {} files it lost {lost} and indexed {repeated} more than once", times.len()))
}

fn digest_files(job: &Job, records: &[Record]) -> String {
    let mut hash = Sha256::new();
    for record in records {
        hash_sized(&mut hash, job.files[record.file].path.as_os_str().as_bytes());
        hash.update(record.sha256);
        for number in [record.bytes, record.lines, record.words, record.utf8.into()] {
            hash.update(number.to_le_bytes());
        }
    }
    hex(&hash.finalize())
}

/// The length first, so that no two lists of texts have the same bytes.
fn hash_sized(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "../tests/unit/outcome.rs"]
mod tests;
