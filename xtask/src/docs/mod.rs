//! `cargo xtask docs`: writes the generated blocks of all pages and checks their links. With
//! `--check` it writes nothing, and a stale block is an error.

pub(crate) mod blocks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::deps::manifest::{self, Manifest};
use crate::{orderings, source, tidy};
use blocks::{Head, cell, relative};

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err(format!("{} is not known; [--check]", args.join(" "))),
    };
    let manifests = manifest::of_crates()?;
    let table = orderings::Table::read()?;
    let writer = |head: &Head| {
        let arguments: Vec<&str> = head.arguments.iter().map(String::as_str).collect();
        match (head.name.as_str(), &arguments[..]) {
            ("orderings", _) => table.block(head),
            ("crates", []) => Ok(crates(&manifests, &head.page)),
            ("arrows", []) => Ok(arrows(&manifests)),
            ("rules", []) => Ok(rules()),
            ("file", [path]) => include(path),
            (name, _) => {
                Err(format!("`gen:{name}` with {} arguments is not known", arguments.len()))
            }
        }
        .map(Some)
    };
    blocks::fill_all(check, "cargo xtask docs", &writer)?;
    links()
}

/// The crates, each with what it says of itself.
fn crates(manifests: &[Manifest], page: &str) -> String {
    let mut text = String::from("| crate | what it is |\n|---|---|\n");
    for manifest in manifests {
        let name = manifest.get("package", "name").unwrap_or_default();
        let what = cell(manifest.get("package", "description").unwrap_or_default());
        let readme = manifest.file.replace("Cargo.toml", "README.md");
        let _infallible = writeln!(text, "| [`{name}`]({}) | {what} |", relative(page, &readme));
    }
    text
}

/// What each crate uses, as its manifest has it.
fn arrows(manifests: &[Manifest]) -> String {
    let names = |manifest: &Manifest| {
        let plain = manifest.dependencies().filter(|one| one.table == "dependencies");
        let name = |one: &manifest::Setting| {
            one.name.strip_prefix("threadbare-").unwrap_or(&one.name).to_owned()
        };
        plain.map(name).collect::<Vec<_>>().join(" ")
    };
    let rows = manifests.iter().map(|one| (one.crate_name().unwrap_or_default(), names(one)));
    let width = manifests.iter().filter_map(Manifest::crate_name).map(str::len).max().unwrap_or(0);
    let lines: Vec<String> = rows.map(|(name, uses)| format!("{name:width$} -> {uses}")).collect();
    format!("```text\n{}\n```", lines.join("\n"))
}

/// The rules that `cargo xtask tidy` checks.
fn rules() -> String {
    let mut text = String::from("| rule | what it says |\n|---|---|\n");
    for (name, says) in tidy::sentences() {
        let _infallible = writeln!(text, "| `{name}` | {} |", cell(says));
    }
    text
}

/// A checked-in file, as it is if it is a page, else as a block of code.
fn include(path: &str) -> Result<String, String> {
    let text = source::read(path)
        .map_err(|error| format!("{error}; the command that measures or judges it writes it"))?;
    let text = text.trim_end();
    if path.ends_with(".md") {
        return Ok(text.into());
    }
    // A fence longer than any in the text.
    let fence = "`".repeat(if text.contains("```") { 5 } else { 3 });
    Ok(format!("{fence}text\n{text}\n{fence}"))
}

/// Checks that every relative link leads somewhere.
fn links() -> crate::Outcome {
    let files: BTreeSet<String> = source::files()?.into_iter().collect();
    let pages = files.iter().filter(|file| file.ends_with(".md"));
    let read = |file: &String| source::read(file).map(|text| (file.clone(), text));
    let texts = pages.map(read).collect::<Result<BTreeMap<_, _>, _>>()?;
    let (mut count, mut wrong) = (0, Vec::new());
    for (page, text) in &texts {
        count += tidy::links::all(text).len();
        let broken = tidy::links::broken(page, text, &texts, &files);
        wrong.extend(broken.into_iter().map(|one| format!("{page}:{}: {}", one.line, one.what)));
    }
    println!("{} pages, {count} links, {} broken", texts.len(), wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err(format!("\n{}", wrong.join("\n"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifests() -> Vec<Manifest> {
        let one = "[package]\nname = \"threadbare-a\"\ndescription = \"It | is\"\n\
            [dependencies]\nlibc = \"1\"\n[target.'cfg(x)'.dependencies]\nloom = \"1\"";
        let two = "[package]\nname = \"threadbare-bee\"\n[dependencies]\nthreadbare-a = \"1\"";
        vec![
            Manifest::parse("crates/a/Cargo.toml", one),
            Manifest::parse("crates/bee/Cargo.toml", two),
        ]
    }

    #[test]
    fn the_crates_are_listed_with_links_from_the_page() {
        let text = crates(&manifests(), "docs/ARCHITECTURE.md");
        assert!(
            text.contains("| [`threadbare-a`](../crates/a/README.md) | It \\| is |\n"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 4);
    }

    #[test]
    fn the_arrows_are_those_of_an_ordinary_build() {
        assert_eq!(arrows(&manifests()), "```text\na   -> libc\nbee -> a\n```");
    }

    #[test]
    fn an_included_file_must_be_there() {
        assert!(include("xtask/none.txt").is_err());
        let text = include("rustfmt.toml").expect("it is there");
        assert!(text.starts_with("```text\n") && text.ends_with("\n```"));
    }
}
