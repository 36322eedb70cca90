//! The items of a file, as far as their heads go.

use std::ops::Range;

use crate::source::{Kind, Source};

/// One item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The tokens between the brackets of each attribute.
    pub(super) attributes: Vec<Range<usize>>,
    /// `pub` without a restriction.
    pub(super) public: bool,
    /// `fn`, `struct`, `macro_rules`, …; a macro call at item level has the macro's name.
    pub(super) keyword: String,
    /// Empty for `impl` and `use`.
    pub(super) name: String,
    /// From behind the visibility to before the body, the value or the semicolon.
    pub(super) head: Range<usize>,
    /// What stands between the braces.
    pub(super) body: Option<Range<usize>>,
}

const KEYWORDS: &[&str] = &[
    "fn",
    "struct",
    "enum",
    "union",
    "trait",
    "type",
    "const",
    "static",
    "mod",
    "use",
    "impl",
    "macro_rules",
];
const QUALIFIERS: &[&str] = &["const", "async", "unsafe", "extern", "default", "safe"];

/// The items in a range of tokens.
pub(super) fn items(source: &Source, range: Range<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let (item, next) = item(source, at);
        items.extend(item);
        at = next.max(at + 1);
    }
    items
}

/// The item at `start`, if one begins there, and where the next begins.
fn item(source: &Source, start: usize) -> (Option<Item>, usize) {
    let (attributes, mut at) = attributes(source, start);
    let mut public = false;
    if source.reads(at, &["pub"]) {
        public = source.text(at + 1) != "(";
        let restricted = source.mate(at + 1).filter(|_| !public);
        at = restricted.map_or(at + 1, |close| close + 1);
    }
    let head = at;
    while QUALIFIERS.contains(&source.text(at)) && goes_on(source, at) {
        let abi = source.tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Text);
        at += 1 + usize::from(abi);
    }
    let keyword = source.text(at).to_owned();
    let is_call = source.reads(at + 1, &["!", "{"]);
    if !KEYWORDS.contains(&keyword.as_str()) && !is_call {
        return (None, at + 1);
    }
    let bang = usize::from(keyword == "macro_rules");
    let name = source.tokens.get(at + 1 + bang).filter(|token| token.kind == Kind::Word);
    let nameless = is_call || matches!(keyword.as_str(), "impl" | "use");
    let name = name.filter(|_| !nameless).map(|token| token.text.clone()).unwrap_or_default();
    let open = source.body_of(at).filter(|_| has_body(&keyword) || is_call);
    let close = open.and_then(|open| source.mate(open));
    let body = open.zip(close).map(|(open, close)| open + 1..close);
    let semicolon = end(source, at);
    let head = head..open.unwrap_or_else(|| value(source, &keyword, at, semicolon));
    let next = close.unwrap_or(semicolon) + 1;
    (Some(Item { attributes, public, keyword, name, head, body }), next)
}

/// The attributes at `start`, and what follows them.
fn attributes(source: &Source, start: usize) -> (Vec<Range<usize>>, usize) {
    let mut attributes = Vec::new();
    let mut at = start;
    while source.reads(at, &["#"]) {
        let open = if source.reads(at + 1, &["!"]) { at + 2 } else { at + 1 };
        let Some(close) = source.mate(open) else {
            break;
        };
        attributes.push(open + 1..close);
        at = close + 1;
    }
    (attributes, at)
}

/// Whether the word at `at` only qualifies the item: `const fn` against `const N`.
fn goes_on(source: &Source, at: usize) -> bool {
    let next = source.text(at + 1);
    let abi = source.tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Text);
    QUALIFIERS.contains(&next) || KEYWORDS.contains(&next) || abi || source.text(at) == "extern"
}

fn has_body(keyword: &str) -> bool {
    !matches!(keyword, "use" | "const" | "static" | "type")
}

/// The semicolon that ends an item without a body.
fn end(source: &Source, start: usize) -> usize {
    let mut at = start;
    while at < source.tokens.len() && !source.reads(at, &[";"]) {
        at = source.mate(at).filter(|mate| *mate > at).unwrap_or(at) + 1;
    }
    at
}

/// Where the head of an item without a body ends: a constant's value is not part of it.
fn value(source: &Source, keyword: &str, start: usize, end: usize) -> usize {
    let has_value = matches!(keyword, "const" | "static");
    (start..end).find(|at| has_value && source.reads(*at, &["="])).unwrap_or(end)
}

/// The parts of a list that commas divide: variants, fields.
pub(super) fn parts(source: &Source, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut depth = 0_i32;
    for at in range.clone() {
        // Angle brackets are no pairs to the lexer; commas inside them divide nothing.
        match source.text(at) {
            "(" | "[" | "{" | "<" => depth += 1,
            ")" | "]" | "}" | ">" => depth -= 1,
            "," if depth == 0 => {
                parts.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(start..range.end);
    parts.retain(|part| !part.is_empty());
    parts
}

/// A part without its attributes and visibility, and whether it is public.
pub(super) fn bare(source: &Source, part: Range<usize>) -> (bool, Range<usize>) {
    let (_, at) = attributes(source, part.start);
    if !source.reads(at, &["pub"]) {
        return (false, at..part.end);
    }
    if source.reads(at + 1, &["("]) && !source.text(at + 2).is_empty() {
        let restricted = matches!(source.text(at + 2), "crate" | "super" | "self" | "in");
        if restricted {
            return (false, source.mate(at + 1).map_or(at + 1, |close| close + 1)..part.end);
        }
    }
    (true, at + 1..part.end)
}
