//! Two outcomes are compared field by field.

use super::differences;
use crate::outcome::Outcome;

fn outcome() -> Outcome {
    Outcome {
        files: 2,
        files_digest: "f00d".to_owned(),
        words_digest: "cafe".to_owned(),
        top_words: vec![("word".to_owned(), 3)],
        ..Outcome::default()
    }
}

fn against(change: impl FnOnce(&mut Outcome)) -> Vec<String> {
    let (one, mut other) = (outcome(), outcome());
    change(&mut other);
    differences(&[("one", &one), ("other", &other)])
}

#[test]
fn equal_outcomes_do_not_differ() {
    assert_eq!(against(|_| {}), Vec::<String>::new());
}

#[test]
fn a_difference_names_both_models_and_both_digests() {
    let found = against(|other| other.files_digest = "beef".to_owned());

    assert_eq!(found, ["digest of files: one has f00d, other has beef"]);
}

#[test]
fn a_difference_in_any_field_is_found() {
    assert_eq!(against(|other| other.files += 1), ["files: one has 2, other has 3"]);
    assert_eq!(against(|other| other.bytes += 1).len(), 1);
    assert_eq!(against(|other| other.lines += 1).len(), 1);
    assert_eq!(against(|other| other.words += 1).len(), 1);
    assert_eq!(against(|other| other.distinct_words += 1).len(), 1);
    assert_eq!(against(|other| other.non_utf8_files += 1).len(), 1);
    assert_eq!(against(|other| other.problems.count += 1).len(), 1);
    assert_eq!(against(|other| other.problems.first.push("x: y".to_owned())).len(), 1);
    assert_eq!(against(|other| other.words_digest.clear()).len(), 1);
    assert_eq!(against(|other| other.top_words[0].1 += 1).len(), 1);
}

#[test]
fn every_outcome_is_compared_with_the_first() {
    let (one, mut last) = (outcome(), outcome());
    last.lines = 7;

    let found = differences(&[("one", &one), ("two", &one), ("three", &last)]);

    assert_eq!(found, ["lines: one has 0, three has 7"]);
    assert_eq!(differences(&[]), Vec::<String>::new());
}
