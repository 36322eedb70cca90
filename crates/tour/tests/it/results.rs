//! What is counted, on content of which everything is known.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::trees::{Tree, result, tour};

const SHA256_OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const SHA256_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The digest as the README describes it, from what is known: path, SHA-256, bytes, lines,
/// words, whether UTF-8.
fn files_digest(records: &[(&str, &str, [u64; 4])]) -> String {
    let mut hash = Sha256::new();
    for (path, sha256, numbers) in records {
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        for pair in sha256.as_bytes().chunks(2) {
            let pair = str::from_utf8(pair).expect("hexadecimal digits");
            hash.update([u8::from_str_radix(pair, 16).expect("hexadecimal digits")]);
        }
        numbers.iter().for_each(|number| hash.update(number.to_le_bytes()));
    }
    let digest = hash.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all");
        text
    })
}

#[test]
fn files_of_known_content_have_their_known_digests() {
    let tree = Tree::new();
    tree.file("abc", "abc");
    tree.file("below/empty", "");

    let report = tree.index();

    let expected = files_digest(&[
        ("abc", SHA256_OF_ABC, [3, 0, 1, 1]),
        ("below/empty", SHA256_OF_NOTHING, [0, 0, 0, 1]),
    ]);
    assert_eq!(result(&report)["files_digest"], expected);
    assert_eq!(result(&report)["files"], 2);
    assert_eq!(result(&report)["bytes"], 3);
    assert_eq!(report["input"]["listing"]["directories"], 2);
}

#[test]
fn lines_are_line_feeds_and_words_are_folded_runs() {
    let tree = Tree::new();
    tree.file("one", "The quick, the lazy:\nthe THE x86_64 can't\n\nlast line without feed");
    tree.file("two", "Ünïcode ünïcode ÜNÏCODE 日本 ½\n");

    let report = tree.index();

    let result = result(&report);
    assert_eq!(result["lines"], 4);
    assert_eq!(result["words"], 10 + 4 + 5);
    // ASCII letters alone are folded; equal counts come in the order of their bytes.
    let top = result["top_words"].as_array().expect("a list");
    assert_eq!(top[0], json!(["the", 4]));
    assert_eq!(top[1], json!(["64", 1]));
    assert!(top.contains(&json!(["ÜnÏcode", 1])));
    assert_eq!(result["distinct_words"], 16);
    assert_eq!(result["non_utf8_files"], 0);
}

#[test]
fn the_twenty_most_frequent_words_of_the_whole_tree_are_told() {
    let tree = Tree::new();
    for number in 1..=30 {
        tree.file(&format!("{number}"), format!("word{number:02} ").repeat(number));
    }

    let report = tree.index();

    let top = result(&report)["top_words"].as_array().expect("a list").clone();
    let expected: Vec<Value> =
        (11..=30).rev().map(|number| json!([format!("word{number}"), number])).collect();
    assert_eq!(top, expected);
}

#[test]
fn words_and_characters_are_whole_across_the_pieces_in_which_a_file_is_read() {
    let tree = Tree::new();
    // Lengths that divide no power of two: the ends of pieces fall everywhere in them.
    let sentence = "naïve 日本語 \u{1F980} straße ";
    tree.file("long", sentence.repeat(40_000));

    let report = tree.index();

    let expected: HashMap<&str, u64> =
        HashMap::from([("naïve", 40_000), ("日本語", 40_000), ("straße", 40_000)]);
    let result = result(&report);
    assert_eq!(result["distinct_words"], 3);
    assert_eq!(result["non_utf8_files"], 0);
    for pair in result["top_words"].as_array().expect("a list") {
        assert_eq!(pair[1], expected[pair[0].as_str().expect("a word")]);
    }
}

#[test]
fn a_file_that_is_not_utf8_is_indexed_and_counted() {
    let tree = Tree::new();
    tree.file("latin1", b"caf\xe9 noir\n");
    tree.file("cut short", b"ab \xe6\x97");
    tree.file("fine", "caf\u{e9} noir\n");

    let report = tree.index();

    let result = result(&report);
    assert_eq!(result["non_utf8_files"], 2);
    assert_eq!(result["files"], 3);
    assert_eq!(result["lines"], 2);
    assert_eq!(result["top_words"], json!([["noir", 2], ["ab", 1], ["caf", 1], ["caf\u{e9}", 1]]));
}

#[test]
fn a_word_too_long_for_the_table_is_still_counted() {
    let tree = Tree::new();
    tree.file("a", format!("{} {} x", "l".repeat(64), "m".repeat(65)));

    let report = tree.index();

    assert_eq!(result(&report)["words"], 3);
    assert_eq!(result(&report)["distinct_words"], 2);
}

#[test]
fn the_number_of_workers_does_not_change_the_result() {
    let tree = Tree::new();
    for number in 0..50 {
        tree.file(&format!("{}/{number}", number % 7), format!("{number} words\n"));
    }

    let expected = result(&tree.index()).clone();

    for (model, workers) in ["threads", "queue"]
        .into_iter()
        .flat_map(|model| ["1", "2", "13"].map(|workers| (model, workers)))
    {
        let output = tour()
            .args(["--json", "--model", model, "--workers", workers])
            .arg(&tree.root)
            .output()
            .expect("a run");
        let report = crate::trees::json(&output);
        assert_eq!(report["workers"].to_string(), workers);
        assert_eq!(report["runs"].as_array().expect("a list").len(), 1);
        assert_eq!(*result(&report), expected);
    }
}
