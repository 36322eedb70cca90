//! What the rules look at, and what they find.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::sites::{self, Site};
use crate::source::{self, Source};

/// All text of the workspace.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Every file, also those that are not text.
    pub(super) files: BTreeSet<String>,
    /// The text of each file, Rust or not.
    pub(super) texts: BTreeMap<String, String>,
    pub(super) sources: Vec<Source>,
    pub(super) sites: Vec<Site>,
}

/// A breach of a rule: where, what, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) file: String,
    pub(super) line: usize,
    what: String,
    mend: &'static str,
}

impl Finding {
    pub(super) fn new(
        file: &str,
        line: usize,
        what: impl Into<String>,
        mend: &'static str,
    ) -> Self {
        Self { file: file.into(), line, what: what.into(), mend }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}: {}", self.file, self.line, self.what, self.mend)
    }
}

impl Tree {
    /// The workspace as it stands.
    pub(super) fn read() -> Result<Self, String> {
        let mut tree = Self::default();
        for file in source::files()? {
            // A picture or another file that is not text is there to be linked to.
            let text = std::fs::read(crate::cargo::root().join(&file));
            let text = text.map_err(|error| format!("{file}: {error}"))?;
            tree.add(&file, String::from_utf8(text).ok());
        }
        Ok(tree)
    }

    /// A tree of these files.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (file, text) in files {
            tree.add(file, Some((*text).into()));
        }
        tree
    }

    fn add(&mut self, file: &str, text: Option<String>) {
        self.files.insert(file.into());
        let Some(text) = text else {
            return;
        };
        if file.ends_with(".rs") {
            let source = Source::parse(file, &text);
            if sites::covers(file) {
                self.sites.extend(sites::of(&source));
            }
            self.sources.push(source);
        }
        self.texts.insert(file.into(), text);
    }

    /// The sources of the crates, what ships and its unit tests.
    pub(super) fn crate_sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| crate_of(&source.file).is_some())
    }

    /// The sources whose atomic sites count.
    pub(super) fn site_sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| sites::covers(&source.file))
    }

    /// What was looked at, for the last line of the report: no rule is worth much that saw nothing.
    pub(super) fn facts(&self) -> String {
        let lines: usize = self.sources.iter().map(|source| source.lines.len()).sum();
        let functions: usize = self.sources.iter().map(|source| source.functions().len()).sum();
        let blocks: usize = self.sources.iter().map(super::safety::count).sum();
        let links: usize = self.pages().map(|(_, text)| super::links::all(text).len()).sum();
        format!(
            "{} files, {} of them Rust with {lines} lines and {functions} functions; {} atomic \
             sites, {blocks} unsafe blocks and impls, {links} links",
            self.files.len(),
            self.sources.len(),
            self.sites.len(),
        )
    }

    /// The pages of documentation.
    pub(super) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let pages = self.texts.iter().filter(|(file, _)| file.ends_with(".md"));
        pages.map(|(file, text)| (file.as_str(), text.as_str()))
    }
}

/// `sync` for `crates/sync/src/…`; none for everything that is not a crate's source.
pub(super) fn crate_of(file: &str) -> Option<&str> {
    let (name, rest) = file.strip_prefix("crates/")?.split_once('/')?;
    rest.starts_with("src/").then_some(name)
}

/// The numbered lines of a text.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}
