//! What a word is, and the table of how often each occurs.
//!
//! A word is a longest run of alphanumeric characters (Unicode's Alphabetic and Numeric
//! properties, as [`char::is_alphanumeric`] has them), with ASCII letters folded to lower case.
//! Everything else separates words, and so does every byte that is not valid UTF-8; nothing in
//! a file can make the scan fail. Words longer than [`WORD_BYTES_MAX`] are counted, but do not
//! enter the table, which would otherwise fill with encoded binary data.

use std::collections::HashMap;

/// The longest word that the table holds, in bytes.
pub(crate) const WORD_BYTES_MAX: usize = 64;

/// How often each word occurs.
#[derive(Debug, Default)]
pub(crate) struct Words {
    counts: HashMap<Box<str>, Count>,
}

#[derive(Debug)]
struct Count {
    total: u64,
    /// The file that `total` grew for last, and what `total` was before that file.
    file: usize,
    before: u64,
}

impl Words {
    fn add(&mut self, word: &str, file: usize) {
        let Some(count) = self.counts.get_mut(word) else {
            self.counts.insert(word.into(), Count { total: 1, file, before: 0 });
            return;
        };
        if count.file != file {
            count.file = file;
            count.before = count.total;
        }
        count.total += 1;
    }

    /// Takes back the words of the file scanned last: it could not be read to its end.
    pub(crate) fn undo(&mut self, file: usize) {
        for count in self.counts.values_mut().filter(|count| count.file == file) {
            count.total = count.before;
        }
        self.counts.retain(|_, count| count.total > 0);
    }

    pub(crate) fn merge(&mut self, other: Self) {
        if self.counts.is_empty() {
            *self = other;
            return;
        }
        for (word, theirs) in other.counts {
            self.counts.entry(word).and_modify(|ours| ours.total += theirs.total).or_insert(theirs);
        }
    }

    /// Every word with its count, most frequent first, equals in the order of their bytes.
    pub(crate) fn into_sorted(self) -> Vec<(Box<str>, u64)> {
        let mut sorted: Vec<_> =
            self.counts.into_iter().map(|(word, count)| (word, count.total)).collect();
        sorted.sort_unstable_by(|(word, count), (other_word, other_count)| {
            other_count.cmp(count).then_with(|| word.cmp(other_word))
        });
        sorted
    }
}

/// Reads one file piece by piece and counts its words.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    table: &'a mut Words,
    file: usize,
    /// The word that has begun and not ended, lower-cased.
    word: String,
    too_long: bool,
    pub(crate) words: u64,
    /// Whether all bytes so far were valid UTF-8.
    pub(crate) utf8: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(table: &'a mut Words, file: usize) -> Self {
        Self { table, file, word: String::new(), too_long: false, words: 0, utf8: true }
    }

    /// Scans a piece and returns how many bytes at its end (at most three) begin a character
    /// that the piece does not finish. They must come again, at the head of the next piece.
    pub(crate) fn scan(&mut self, mut piece: &[u8]) -> usize {
        loop {
            let error = match str::from_utf8(piece) {
                Ok(text) => {
                    self.text(text);
                    return 0;
                }
                Err(error) => error,
            };
            let (valid, rest) = piece.split_at(error.valid_up_to());
            self.text(str::from_utf8(valid).expect("valid up to here, says the error"));
            let Some(invalid_bytes) = error.error_len() else { return rest.len() };
            self.invalid();
            piece = &rest[invalid_bytes..];
        }
    }

    /// Ends the file; `unfinished` is what the last [`scan`](Self::scan) returned.
    pub(crate) fn finish(&mut self, unfinished: usize) {
        if unfinished > 0 {
            self.invalid();
        }
        self.end_word();
    }

    fn invalid(&mut self) {
        self.utf8 = false;
        self.end_word();
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            if !character.is_alphanumeric() {
                self.end_word();
            } else if self.word.len() + character.len_utf8() <= WORD_BYTES_MAX {
                self.word.push(character.to_ascii_lowercase());
            } else {
                self.too_long = true;
            }
        }
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        self.words += 1;
        if !self.too_long {
            self.table.add(&self.word, self.file);
        }
        self.word.clear();
        self.too_long = false;
    }
}

#[cfg(test)]
#[path = "../tests/unit/words.rs"]
mod tests;
