//! The shape of a page: its length, its functions, its lines.

use super::tree::{Finding, Tree, numbered};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const LINE_WIDTH_MAX: usize = 100;

pub(super) fn files(tree: &Tree) -> Vec<Finding> {
    let is_page =
        |file: &str| file.ends_with(".rs") || file.ends_with(".md") && file.starts_with("docs/");
    let pages = tree.texts.iter().filter(|(file, _)| is_page(file));
    let counted = pages.map(|(file, text)| (file, text.lines().count()));
    let long = counted.filter(|(_, count)| *count > FILE_LINES_MAX);
    let finding = |(file, count): (&String, usize)| {
        let what = format!("{count} lines, more than {FILE_LINES_MAX}");
        Finding::new(file, count, what, "find the second idea in it and give it a file")
    };
    long.map(finding).collect()
}

pub(super) fn functions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &tree.sources {
        for function in source.functions() {
            let first = source.line(function.start);
            let lines = source.line(function.body.end).saturating_sub(first) + 1;
            if lines > FUNCTION_LINES_MAX {
                let name = &function.name;
                let what = format!("fn {name} has {lines} lines, more than {FUNCTION_LINES_MAX}");
                findings.push(Finding::new(&source.file, first, what, "split it"));
            }
        }
    }
    findings
}

pub(super) fn widths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in tree.texts.iter().filter(|(file, _)| file.ends_with(".rs")) {
        for (line, text) in numbered(text) {
            let width = text.chars().count();
            if width > LINE_WIDTH_MAX {
                let what = format!("{width} characters, more than {LINE_WIDTH_MAX}");
                findings.push(Finding::new(file, line, what, "break the line"));
            }
        }
    }
    findings
}
