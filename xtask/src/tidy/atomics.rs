//! Atomic operations: one a line, each with an id, its ordering and a reason.

use std::collections::BTreeMap;

use super::tree::{Finding, Tree};
use crate::sites;

/// A reason shorter than this is none.
const REASON_WORDS_MIN: usize = 2;

pub(super) fn one_a_line(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in tree.sites.windows(2) {
        if let [first, second] = pair
            && (&first.file, first.line) == (&second.file, second.line)
        {
            let what = format!("`{}` and `{}` in one line", first.operation, second.operation);
            let mend = "name the first result in a line of its own";
            findings.push(Finding::new(&second.file, second.line, what, mend));
        }
    }
    findings
}

pub(super) fn commented(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for site in &tree.sites {
        let (operation, ordering) = (&site.operation, site.ordering());
        let what = match &site.id {
            None => format!("`{operation}` has no `[ID] {ordering}: reason`"),
            Some(id) if site.stated != ordering => {
                format!("[{id}] says `{}`, the code says `{ordering}`", site.stated)
            }
            Some(id) if site.reason.split_whitespace().count() < REASON_WORDS_MIN => {
                format!("[{id}] gives no reason")
            }
            Some(_) => continue,
        };
        let mend = "write `// [ID] Ordering: reason` above the statement or at the line's end";
        findings.push(Finding::new(&site.file, site.line, what, mend));
    }
    findings
}

pub(super) fn unique(tree: &Tree) -> Vec<Finding> {
    let mut first: BTreeMap<&str, &sites::Site> = BTreeMap::new();
    let mut findings = Vec::new();
    for site in &tree.sites {
        let Some(id) = site.id.as_deref() else {
            continue;
        };
        if let Some(other) = first.insert(id, site) {
            let what = format!("[{id}] is also at {}:{}", other.file, other.line);
            findings.push(Finding::new(&site.file, site.line, what, "give it an id of its own"));
        }
    }
    findings
}

pub(super) fn orphans(tree: &Tree) -> Vec<Finding> {
    each(
        tree,
        sites::orphans,
        "this comment has the id of a site, and no site has it",
        || "move it to its operation, or drop the id",
    )
}

pub(super) fn stray(tree: &Tree) -> Vec<Finding> {
    each(
        tree,
        sites::stray_orderings,
        "an ordering outside an atomic operation",
        || "write it as an argument of the operation, so that it can be listed and weakened",
    )
}

fn each(
    tree: &Tree,
    lines: fn(&crate::source::Source) -> Vec<usize>,
    what: &str,
    mend: fn() -> &'static str,
) -> Vec<Finding> {
    let found = tree.site_sources().flat_map(|source| {
        let file = source.file.as_str();
        lines(source).into_iter().map(move |line| Finding::new(file, line, what, mend()))
    });
    found.collect()
}

/// An import by the bare name would hide the calls from the scan.
pub(super) fn waist(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in tree.site_sources() {
        for path in source.paths().iter().filter(|path| source.is_import(path.index)) {
            let waist = path.text.split("::").any(|word| word == "futex");
            let bare = path.text.rsplit("::").next().filter(|_| waist);
            if bare.is_some_and(|name| ["wait", "wake"].iter().any(|verb| name.starts_with(verb))) {
                let what = format!("`{}` is imported by its bare name", path.text);
                let mend = "import `futex` and call it by path";
                findings.push(Finding::new(&source.file, source.line(path.index), what, mend));
            }
        }
    }
    findings
}

pub(super) fn fences(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for site in &tree.sites {
        let is_fence = site.operation == "fence";
        let strong = |(_, ordering): &(String, String)| ordering == "SeqCst";
        let (what, mend) = if is_fence && !site.slots.iter().any(strong) {
            let mend = "ThreadSanitizer does not see it; put the ordering on the operation";
            ("a stand-alone fence that is not SeqCst", mend)
        } else if !is_fence && site.slots.iter().any(strong) {
            let mend =
                "the models treat it as AcqRel; use fence(SeqCst), or put the flag in the word";
            ("a SeqCst access", mend)
        } else {
            continue;
        };
        findings.push(Finding::new(&site.file, site.line, what, mend));
    }
    findings
}
