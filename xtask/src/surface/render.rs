//! Writes tokens on one line, as a person would.

use std::ops::Range;

use crate::source::{Kind, Source, Token};

/// The tokens of the range, on one line, without the commas that only end a list.
pub(super) fn render(source: &Source, range: Range<usize>) -> String {
    let mut text = String::new();
    let mut before: Option<&Token> = None;
    for index in range {
        let Some(token) = source.tokens.get(index) else {
            break;
        };
        let closes = matches!(source.text(index + 1), ")" | "]" | ">" | "}");
        let ends = token.kind == Kind::Mark && token.text == "," && closes;
        if ends || is_own_business(source, index) {
            continue;
        }
        if before.is_some_and(|before| has_blank(before, token)) {
            text.push(' ');
        }
        text.push_str(&token.text);
        before = Some(token);
    }
    text
}

/// The `mut` of a parameter that is taken by value: the caller cannot tell.
fn is_own_business(source: &Source, index: usize) -> bool {
    let starts = index > 0 && matches!(source.text(index - 1), "(" | ",");
    let named = source.reads(index + 2, &[":"]) || source.text(index + 1) == "self";
    starts && source.reads(index, &["mut"]) && named
}

/// Whether a blank stands between two neighbours in a signature.
fn has_blank(before: &Token, token: &Token) -> bool {
    let mark = |token: &Token| token.kind == Kind::Mark;
    if mark(before)
        && matches!(before.text.as_str(), "(" | "[" | "<" | "&" | "::" | "." | "!" | "?" | "#")
    {
        return false;
    }
    if !mark(token) {
        let pointer = mark(before) && before.text == "*";
        return !pointer;
    }
    match token.text.as_str() {
        "," | ";" | ":" | ")" | "]" | ">" | "." | "!" => false,
        "?" => mark(before) && matches!(before.text.as_str(), ":" | "+" | "," | "="),
        "::" => mark(before) && before.text != ">",
        // A call or a list of parameters, unlike a tuple.
        "(" | "<" => mark(before) && before.text != ">" || before.text == "where",
        _ => true,
    }
}
