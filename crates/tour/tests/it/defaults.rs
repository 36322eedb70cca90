//! What is indexed when the user names nothing.

use std::fs;
use std::process::Command;

use crate::trees::{Tree, json, tour};

/// A run that finds no Rust toolchain, and whose home is the tree.
fn bare(tree: &Tree) -> Command {
    let mut command = tour();
    command.env_clear().env("HOME", &tree.root).env("PATH", &tree.root).arg("--json");
    command
}

#[test]
fn without_documentation_the_registry_sources_are_taken() {
    let tree = Tree::new();
    tree.file(".cargo/registry/src/index/package/lib.rs", "fn main() {}\n");

    let report = json(&bare(&tree).output().expect("a run"));

    assert_eq!(report["input"]["chosen"], "the cargo registry sources");
    assert_eq!(report["input"]["files"], 1);
    assert_eq!(report["input"]["limit_bytes"], 192 << 20);
}

#[test]
fn without_registry_sources_the_repository_is_taken() {
    let tree = Tree::new();
    tree.file(".git/HEAD", "ref");
    tree.file("target/debug/program", "binary");
    tree.file("src/lib.rs", "//! A crate.\n");
    let inside = tree.root.join("src");

    let report = json(&bare(&tree).current_dir(inside).output().expect("a run"));

    let chosen = report["input"]["chosen"].as_str().expect("a text");
    assert!(chosen.starts_with("the repository itself"), "{chosen}");
    let root = fs::canonicalize(&tree.root).expect("a directory");
    assert_eq!(report["input"]["directory"], root.to_str().expect("a plain name"));
    assert_eq!(report["input"]["files"], 1);
}

#[test]
fn a_named_directory_is_neither_cut_nor_picked_over() {
    let tree = Tree::new();
    tree.file(".git/HEAD", "ref");
    tree.file("target/debug/program", "binary");

    let report = json(&bare(&tree).arg(&tree.root).output().expect("a run"));

    assert_eq!(report["input"]["chosen"], "named by the user");
    assert_eq!(report["input"]["files"], 2);
    assert!(report["input"]["limit_bytes"].is_null());
}
