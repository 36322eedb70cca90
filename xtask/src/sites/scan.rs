//! Finds the calls that are sites.

use crate::source::{Kind, Source};

/// A call that is a site.
#[derive(Debug)]
pub(super) struct Call {
    /// Of the token that rustc's `Location` points at.
    pub(super) index: usize,
    pub(super) operation: String,
    pub(super) slots: Vec<(String, String)>,
    /// The tokens that name its orderings.
    pub(super) named: Vec<usize>,
}

pub(super) fn is_ordering(word: &str) -> bool {
    matches!(word, "Relaxed" | "Acquire" | "Release" | "AcqRel" | "SeqCst")
}

/// The slots of a method, in the order of its ordering arguments; empty for other methods.
fn slots_of(method: &str) -> &'static [&'static str] {
    match method {
        "load" => &["load"],
        "store" => &["store"],
        "swap" => &["rmw"],
        "compare_exchange" | "compare_exchange_weak" | "fetch_update" | "try_update" | "update" => {
            &["success", "failure"]
        }
        other if other.starts_with("fetch_") => &["rmw"],
        _ => &[],
    }
}

/// The sites of a file, in the order of the text.
pub(super) fn calls(source: &Source) -> Vec<Call> {
    (0..source.tokens.len()).filter_map(|index| call(source, index)).collect()
}

/// The call whose name is the token at `index`, when it is a site.
fn call(source: &Source, index: usize) -> Option<Call> {
    let token = source.tokens.get(index).filter(|token| token.kind == Kind::Word)?;
    if !source.reads(index + 1, &["("]) {
        return None;
    }
    let before = index.checked_sub(1).map_or("", |before| source.text(before));
    match before {
        "." => method(source, index),
        "fn" => None,
        _ if token.text == "fence" => fence(source, index),
        "::" => waist(source, index),
        _ => None,
    }
}

fn method(source: &Source, index: usize) -> Option<Call> {
    let operation = source.text(index);
    let slots = slots_of(operation);
    let named = ordering_arguments(source, index + 1);
    if slots.is_empty() || named.is_empty() {
        return None;
    }
    // More or fewer orderings than slots would not compile; the zip keeps what there is.
    let slots = slots.iter().zip(&named);
    let slots = slots.map(|(slot, at)| ((*slot).into(), source.text(*at).into())).collect();
    Some(Call { index, operation: operation.into(), slots, named })
}

fn fence(source: &Source, index: usize) -> Option<Call> {
    let named = ordering_arguments(source, index + 1);
    let ordering = source.text(*named.first()?).to_owned();
    let slots = vec![("fence".into(), ordering)];
    Some(Call { index: path_start(source, index), operation: "fence".into(), slots, named })
}

/// `futex::wait…(`, `futex::wake…(` and `futex::requeue(`, by any path that ends so, and the forms
/// for shared memory.
fn waist(source: &Source, index: usize) -> Option<Call> {
    let name = source.text(index);
    let of = |verb: &str| name == verb || name.starts_with(&format!("{verb}_"));
    // A move of sleepers is a wake that lets them sleep: it can be left out in the same way.
    let verbs = [("wait", "wait"), ("wake", "wake"), ("requeue", "wake")];
    let (_, slot) = verbs.into_iter().find(|(verb, _)| of(verb))?;
    let module = index.checked_sub(2).map_or("", |module| source.text(module));
    // The waist's own files name it so.
    let own = module == "super" && source.file.contains("/futex/");
    (matches!(module, "futex" | "shared") || own).then(|| waist_call(source, index, slot))
}

fn waist_call(source: &Source, index: usize, slot: &str) -> Call {
    let slots = vec![(slot.into(), "-".into())];
    let operation = format!("futex::{}", source.text(index));
    Call { index: path_start(source, index), operation, slots, named: Vec::new() }
}

/// The call that a comment at `line` declares to be a wait or a wake, though its name does not
/// say so: the first call by path in the line of code below the comment.
pub(super) fn declared(source: &Source, line: usize, slot: &str) -> Option<Call> {
    let code = source.tokens.iter().find(|token| token.line >= line)?.line;
    let in_line = |index: &usize| source.line(*index) == code;
    let is_call = |index: &usize| {
        source.reads(*index + 1, &["("]) && *index > 0 && source.reads(*index - 1, &["::"])
    };
    let index = (0..source.tokens.len()).filter(in_line).find(is_call)?;
    let mut call = waist_call(source, index, slot);
    call.operation = source.text(index).into();
    Some(call)
}

/// The first token of the path that ends at `index`.
fn path_start(source: &Source, index: usize) -> usize {
    let mut at = index;
    while at >= 2 && source.reads(at - 1, &["::"]) && source.tokens[at - 2].kind == Kind::Word {
        at -= 2;
    }
    at
}

/// The arguments that are an ordering and nothing else: `Relaxed`, `Ordering::Relaxed`.
fn ordering_arguments(source: &Source, open: usize) -> Vec<usize> {
    let Some(close) = source.mate(open) else {
        return Vec::new();
    };
    let alone = |index: &usize| {
        let starts = path_start(source, *index);
        let edge = |at: usize| matches!(source.text(at), "(" | ")" | ",");
        is_ordering(source.text(*index)) && edge(starts - 1) && edge(index + 1)
    };
    (open + 1..close).filter(|index| source.parent(*index) == Some(open)).filter(alone).collect()
}
