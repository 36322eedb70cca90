//! The walk: which regular files a directory tree holds.
//!
//! Symbolic links inside the tree are counted and never followed, neither to directories nor to
//! files: a loop cannot happen, and nothing is read twice or from outside the tree. (The root
//! itself may be one.) Fifos, sockets and devices are counted and never opened. A file with
//! several names is indexed under each of them.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::job::{Entry, Modified};
use crate::problems::Problems;

/// What the walk found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Listing {
    /// The files to index, in the order of their paths.
    #[serde(skip)]
    pub(crate) files: Vec<Entry>,
    pub(crate) directories: u64,
    pub(crate) symlinks_not_followed: u64,
    pub(crate) special_files_skipped: u64,
    /// Files that the limit left out, and their bytes.
    pub(crate) left_out_files: u64,
    pub(crate) left_out_bytes: u64,
    /// Directories and files of which the kernel would not tell.
    pub(crate) problems: Problems,
}

/// Walks the tree under `root`, except directories that have one of the names in `skip`.
///
/// # Errors
///
/// If the root cannot be read. Trouble further down is recorded in the listing.
pub(crate) fn walk(root: &Path, skip: &[&str]) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut ahead = vec![PathBuf::new()];
    while let Some(directory) = ahead.pop() {
        let children = match fs::read_dir(root.join(&directory)) {
            Ok(children) => children,
            Err(error) if directory.as_os_str().is_empty() => return Err(error),
            Err(error) => {
                listing.problems.add(&directory, &error.to_string());
                continue;
            }
        };
        listing.directories += 1;
        for child in children {
            let found = child.and_then(|child| listing.take(&directory, &child));
            match found {
                Ok(Some(inner)) if !has_name(&inner, skip) => ahead.push(inner),
                Ok(_) => {}
                Err(error) => listing.problems.add(&directory, &error.to_string()),
            }
        }
    }
    listing.files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(listing)
}

fn has_name(path: &Path, names: &[&str]) -> bool {
    path.file_name().is_some_and(|name| names.iter().any(|other| name == *other))
}

impl Listing {
    /// Notes one child of a directory; returns its path if it is a directory to be walked.
    fn take(&mut self, directory: &Path, child: &DirEntry) -> io::Result<Option<PathBuf>> {
        let path = directory.join(child.file_name());
        let kind = child.file_type()?;
        if kind.is_dir() {
            return Ok(Some(path));
        }
        if kind.is_symlink() {
            self.symlinks_not_followed += 1;
        } else if kind.is_file() {
            let metadata = match child.metadata() {
                Ok(metadata) => metadata,
                Err(error) => {
                    self.problems.add(&path, &error.to_string());
                    return Ok(None);
                }
            };
            let modified = Modified::of(&metadata);
            self.files.push(Entry { path, bytes: metadata.len(), modified });
        } else {
            self.special_files_skipped += 1;
        }
        Ok(None)
    }

    /// Keeps the first files, in the order of their paths, that together fit into `limit` bytes.
    pub(crate) fn cut(&mut self, limit: u64) {
        let mut bytes: u64 = 0;
        let kept = self.files.iter().take_while(|entry| {
            bytes = bytes.saturating_add(entry.bytes);
            bytes <= limit
        });
        let rest = self.files.split_off(kept.count());
        self.left_out_files = rest.len() as u64;
        self.left_out_bytes = rest.iter().map(|entry| entry.bytes).sum();
    }
}
