//! Words that do not belong in the text.

use super::tree::{Finding, Tree, numbered};
use crate::source::Source;

/// Spelt apart, so that this file needs no exception.
const LATER: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
const LATER_MACROS: &[&str] = &["todo", "unimplemented"];

pub(super) fn later(tree: &Tree) -> Vec<Finding> {
    const MEND: &str = "do it, or write an issue or a decision record";
    let mut findings = Vec::new();
    for (file, text) in tree.texts.iter().filter(|(file, _)| !is_rule_book(file)) {
        for (line, text) in numbered(text) {
            let words = text.split(|char: char| !char.is_alphanumeric() && char != '_');
            for word in words.filter(|word| LATER.contains(word)) {
                findings.push(Finding::new(file, line, format!("`{word}`"), MEND));
            }
        }
    }
    for source in &tree.sources {
        let calls = |name| find(source, &[name, "!"]);
        for index in LATER_MACROS.iter().copied().flat_map(calls) {
            let what = format!("`{}!`", source.text(index));
            findings.push(Finding::new(&source.file, source.line(index), what, MEND));
        }
    }
    findings
}

/// The page that names the words in order to forbid them.
fn is_rule_book(file: &str) -> bool {
    file == "docs/STYLE.md"
}

pub(super) fn ignored(tree: &Tree) -> Vec<Finding> {
    let mend = "mend the test, or delete it and say why";
    attributes(tree, "ignore", "a test that is switched off", mend)
}

pub(super) fn allowed(tree: &Tree) -> Vec<Finding> {
    let mend = "use `#[expect(lint, reason = \"..\")]`, which ends when its cause ends";
    attributes(tree, "allow", "a lint that is allowed", mend)
}

/// The attributes that hold `word`, also behind a `cfg_attr`.
fn attributes(tree: &Tree, word: &str, what: &str, mend: &'static str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &tree.sources {
        for range in source.attributes() {
            let is_lead = |index: &usize| {
                let before = if *index == range.start { "," } else { source.text(index - 1) };
                source.reads(*index, &[word]) && matches!(before, "," | "(")
            };
            // `ignore` inside `#[error(ignore)]` and the like is another's business.
            let outer = source.text(range.start);
            let ours = outer == word || outer == "cfg_attr";
            if let Some(index) = range.clone().find(is_lead).filter(|_| ours) {
                findings.push(Finding::new(&source.file, source.line(index), what, mend));
            }
        }
    }
    findings
}

pub(super) fn unwrapped(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.crate_sources() {
        for index in find(source, &[".", "unwrap", "(", ")"]) {
            let mend = "return the error, or `expect(\"why it cannot fail\")`";
            let line = source.line(index + 1);
            findings.push(Finding::new(&source.file, line, "`.unwrap()` in a crate", mend));
        }
    }
    findings
}

/// Where `words` stand in the code.
fn find(source: &Source, words: &[&str]) -> Vec<usize> {
    (0..source.tokens.len()).filter(|index| source.reads(*index, words)).collect()
}

/// The roots that hold one person's or one machine's files.
const MACHINE: &[&str] = &["root", "home", "work", "Users"];

pub(super) fn machine(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in &tree.texts {
        for (line, text) in numbered(text) {
            for name in MACHINE.iter().filter(|name| names_root(text, name)) {
                let mend = "say it relative to the workspace, or take it from the environment";
                findings.push(Finding::new(file, line, format!("a path under /{name}"), mend));
            }
        }
    }
    findings
}

/// Whether the line names a path that begins at the root `name`; `a/root/b` does not.
fn names_root(line: &str, name: &str) -> bool {
    let path = format!("/{name}/");
    let continues = |char: char| char.is_alphanumeric() || "._-}*)$~/".contains(char);
    let starts = |(at, _): (usize, &str)| !line[..at].chars().next_back().is_some_and(continues);
    line.match_indices(&path).any(starts)
}
