//! Whether two models came to the same result: checked, not assumed.

use std::fmt::Display;

use crate::outcome::Outcome;

/// Compares each outcome with the first; one text for each field in which one differs.
pub(crate) fn differences(outcomes: &[(&str, &Outcome)]) -> Vec<String> {
    let Some((first, rest)) = outcomes.split_first() else { return Vec::new() };
    rest.iter().flat_map(|other| between(*first, *other)).collect()
}

fn between(one: (&str, &Outcome), other: (&str, &Outcome)) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |field: &str, ours: &dyn Display, theirs: &dyn Display| {
        let (ours, theirs) = (ours.to_string(), theirs.to_string());
        if ours != theirs {
            found.push(format!("{field}: {} has {ours}, {} has {theirs}", one.0, other.0));
        }
    };
    // Taking the struct apart makes a new field that is not compared an error.
    let Outcome {
        files,
        bytes,
        lines,
        words,
        distinct_words,
        non_utf8_files,
        problems,
        files_digest,
        words_digest,
        top_words,
    } = one.1;
    let theirs = other.1;
    check("digest of files", files_digest, &theirs.files_digest);
    check("digest of words", words_digest, &theirs.words_digest);
    check("files", files, &theirs.files);
    check("bytes", bytes, &theirs.bytes);
    check("lines", lines, &theirs.lines);
    check("words", words, &theirs.words);
    check("distinct words", distinct_words, &theirs.distinct_words);
    check("files that are not UTF-8", non_utf8_files, &theirs.non_utf8_files);
    check("skipped files", &problems.count, &theirs.problems.count);
    check("first skipped", &list(&problems.first), &list(&theirs.problems.first));
    check("top words", &top(top_words), &top(&theirs.top_words));
    found
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.join("; "))
}

fn top(words: &[(String, u64)]) -> String {
    let pairs: Vec<String> = words.iter().map(|(word, count)| format!("{word} {count}")).collect();
    list(&pairs)
}

#[cfg(test)]
#[path = "../tests/unit/compare.rs"]
mod tests;
