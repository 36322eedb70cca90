//! The outline of a Rust file: its functions, its tests, the paths that it names.

use std::ops::Range;

use super::{Kind, Source};

/// A function with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The index of the word `fn`.
    pub(crate) start: usize,
    /// The tokens between the braces.
    pub(crate) body: Range<usize>,
}

/// A path as it is written, or as an import list spells it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UsedPath {
    pub(crate) text: String,
    /// The index of the path's last token.
    pub(crate) index: usize,
}

impl Source {
    /// The functions that have a body, in the order of their names.
    pub(crate) fn functions(&self) -> Vec<Function> {
        (0..self.tokens.len()).filter_map(|index| self.function(index)).collect()
    }

    fn function(&self, start: usize) -> Option<Function> {
        let name = self.tokens.get(start + 1)?;
        if !self.reads(start, &["fn"]) || name.kind != Kind::Word {
            return None;
        }
        let open = self.body_of(start)?;
        let close = self.mate(open).unwrap_or(self.tokens.len());
        Some(Function { name: name.text.clone(), start, body: open + 1..close })
    }

    /// The brace that opens the body of the item at `start`; none when a `;` ends it.
    pub(crate) fn body_of(&self, start: usize) -> Option<usize> {
        let mut at = start;
        while at < self.tokens.len() {
            match self.text(at) {
                "{" => return Some(at),
                ";" | "}" => return None,
                "(" | "[" => at = self.mate(at)?,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// The paths in the code, imports spelt out: `a::{b, c::d}` gives `a::b` and `a::c::d`.
    pub(crate) fn paths(&self) -> Vec<UsedPath> {
        let mut paths = Vec::new();
        // One entry for each open brace: the prefix of a group, or none for any other brace.
        let mut groups: Vec<Option<String>> = Vec::new();
        let mut path = String::new();
        for (index, token) in self.tokens.iter().enumerate() {
            let joins = path.ends_with("::");
            match (token.kind, token.text.as_str()) {
                (Kind::Word, word) => {
                    if !joins {
                        path = groups.last().cloned().flatten().unwrap_or_default();
                    }
                    path.push_str(word);
                    if self.text(index + 1) != "::" {
                        paths.push(UsedPath { text: path.clone(), index });
                        path.clear();
                    }
                }
                (Kind::Mark, "::") => path.push_str("::"),
                (Kind::Mark, "{") => {
                    groups.push(joins.then(|| std::mem::take(&mut path)));
                }
                (Kind::Mark, "}") => {
                    groups.pop();
                    path.clear();
                }
                (Kind::Mark, "*") if joins => {
                    paths.push(UsedPath { text: format!("{path}*"), index });
                    path.clear();
                }
                _ => path.clear(),
            }
        }
        for used in &mut paths {
            used.text = used.text.trim_start_matches("::").into();
        }
        paths
    }

    /// The attributes: the range of tokens between the square brackets of each.
    pub(crate) fn attributes(&self) -> Vec<Range<usize>> {
        let starts = (0..self.tokens.len()).filter(|index| self.reads(*index, &["#"]));
        let range = |index: usize| {
            let open = if self.reads(index + 1, &["!"]) { index + 2 } else { index + 1 };
            let close = self.mate(open).filter(|_| self.reads(open, &["["]))?;
            Some(open + 1..close)
        };
        starts.filter_map(range).collect()
    }

    /// Whether the token stands in an import.
    pub(crate) fn is_import(&self, index: usize) -> bool {
        let mut at = index;
        // An import's braces are groups; going out of them leads to the word `use`.
        while at > 0 {
            match self.text(at - 1) {
                "use" => return true,
                ";" | "}" | ")" | "(" => return false,
                _ => at -= 1,
            }
        }
        false
    }
}

/// The items under `#[cfg(test)]`, or under a `cfg` that needs `test` among others.
pub(super) fn test_ranges(source: &Source) -> Vec<Range<usize>> {
    let is_test = |range: &Range<usize>| {
        let is_word = |index: usize| source.reads(index, &["test"]);
        let denied = |index: usize| index >= 2 && source.reads(index - 2, &["not", "("]);
        source.reads(range.start, &["cfg", "("])
            && range.clone().any(|index| is_word(index) && !denied(index))
    };
    let item = |range: Range<usize>| {
        let mut start = range.end + 1;
        while source.reads(start, &["#", "["]) {
            start = source.mate(start + 1).map_or(start + 2, |close| close + 1);
        }
        let end = source.body_of(start).and_then(|open| source.mate(open)).unwrap_or(start);
        start..end
    };
    source.attributes().into_iter().filter(is_test).map(item).collect()
}
