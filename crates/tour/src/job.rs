//! The job: which files are to be indexed, and how one of them is opened.
//!
//! The listing is made once, by the parent, and handed to each model's process on its standard
//! input, so that every model works on exactly the same list.

use std::ffi::OsString;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::PathBuf;

/// Linux's `O_NONBLOCK` (mips and sparc, which differ, have no Rust tier that we support).
///
/// A file may turn into a fifo after the listing; opening that would wait for a writer for ever.
const O_NONBLOCK: i32 = 0o4000;

/// What a model is given to do.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) root: PathBuf,
    /// Sorted by path, so that a file's number says its place in every report.
    pub(crate) files: Vec<Entry>,
    pub(crate) workers: usize,
}

/// One regular file, as it was when it was listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Relative to the job's root.
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) modified: Modified,
}

/// A modification time: seconds and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modified(i64, i64);

impl Modified {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self(metadata.mtime(), metadata.mtime_nsec())
    }
}

impl Job {
    /// Opens a file for reading, without waiting, whatever it has become since the listing.
    ///
    /// # Errors
    ///
    /// Says in words why there is nothing to read.
    pub(crate) fn open(&self, entry: &Entry) -> Result<File, String> {
        let opened = OpenOptions::new()
            .read(true)
            .custom_flags(O_NONBLOCK)
            .open(self.root.join(&entry.path));
        let file = opened.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => "vanished since the listing".to_owned(),
            _ => error.to_string(),
        })?;
        entry.check_unchanged(&file)?;
        Ok(file)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(|entry| entry.bytes).sum()
    }
}

impl Entry {
    /// Refuses a file that is not what was listed: no two models could agree on one that changes
    /// under them.
    ///
    /// # Errors
    ///
    /// Says in words what has changed.
    pub(crate) fn check_unchanged(&self, file: &File) -> Result<(), String> {
        let metadata = file.metadata().map_err(|error| error.to_string())?;
        if !metadata.is_file() {
            Err("no longer a regular file".to_owned())
        } else if metadata.len() != self.bytes || Modified::of(&metadata) != self.modified {
            Err("changed since the listing".to_owned())
        } else {
            Ok(())
        }
    }
}

/// The listing as bytes: per file `bytes seconds nanoseconds path`, ended by a zero byte, which
/// no path can hold.
pub(crate) fn encode(files: &[Entry]) -> Vec<u8> {
    let mut encoded = Vec::new();
    for Entry { path, bytes, modified: Modified(seconds, nanoseconds) } in files {
        encoded.extend_from_slice(format!("{bytes} {seconds} {nanoseconds} ").as_bytes());
        encoded.extend_from_slice(path.as_os_str().as_bytes());
        encoded.push(0);
    }
    encoded
}

/// Reads what [`encode`] wrote; `None` if it is anything else, or was cut short.
pub(crate) fn decode(encoded: &[u8]) -> Option<Vec<Entry>> {
    if encoded.is_empty() {
        return Some(Vec::new());
    }
    encoded.strip_suffix(&[0])?.split(|&byte| byte == 0).map(decode_entry).collect()
}

fn decode_entry(line: &[u8]) -> Option<Entry> {
    let mut fields = line.splitn(4, |&byte| byte == b' ');
    let bytes = number(fields.next()?)?;
    let modified = Modified(number(fields.next()?)?, number(fields.next()?)?);
    let path = PathBuf::from(OsString::from_vec(fields.next()?.to_vec()));
    Some(Entry { path, bytes, modified })
}

fn number<N: std::str::FromStr>(digits: &[u8]) -> Option<N> {
    str::from_utf8(digits).ok()?.parse().ok()
}
