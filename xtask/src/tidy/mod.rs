//! `cargo xtask tidy`: the house rules of docs/STYLE.md that a machine can judge. The same rules
//! run as a test of this package, so that they cannot be forgotten.

mod atomics;
mod boundary;
pub(crate) mod links;
mod manifests;
mod safety;
mod shape;
mod tree;
mod words;

use tree::{Finding, Tree};

/// A rule: its name, what it says, and the function that looks for breaches.
struct Rule {
    name: &'static str,
    says: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

const fn rule(name: &'static str, says: &'static str, check: fn(&Tree) -> Vec<Finding>) -> Rule {
    Rule { name, says, check }
}

const RULES: &[Rule] = &[
    rule("file-length", "a file of Rust or a page of docs has at most 400 lines", shape::files),
    rule("function-length", "a function has at most 70 lines", shape::functions),
    rule("line-width", "a line of Rust has at most 100 characters", shape::widths),
    rule(
        "facade",
        "outside crates/sys the crates wait and share through its facade",
        boundary::facade,
    ),
    rule("foreign", "libc is named in crates/sys alone", boundary::foreign),
    rule(
        "model-switch",
        "the model's cfg is named in crates/sys and by the judges",
        boundary::switch,
    ),
    rule("whole-bodies", "no cfg inside the body of a crate's function", boundary::bodies),
    rule("arrows", "a crate names only the crates below it", boundary::arrows),
    rule("one-a-line", "a line has at most one atomic operation", atomics::one_a_line),
    rule(
        "site-comment",
        "an atomic site has `[ID] Ordering: reason` with its own ordering",
        atomics::commented,
    ),
    rule("unique-ids", "an id names one site", atomics::unique),
    rule("orphans", "a comment with an id belongs to a site", atomics::orphans),
    rule("plain-orderings", "an ordering is written at its site", atomics::stray),
    rule("waist-by-path", "the waist's functions are called as `futex::`", atomics::waist),
    rule("fences", "SeqCst is for fences, and fences are SeqCst", atomics::fences),
    rule("unsafe-block", "an unsafe block or impl says why it is sound", safety::blocks),
    rule("unsafe-fn", "a public unsafe function lists what the caller promises", safety::functions),
    rule("no-later", "no notes for later: an issue or a decision record", words::later),
    rule("no-ignore", "no test is switched off", words::ignored),
    rule("expect-lint", "a lint is expected with a reason, never allowed", words::allowed),
    rule("no-unwrap", "the crates do not unwrap", words::unwrapped),
    rule("no-machine", "no path of one person's machine", words::machine),
    rule(
        "dependencies",
        "a published crate depends on libc, futures-core and threadbare",
        manifests::dependencies,
    ),
    rule(
        "front-matter",
        "a crate has a README, and a CHANGELOG with its version",
        manifests::front,
    ),
    rule("links", "a relative link leads to a file and a heading", manifests::links),
];

/// The name and the sentence of each rule.
pub(crate) fn sentences() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().map(|rule| (rule.name, rule.says))
}

pub(crate) fn run(_args: &[String]) -> crate::Outcome {
    let tree = Tree::read()?;
    let mut count = 0;
    for rule in RULES {
        let findings = (rule.check)(&tree);
        let verdict = if findings.is_empty() { "ok".into() } else { findings.len().to_string() };
        println!("{:>4}  {:<16} {}", verdict, rule.name, rule.says);
        for finding in &findings {
            println!("      {finding}");
        }
        count += findings.len();
    }
    println!("{}", tree.facts());
    match count {
        0 => Ok(()),
        1 => Err("1 breach".into()),
        _ => Err(format!("{count} breaches")),
    }
}

#[cfg(test)]
mod tests;
