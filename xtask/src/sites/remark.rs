//! Reads the comment of a site: `[ID] Ordering: reason`.

use super::Site;
use crate::source::{Comment, Source};

/// One `[ID] Ordering: reason`, which may go on over the lines below it.
#[derive(Debug)]
struct Entry {
    line: usize,
    id: String,
    stated: String,
    reason: String,
}

/// Gives the site the id, the stated ordering and the reason that stand beside it. `taken` holds
/// the lines of the comments that earlier sites of the file have: a statement with two operations
/// may have both comments above it.
pub(super) fn attach(site: &mut Site, source: &Source, index: usize, taken: &mut Vec<usize>) {
    let is_ours = |block: &[&Comment]| !entries(block).is_empty();
    let found = source.remark(index, is_ours).map(|block| entries(&block)).unwrap_or_default();
    let wanted = site.ordering();
    let is_free = |entry: &&Entry| !taken.contains(&entry.line);
    let operation = site.operation.clone();
    let fits = |entry: &&Entry| names(&entry.stated, &operation, &wanted);
    let best = found.iter().find(|entry| is_free(entry) && fits(entry));
    if let Some(entry) = best.or_else(|| found.iter().rfind(is_free)).or(found.last()) {
        site.id = Some(entry.id.clone());
        site.reason.clone_from(&entry.reason);
        site.stated = if fits(&entry) { wanted } else { entry.stated.clone() };
        taken.push(entry.line);
    }
}

/// Whether the words before the colon are those of the code. A fence may be written as a call,
/// and a call of the waist by its whole name.
fn names(stated: &str, operation: &str, wanted: &str) -> bool {
    let whole = operation.trim_start_matches("futex::");
    let fence = stated.strip_prefix("fence(").and_then(|rest| rest.strip_suffix(')'));
    stated == wanted
        || operation == "fence" && fence == Some(wanted)
        || operation != whole && stated == whole
}

/// The lines that say `[ID] wait:` or `[ID] wake:` and are not `taken`.
pub(super) fn declarations(source: &Source, taken: &[usize]) -> Vec<(usize, &'static str)> {
    let free = plain(source).filter(|entry| !taken.contains(&entry.line));
    let verb = |entry: Entry| {
        let verb = ["wait", "wake"].into_iter().find(|verb| *verb == entry.stated)?;
        Some((entry.line, verb))
    };
    free.filter_map(verb).collect()
}

/// The line and id of every comment that begins as a site's does.
pub(super) fn all(source: &Source) -> Vec<(usize, String)> {
    plain(source).map(|entry| (entry.line, entry.id)).collect()
}

fn plain(source: &Source) -> impl Iterator<Item = Entry> {
    let ours = source.comments.iter().filter(|comment| !comment.doc);
    ours.flat_map(|comment| entries(&[comment]))
}

fn entries(block: &[&Comment]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for comment in block {
        if let Some((id, rest)) = split_id(comment.text.trim_start()) {
            let (stated, reason) = rest.split_once(':').unwrap_or((rest, ""));
            let (stated, reason) = (stated.trim().into(), reason.trim().into());
            entries.push(Entry { line: comment.line, id: id.into(), stated, reason });
        } else if let Some(entry) = entries.last_mut() {
            let text = comment.text.trim();
            let blank = if entry.reason.is_empty() || text.is_empty() { "" } else { " " };
            entry.reason = format!("{}{blank}{text}", entry.reason);
        }
    }
    entries
}

/// `[L2] rest` as `L2` and `rest`; an id is letters, then digits.
fn split_id(text: &str) -> Option<(&str, &str)> {
    let (id, rest) = text.strip_prefix('[')?.split_once(']')?;
    let digits = id.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    let lettered = digits.len() < id.len();
    let numbered = !digits.is_empty() && digits.chars().all(|char| char.is_ascii_digit());
    (lettered && numbered).then(|| (id, rest.trim_start()))
}
