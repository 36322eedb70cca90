//! What a model produces: the indexed files, those that could not be read, the words.
//!
//! A [`Tally`] belongs to one worker, needs no lock, and is merged with the others at the end.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::job::{Entry, Job};
use crate::words::{Scanner, Words};

/// Large enough that system calls do not show, small enough to stay in a core's own cache.
const PIECE_BYTES: usize = 64 * 1024;

/// What is known of some of the job's files.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) records: Vec<Record>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) words: Words,
    buffer: Vec<u8>,
}

/// What is known of one file.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its number in the job's list.
    pub(crate) file: usize,
    pub(crate) sha256: [u8; 32],
    pub(crate) bytes: u64,
    /// Line feeds, as `wc -l` counts.
    pub(crate) lines: u64,
    pub(crate) words: u64,
    pub(crate) utf8: bool,
}

/// A file that is in no total, and why.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) file: usize,
    pub(crate) reason: String,
}

impl Tally {
    /// Indexes the job's file of that number. A file that cannot be read becomes a problem.
    pub(crate) fn add(&mut self, job: &Job, file: usize) {
        let entry = &job.files[file];
        let indexed = job.open(entry).and_then(|source| {
            let indexed = self.index(source, entry, file);
            if indexed.is_err() {
                self.words.undo(file);
            }
            indexed
        });
        match indexed {
            Ok(record) => self.records.push(record),
            Err(reason) => self.problems.push(Problem { file, reason }),
        }
    }

    /// Takes over what another worker found.
    pub(crate) fn merge(&mut self, other: Self) {
        self.records.extend(other.records);
        self.problems.extend(other.problems);
        self.words.merge(other.words);
    }

    fn index(&mut self, mut source: File, entry: &Entry, file: usize) -> Result<Record, String> {
        self.buffer.resize(PIECE_BYTES, 0);
        let mut scanner = Scanner::new(&mut self.words, file);
        let mut hash = Sha256::new();
        let (mut bytes, mut lines, mut unfinished) = (0, 0, 0);
        loop {
            let count = read(&mut source, &mut self.buffer[unfinished..])?;
            if count == 0 {
                break;
            }
            let end = unfinished + count;
            let fresh = &self.buffer[unfinished..end];
            bytes += fresh.len() as u64;
            // A file that grows as fast as it is read would never end.
            if bytes > entry.bytes {
                return Err("goes on beyond its length".to_owned());
            }
            hash.update(fresh);
            lines += fresh.iter().filter(|&&byte| byte == b'\n').count() as u64;
            unfinished = scanner.scan(&self.buffer[..end]);
            self.buffer.copy_within(end - unfinished..end, 0);
        }
        scanner.finish(unfinished);
        entry.check_unchanged(&source)?;
        if bytes < entry.bytes {
            return Err("ended before its length".to_owned());
        }
        let (words, utf8) = (scanner.words, scanner.utf8);
        Ok(Record { file, sha256: hash.finalize().into(), bytes, lines, words, utf8 })
    }
}

fn read(source: &mut File, buffer: &mut [u8]) -> Result<usize, String> {
    loop {
        match source.read(buffer) {
            Ok(count) => return Ok(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.to_string()),
        }
    }
}
