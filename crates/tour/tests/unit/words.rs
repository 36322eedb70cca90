//! A file that fails midway takes back its words, and nobody else's.

use super::{Scanner, Words};

fn scan(words: &mut Words, file: usize, text: &str) {
    let mut scanner = Scanner::new(words, file);
    let unfinished = scanner.scan(text.as_bytes());
    scanner.finish(unfinished);
}

fn sorted(words: Words) -> Vec<(String, u64)> {
    words.into_sorted().into_iter().map(|(word, count)| (word.into(), count)).collect()
}

#[test]
fn undo_takes_back_the_last_file_alone() {
    let mut words = Words::default();
    scan(&mut words, 4, "common common first");
    scan(&mut words, 7, "common last last");

    words.undo(7);

    assert_eq!(sorted(words), [("common".to_owned(), 2), ("first".to_owned(), 1)]);
}

#[test]
fn undo_of_a_file_that_gave_no_words_changes_nothing() {
    let mut words = Words::default();
    scan(&mut words, 0, "word");

    words.undo(1);

    assert_eq!(sorted(words), [("word".to_owned(), 1)]);
}

#[test]
fn a_piece_that_ends_inside_a_character_says_by_how_much() {
    let mut words = Words::default();
    let mut scanner = Scanner::new(&mut words, 0);

    assert_eq!(scanner.scan("straße".as_bytes()), 0);
    assert_eq!(scanner.scan(&"日".as_bytes()[..1]), 1);
    assert_eq!(scanner.scan(&"日".as_bytes()[..2]), 2);
    assert_eq!(scanner.scan(&"\u{1F980}".as_bytes()[..3]), 3);
    // An E2 that no continuation follows is wrong, not unfinished.
    assert!(scanner.utf8);
    assert_eq!(scanner.scan(b"\xe2 "), 0);
    assert!(!scanner.utf8);
}
