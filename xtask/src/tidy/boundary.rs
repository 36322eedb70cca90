//! Who may name what: the walls between the crates, and between the crates and the machine.

use super::tree::{Finding, Tree, crate_of, numbered};
use crate::deps::arrows;
use crate::source::Source;

/// What a primitive gets from the facade.
const FACADE: &[&str] =
    &["std::sync", "core::sync", "std::thread", "std::cell::UnsafeCell", "core::cell::UnsafeCell"];

pub(super) fn facade(tree: &Tree) -> Vec<Finding> {
    named(tree, FACADE, "take it from the facade: threadbare_sys::{atomic, cell, sync, thread}")
}

pub(super) fn foreign(tree: &Tree) -> Vec<Finding> {
    named(tree, &["libc"], "give crates/sys a safe function that does it")
}

/// The paths that begin with one of `roots`, in what ships of the crates above sys.
fn named(tree: &Tree, roots: &[&str], mend: &'static str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.crate_sources().filter(|source| crate_of(&source.file) != Some("sys")) {
        for path in source.paths().iter().filter(|path| !source.is_test(path.index)) {
            if roots.iter().any(|root| begins(&path.text, root)) {
                let what = format!("`{}` outside crates/sys", path.text);
                findings.push(Finding::new(&source.file, source.line(path.index), what, mend));
            }
        }
    }
    findings
}

fn begins(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Where the model's cfg may be written. Spelt apart, so that this file needs no exception.
const SWITCH: &str = concat!("threadbare", "_loom");
const SWITCH_HOMES: &[&str] = &["crates/sys/", "tests/loom/", "xtask/", "docs/", ".ci/"];

pub(super) fn switch(tree: &Tree) -> Vec<Finding> {
    let is_home = |file: &str| {
        let tail = file.ends_with("Cargo.toml") || file.ends_with(".md");
        tail || SWITCH_HOMES.iter().any(|home| file.starts_with(home))
    };
    let mut findings = Vec::new();
    for (file, text) in tree.texts.iter().filter(|(file, _)| !is_home(file)) {
        for (line, _) in numbered(text).filter(|(_, text)| text.contains(SWITCH)) {
            let what = format!("`{SWITCH}` outside crates/sys and tests/loom");
            let mend = "hide the difference in the facade of crates/sys";
            findings.push(Finding::new(file, line, what, mend));
        }
    }
    findings
}

pub(super) fn bodies(tree: &Tree) -> Vec<Finding> {
    tree.crate_sources().flat_map(cfg_in_bodies).collect()
}

fn cfg_in_bodies(source: &Source) -> Vec<Finding> {
    let functions = source.functions();
    let is_inside = |index: usize| functions.iter().any(|one| one.body.contains(&index));
    let is_cfg = |index: usize| matches!(source.text(index), "cfg" | "cfg_attr");
    let starts = source.attributes().into_iter().map(|range| range.start);
    let found = starts.filter(|index| is_cfg(*index) && is_inside(*index));
    let mend = "make two functions, or two files chosen in one mod.rs";
    let finding =
        |index| Finding::new(&source.file, source.line(index), "cfg inside a function body", mend);
    found.map(finding).collect()
}

pub(super) fn arrows(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.crate_sources() {
        let name = crate_of(&source.file).unwrap_or_default();
        for path in source.paths().iter().filter(|path| !source.is_test(path.index)) {
            let root = path.text.split("::").next().unwrap_or_default();
            let package = root.replace('_', "-");
            let refusal = arrows::refusal(name, &package);
            if let Some(what) = refusal.filter(|_| package.starts_with("threadbare-")) {
                let mend = "move the code to the layer that may";
                // A cfg or a lint may be named so as well.
                if arrows::is_crate(&package) {
                    findings.push(Finding::new(&source.file, source.line(path.index), what, mend));
                }
            }
        }
    }
    findings
}
