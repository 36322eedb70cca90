//! The workspace's own text: which files there are, and Rust files as tokens and comments.

mod lexer;
mod outline;

use std::path::Path;

pub(crate) use lexer::{Comment, Kind, Token};
pub(crate) use outline::Function;

use crate::cargo::root;

/// The files that are or would be committed, from the root, sorted.
pub(crate) fn files() -> Result<Vec<String>, String> {
    let list = "ls-files -z --cached --others --exclude-standard";
    let done = std::process::Command::new("git")
        .args(list.split(' '))
        .current_dir(root())
        .output()
        .map_err(|error| format!("git {list}: {error}"))?;
    if !done.status.success() {
        return Err(format!("git {list}: {}", String::from_utf8_lossy(&done.stderr)));
    }
    let names = String::from_utf8(done.stdout).map_err(|error| format!("git {list}: {error}"))?;
    let there = |name: &&str| !name.is_empty() && root().join(name).is_file();
    let mut files: Vec<String> = names.split('\0').filter(there).map(Into::into).collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// The text of a file of the workspace.
pub(crate) fn read(file: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"))
}

/// A Rust file, taken apart.
#[derive(Debug)]
pub(crate) struct Source {
    /// The path from the workspace's root.
    pub(crate) file: String,
    pub(crate) lines: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) comments: Vec<Comment>,
    /// For each bracket, the index of its other half.
    mates: Vec<Option<usize>>,
    /// For each token, the index of the bracket that it stands in.
    parents: Vec<Option<usize>>,
    /// For each line, whether it holds code.
    coded: Vec<bool>,
    /// Ranges of tokens under `#[cfg(test)]`.
    tests: Vec<std::ops::Range<usize>>,
}

impl Source {
    /// Reads and takes apart a file of the workspace.
    pub(crate) fn read(file: &str) -> Result<Self, String> {
        Ok(Self::parse(file, &read(file)?))
    }

    /// Takes `text` apart. Text that does not compile gives some result, never a panic.
    pub(crate) fn parse(file: &str, text: &str) -> Self {
        let (tokens, comments) = lexer::lex(text);
        let (mates, parents) = brackets(&tokens);
        let lines: Vec<String> = text.lines().map(Into::into).collect();
        let mut coded = vec![false; lines.len() + 1];
        for token in &tokens {
            for line in token.line..=token.last_line {
                if let Some(flag) = coded.get_mut(line) {
                    *flag = true;
                }
            }
        }
        let tests = Vec::new();
        let mut source =
            Self { file: file.into(), lines, tokens, comments, mates, parents, coded, tests };
        source.tests = outline::test_ranges(&source);
        source
    }

    /// The other half of the bracket at `index`.
    pub(crate) fn mate(&self, index: usize) -> Option<usize> {
        self.mates.get(index).copied().flatten()
    }

    /// The opening bracket that the token at `index` stands in.
    pub(crate) fn parent(&self, index: usize) -> Option<usize> {
        self.parents.get(index).copied().flatten()
    }

