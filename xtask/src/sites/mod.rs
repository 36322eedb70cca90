//! The atomic sites of the crates, found in their text: every atomic operation, every fence,
//! every call of the futex waist, each with the id and the reason written beside it.

mod remark;
mod scan;

use crate::source::{self, Function, Source};

/// One place where memory orders matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Site {
    /// The path from the workspace's root.
    pub(crate) file: String,
    /// Of the method's name, or of the first word of a path, as rustc's `Location` has it.
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) id: Option<String>,
    /// The orderings as the comment names them.
    pub(crate) stated: String,
    /// What is called: `load`, `fence`, `futex::wake`.
    pub(crate) operation: String,
    /// `load`, `store`, `rmw`, `success`, `failure`, `fence`, `wake` or `wait`, each with its
    /// ordering; `-` for the last two.
    pub(crate) slots: Vec<(String, String)>,
    /// The function around it.
    pub(crate) function: String,
    /// The rest of the comment, its lines joined.
    pub(crate) reason: String,
}

impl Site {
    /// What the comment must name: the orderings in the order of the code, or the waist's verb.
    pub(crate) fn ordering(&self) -> String {
        let word = |(slot, ordering): &(String, String)| {
            if ordering == "-" { slot.clone() } else { ordering.clone() }
        };
        self.slots.iter().map(word).collect::<Vec<_>>().join("/")
    }

    /// Whether no ordering of the site can be weakened.
    pub(crate) fn is_minimal(&self) -> bool {
        self.slots.iter().all(|(_, ordering)| ordering == "Relaxed")
    }
}

/// Whether the sites of this file count: the crates' sources, but for the models' own machinery.
pub(crate) fn covers(file: &str) -> bool {
    let mut parts = file.split('/');
    let in_crates = parts.next() == Some("crates") && parts.nth(1) == Some("src");
    in_crates && file.ends_with(".rs") && !file.starts_with("crates/sys/src/model")
}

/// All sites of the workspace, by file and line.
pub(crate) fn scan() -> Result<Vec<Site>, String> {
    let mut sites = Vec::new();
    for file in source::files()?.iter().filter(|file| covers(file)) {
        sites.extend(of(&Source::read(file)?));
    }
    Ok(sites)
}

/// The sites of one file; those in tests do not count.
pub(crate) fn of(source: &Source) -> Vec<Site> {
    let functions = source.functions();
    let mut taken = Vec::new();
    let mut sites = Vec::new();
    for call in scan::calls(source).into_iter().filter(|call| !source.is_test(call.index)) {
        let mut site = bare(source, &functions, &call);
        remark::attach(&mut site, source, call.index, &mut taken);
        sites.push(site);
    }
    for (line, slot) in remark::declarations(source, &taken) {
        if let Some(call) = scan::declared(source, line, slot) {
            let mut site = bare(source, &functions, &call);
            remark::attach(&mut site, source, call.index, &mut taken);
            sites.push(site);
        }
    }
    sites.sort_by_key(|site| (site.line, site.column));
    sites
}

/// A site without its comment.
fn bare(source: &Source, functions: &[Function], call: &scan::Call) -> Site {
    let around = functions.iter().rev().find(|one| one.body.contains(&call.index));
    Site {
        file: source.file.clone(),
        line: source.line(call.index),
        column: source.tokens.get(call.index).map_or(0, |token| token.column),
        operation: call.operation.clone(),
        slots: call.slots.clone(),
        function: around.map_or_else(String::new, |one| one.name.clone()),
        ..Site::default()
    }
}

/// The lines of comments that look like a site's and belong to none.
pub(crate) fn orphans(source: &Source) -> Vec<usize> {
    let known = of(source);
    let is_known = |id: &str| known.iter().any(|site| site.id.as_deref() == Some(id));
    let all = remark::all(source).into_iter();
    all.filter(|(_, id)| !is_known(id)).map(|(line, _)| line).collect()
}

/// The places where an ordering is named and no site stands: it was put in a variable, passed to
/// a helper, or used in a call that the scan does not know.
pub(crate) fn stray_orderings(source: &Source) -> Vec<usize> {
    let known: Vec<usize> = scan::calls(source).into_iter().flat_map(|call| call.named).collect();
    let is_ordering = |index: &usize| scan::is_ordering(source.text(*index));
    (0..source.tokens.len())
        .filter(is_ordering)
        .filter(|index| !known.contains(index))
        .filter(|index| !source.is_test(*index) && !source.is_import(*index))
        .map(|index| source.line(index))
        .collect()
}

#[cfg(test)]
mod tests;
