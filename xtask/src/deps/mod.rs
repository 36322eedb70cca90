//! `cargo xtask deps`: the dependencies as cargo sees them. Published crates keep to the arrows,
//! pin each other exactly and name a licence; a dependent compiles few packages.

pub(crate) mod arrows;
mod json;
pub(crate) mod manifest;

use crate::cargo::Line;
use json::Json;

const LICENCE: &str = "MIT OR Apache-2.0";

/// A crate that people depend on, and the packages that it may bring along.
const SMALL: &str = "threadbare-sync";

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    if !args.is_empty() {
        return Err("it takes no arguments".into());
    }
    let metadata = Line::new("cargo metadata --format-version 1 --no-deps").output()?;
    let metadata = Json::parse(&metadata)?;
    let published: Vec<&Json> =
        metadata.get("packages").items().iter().filter(|one| is_published(one)).collect();
    let mut wrong: Vec<String> = published.iter().flat_map(|one| breaches(one)).collect();
    for package in &published {
        println!("{:<18} -> {}", package.get("name").text(), uses(package).join(" "));
    }
    let tree =
        Line::new("cargo tree --edges normal --prefix none --package").word(SMALL).output()?;
    let compiled = compiled(&tree);
    println!("a dependent of {SMALL} compiles {}: {}", compiled.len(), compiled.join(" "));
    wrong.extend(foreign(&compiled));
    if wrong.is_empty() { Ok(()) } else { Err(format!("\n{}", wrong.join("\n"))) }
}

/// Cargo writes an empty list of registries for `publish = false`.
fn is_published(package: &Json) -> bool {
    package.get("publish") == &Json::Null
}

/// The dependencies of an ordinary build; cargo writes null for the kind of those.
fn normal(package: &Json) -> impl Iterator<Item = &Json> {
    package.get("dependencies").items().iter().filter(|one| one.get("kind").text() != "dev")
}

fn uses(package: &Json) -> Vec<String> {
    let words = |one: &Json| {
        let optional = if one.get("optional") == &Json::Bool(true) { " (model only)" } else { "" };
        format!("{}{optional}", one.get("name").text())
    };
    normal(package).map(words).collect()
}

/// What is wrong with a published package.
fn breaches(package: &Json) -> Vec<String> {
    let name = package.get("name").text();
    let mut wrong = Vec::new();
    let mut say = |what: String| wrong.push(format!("{name}: {what}"));
    if package.get("license").text() != LICENCE {
        say(format!("its licence is not {LICENCE}: write `license.workspace = true`"));
    }
    if package.get("description").text().is_empty() {
        say("it has no description: a registry refuses it".into());
    }
    let short = name.strip_prefix("threadbare-").unwrap_or(name);
    for one in normal(package) {
        let used = one.get("name").text();
        let model_only = one.get("optional") == &Json::Bool(true)
            && one.get("target").text().starts_with("cfg(threadbare_loom");
        let loom = used == arrows::MODEL_ONLY && short == "sys" && model_only;
        if let Some(refusal) = arrows::refusal(short, used).filter(|_| !loom) {
            say(refusal);
        }
        let pinned = one.get("req").text().starts_with('=');
        if used.starts_with("threadbare-") && !pinned {
            say(format!("{used} is not pinned: write `version = \"={}\"`", one.get("req").text()));
        }
    }
    wrong
}

/// The packages of a `cargo tree` without its drawing: each once, by name.
fn compiled(tree: &str) -> Vec<String> {
    let mut names: Vec<String> =
        tree.lines().filter_map(|line| line.split(' ').next()).map(Into::into).collect();
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    names
}

/// What a small crate brings along and should not.
fn foreign(compiled: &[String]) -> Vec<String> {
    let ours = |name: &&String| name.starts_with("threadbare-") || *name == "libc";
    let wrong = compiled.iter().filter(|name| !ours(name));
    wrong.map(|name| format!("a dependent of {SMALL} compiles {name} as well")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &str) -> Json {
        let text = format!(
            r#"{{"name": "{name}", "license": "{LICENCE}", "description": "x",
            "publish": null, "dependencies": [{dependencies}]}}"#
        );
        Json::parse(&text).expect("well formed")
    }

    #[test]
    fn a_package_that_keeps_the_arrows_is_fine() {
        let sys = r#"{"name": "threadbare-sys", "req": "=0.1.0", "kind": null},
            {"name": "proptest", "req": "1", "kind": "dev"}"#;
        assert!(breaches(&package("threadbare-sync", sys)).is_empty());
        let loom = r#"{"name": "loom", "req": "0.7", "kind": null, "optional": true,
            "target": "cfg(threadbare_loom)"}"#;
        assert!(breaches(&package("threadbare-sys", loom)).is_empty());
    }

    #[test]
    fn arrows_pins_and_licences_are_judged() {
        for (name, dependency) in [
            ("threadbare-sync", r#"{"name": "threadbare-sys", "req": "^0.1.0"}"#),
            ("threadbare-sync", r#"{"name": "libc", "req": "1", "rename": "threadbare-sys"}"#),
            ("threadbare-sys", r#"{"name": "loom", "req": "0.7", "optional": true}"#),
            ("threadbare-sys", r#"{"name": "cc", "req": "1", "kind": "build"}"#),
        ] {
            assert_eq!(breaches(&package(name, dependency)).len(), 1, "{dependency}");
        }
        let bare = Json::parse(r#"{"name": "threadbare-sys"}"#).expect("well formed");
        assert_eq!(breaches(&bare).len(), 2, "no licence, no description");
    }

    #[test]
    fn a_dependents_packages_are_counted_once() {
        let names = compiled("a v1 (/x)\nlibc v0.2\nb v1\n\nlibc v0.2 (*)\n");
        assert_eq!(names, ["a", "b", "libc"]);
        assert_eq!(foreign(&names).len(), 2);
    }
}