    /// The text of the token at `index`; empty beyond the ends.
    pub(crate) fn text(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.text.as_str())
    }

    /// Whether the tokens from `index` on are `wanted`.
    pub(crate) fn reads(&self, index: usize, wanted: &[&str]) -> bool {
        let same = |(at, text): (usize, &&str)| {
            let token = self.tokens.get(index + at);
            token.is_some_and(|token| token.kind != Kind::Text && token.text == **text)
        };
        wanted.iter().enumerate().all(same)
    }

    /// The line of the token at `index`; 0 beyond the ends.
    pub(crate) fn line(&self, index: usize) -> usize {
        self.tokens.get(index).map_or(0, |token| token.line)
    }

    /// Whether the line (from 1) holds any code.
    pub(crate) fn has_code(&self, line: usize) -> bool {
        self.coded.get(line).copied().unwrap_or(false)
    }

    /// Whether the token belongs to a test: under `#[cfg(test)]`, or in a file of tests.
    pub(crate) fn is_test(&self, index: usize) -> bool {
        self.is_test_file() || self.tests.iter().any(|range| range.contains(&index))
    }

    fn is_test_file(&self) -> bool {
        let tests = |part: &std::ffi::OsStr| part == "tests" || part == "tests.rs";
        Path::new(&self.file).iter().any(tests)
    }

    /// The first token of the statement, item, arm or field that the token belongs to.
    pub(crate) fn statement(&self, index: usize) -> usize {
        let mut at = index;
        while at > 0 {
            let before = at - 1;
            let boundary = match self.text(before) {
                ";" | "{" | "}" => true,
                "," => self.parent(before).is_none_or(|open| self.text(open) == "{"),
                _ => false,
            };
            if boundary && self.tokens[before].kind == Kind::Mark {
                break;
            }
            at = match self.text(before) {
                ")" | "]" => self.mate(before).unwrap_or(before),
                _ => before,
            };
        }
        at
    }

    /// The comment beside the token: at the end of its line, or else in the lines directly above
    /// it, and above the earlier lines of its statement, nearest first; the first block that
    /// `accepts` is taken.
    pub(crate) fn remark(
        &self,
        index: usize,
        accepts: impl Fn(&[&Comment]) -> bool,
    ) -> Option<Vec<&Comment>> {
        let line = self.line(index);
        let trailing = self.trailing(line);
        if !trailing.is_empty() && accepts(&trailing) {
            return Some(trailing);
        }
        let first = self.line(self.statement(index));
        (first..=line).rev().map(|line| self.above(line)).find(|block| accepts(block))
    }

    /// The comment at the end of a line of code, with the lines that go on in its column.
    fn trailing(&self, line: usize) -> Vec<&Comment> {
        let Some(first) = self.plain_comment(line) else {
            return Vec::new();
        };
        let goes_on = |line: &usize| {
            let comment = self.plain_comment(*line);
            !self.has_code(*line) && comment.is_some_and(|one| one.column == first.column)
        };
        let rest = (line + 1..).take_while(goes_on).filter_map(|line| self.plain_comment(line));
        std::iter::once(first).chain(rest).collect()
    }

    /// The block of comment lines directly above a line, from top to bottom.
    fn above(&self, line: usize) -> Vec<&Comment> {
        let own_line = |line: &usize| !self.has_code(*line) && self.plain_comment(*line).is_some();
        let lines: Vec<usize> = (1..line).rev().take_while(own_line).collect();
        lines.into_iter().rev().filter_map(|line| self.plain_comment(line)).collect()
    }

    fn plain_comment(&self, line: usize) -> Option<&Comment> {
        let at = self.comments.partition_point(|comment| comment.line < line);
        let here = self.comments.get(at..).unwrap_or_default();
        here.iter().take_while(|comment| comment.line == line).find(|comment| !comment.doc)
    }

    /// The text of the doc comments that stand between the tokens before `index` and `index`.
    pub(crate) fn docs_before(&self, index: usize) -> String {
        let place = |index: usize| self.tokens.get(index).map(|token| (token.line, token.column));
        let from = index.checked_sub(1).and_then(place).unwrap_or((0, 0));
        let to = place(index).unwrap_or((usize::MAX, 0));
        let between = |comment: &&Comment| {
            comment.doc && (from..to).contains(&(comment.line, comment.column))
        };
        let texts = self.comments.iter().filter(between).map(|comment| comment.text.as_str());
        texts.collect::<Vec<_>>().join("\n")
    }
}

/// Pairs the brackets up.
fn brackets(tokens: &[Token]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let mut mates = vec![None; tokens.len()];
    let mut parents = vec![None; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let mark = if token.kind == Kind::Mark { token.text.as_str() } else { "" };
        if matches!(mark, ")" | "]" | "}")
            && let Some(start) = open.pop()
        {
            mates[index] = Some(start);
            mates[start] = Some(index);
        }
        parents[index] = open.last().copied();
        if matches!(mark, "(" | "[" | "{") {
            open.push(index);
        }
    }
    (mates, parents)
}

#[cfg(test)]
mod tests;
