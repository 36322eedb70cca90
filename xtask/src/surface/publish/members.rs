//! What belongs to a type or a trait, and how an item is written in the list.

use std::ops::Range;

use super::super::items::{Item, bare, items, parts};
use super::super::render::render;
use super::{Member, Path, ships};
use crate::source::Source;

/// The head of an item with the attributes that are promises.
pub(super) fn signature(source: &Source, item: &Item) -> String {
    let promise = |range: &Range<usize>| {
        let first = source.text(range.start);
        let text = render(source, range.clone());
        match first {
            // The words of a must_use are no promise.
            "must_use" => Some("#[must_use] ".into()),
            "non_exhaustive" | "repr" => Some(format!("#[{text}] ")),
            _ => None,
        }
    };
    let promises: String = item.attributes.iter().filter_map(promise).collect();
    format!("{promises}{}", head(source, item))
}

fn head(source: &Source, item: &Item) -> String {
    let tuple = (item.head.clone()).find(|at| source.reads(*at, &["("]) && item.body.is_none());
    let Some((open, close)) = tuple.and_then(|open| Some((open, source.mate(open)?))) else {
        return render(source, item.head.clone());
    };
    if item.keyword != "struct" {
        return render(source, item.head.clone());
    }
    let field = |part: Range<usize>| match bare(source, part) {
        (true, range) => format!("pub {}", render(source, range)),
        (false, _) => "_".into(),
    };
    let fields: Vec<String> = parts(source, open + 1..close).into_iter().map(field).collect();
    let before = render(source, item.head.start..open);
    let after = render(source, close + 1..item.head.end);
    format!("{before}({}) {after}", fields.join(", ")).trim_end().into()
}

/// The variants of an enum, the public fields of a struct, the items of a trait, the derives.
pub(super) fn of_type(source: &Source, item: &Item, module: &Path, members: &mut Vec<Member>) {
    let mut add = |name: String, signature: String| {
        members.push(Member { module: module.clone(), owner: item.name.clone(), name, signature });
    };
    for attribute in item.attributes.iter().filter(|one| source.reads(one.start, &["derive"])) {
        for part in parts(source, attribute.start + 2..attribute.end - 1) {
            add(String::new(), format!("derive {}", render(source, part)));
        }
    }
    let Some(body) = item.body.clone() else {
        return;
    };
    match item.keyword.as_str() {
        "enum" | "struct" | "union" => {
            for part in parts(source, body) {
                let (public, range) = bare(source, part);
                if public || item.keyword == "enum" {
                    let name = format!("::{}", source.text(range.start));
                    add(name, render(source, range));
                }
            }
        }
        "trait" => {
            for one in items(source, body).into_iter().filter(|one| ships(source, one)) {
                let provided = if one.body.is_some() { " { .. }" } else { "" };
                let signature = signature(source, &one);
                add(format!("::{}", one.name), format!("{signature}{provided}"));
            }
        }
        _ => {}
    }
}

/// The public methods of an inherent impl; of a trait's impl, its head.
pub(super) fn of_impl(source: &Source, item: &Item, module: &Path, members: &mut Vec<Member>) {
    let whole = render(source, item.head.clone());
    let after = match item
        .head
        .clone()
        .find(|at| source.reads(*at, &["for"]) && !source.reads(at + 1, &["<"]))
    {
        Some(at) => at + 1,
        None => after_parameters(source, item.head.clone()),
    };
    let inherent = !item.head.clone().any(|at| at + 1 == after && source.reads(at, &["for"]));
    let owner = owner(source, after..item.head.end);
    if owner.is_empty() {
        return;
    }
    let add = |name: String, signature: String| Member {
        module: module.clone(),
        owner: owner.clone(),
        name,
        signature,
    };
    if !inherent {
        members.push(add(String::new(), whole));
        return;
    }
    let place = if whole.starts_with("impl<") { format!(" in {whole}") } else { String::new() };
    for one in flat(source, item.body.clone().unwrap_or_default()) {
        if one.public && ships(source, &one) {
            let signature = format!("{}{place}", signature(source, &one));
            members.push(add(format!("::{}", one.name), signature));
        }
    }
}

/// The items of a body, those in `const_fn!` among them.
fn flat(source: &Source, body: Range<usize>) -> Vec<Item> {
    let mut flat_items = Vec::new();
    for item in items(source, body) {
        if item.keyword == "const_fn" {
            flat_items.extend(items(source, item.body.unwrap_or_default()));
        } else {
            flat_items.push(item);
        }
    }
    flat_items
}

/// What follows `impl<…>`.
fn after_parameters(source: &Source, head: Range<usize>) -> usize {
    let start = head.clone().find(|at| source.reads(*at, &["impl"])).unwrap_or(head.start) + 1;
    let mut depth = 0;
    for at in start..head.end {
        match source.text(at) {
            "<" => depth += 1,
            ">" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if source.reads(start, &["<"]) { at + 1 } else { start };
        }
    }
    start
}

/// The name of the type in `a::b::Type<…>`, behind a reference or not.
fn owner(source: &Source, range: Range<usize>) -> String {
    let mut name = String::new();
    for at in range {
        match source.text(at) {
            "<" | "where" | "(" | "[" => break,
            "&" | "mut" | "::" => {}
            text if text.starts_with('\'') => {}
            text => name = text.into(),
        }
    }
    name
}
