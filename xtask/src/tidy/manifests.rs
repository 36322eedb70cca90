//! Manifests, the front matter of the crates, and the links between the pages.

use super::links;
use super::tree::{Finding, Tree};
use crate::deps::arrows;
use crate::deps::manifest::Manifest;

fn crates(tree: &Tree) -> Vec<Manifest> {
    let manifests = tree.texts.iter().filter(|(file, _)| file.ends_with("Cargo.toml"));
    let parsed = manifests.map(|(file, text)| Manifest::parse(file, text));
    parsed.filter(|manifest| manifest.crate_name().is_some()).collect()
}

pub(super) fn dependencies(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in crates(tree) {
        for (line, what) in arrows::breaches(&manifest) {
            let mend = "published crates stand on these alone; see docs/ARCHITECTURE.md";
            findings.push(Finding::new(&manifest.file, line, what, mend));
        }
    }
    findings
}

pub(super) fn front(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in crates(tree) {
        let name = manifest.crate_name().unwrap_or_default();
        let readme = format!("crates/{name}/README.md");
        if !tree.files.contains(&readme) {
            let mend = "say what the crate is, with an example, and when not to use it";
            findings.push(Finding::new(&readme, 1, "there is no such file", mend));
        }
        if !manifest.is_published() {
            continue;
        }
        let file = format!("crates/{name}/CHANGELOG.md");
        let text = tree.texts.get(&file).map_or("", String::as_str);
        let version = manifest.get("package", "version").unwrap_or_default();
        let names = |line: &str| {
            let mut words = line.split(|char: char| !char.is_ascii_alphanumeric() && char != '.');
            line.starts_with('#') && words.any(|word| word == version)
        };
        if !text.lines().any(names) {
            let what = format!("no heading for version {version}");
            findings.push(Finding::new(&file, 1, what, "say what a user sees of this version"));
        }
    }
    findings
}

pub(super) fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.pages() {
        for broken in links::broken(file, text, &tree.texts, &tree.files) {
            let mend = "point it at what is there";
            findings.push(Finding::new(file, broken.line, broken.what, mend));
        }
    }
    findings
}
