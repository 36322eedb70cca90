//! Things that went wrong without stopping the job: all counted, the first few by name.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Enough to see what is the matter, few enough to fit a screen.
const NAMED_MAX: usize = 5;

/// How many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Problems {
    pub(crate) count: u64,
    /// `NAME: reason`, at most [`NAMED_MAX`].
    pub(crate) first: Vec<String>,
}

impl Problems {
    pub(crate) fn add(&mut self, path: &Path, reason: &str) {
        self.count += 1;
        if self.first.len() < NAMED_MAX {
            self.first.push(format!("{}: {reason}", printable(path)));
        }
    }
}

/// A path as text for a terminal: a file's name may hold anything, escape sequences too.
pub(crate) fn printable(path: &Path) -> String {
    let escaped = path.to_string_lossy().chars().fold(String::new(), |mut text, character| {
        if character.is_control() {
            text.extend(character.escape_default());
        } else {
            text.push(character);
        }
        text
    });
    if escaped.is_empty() { ".".to_owned() } else { escaped }
}
