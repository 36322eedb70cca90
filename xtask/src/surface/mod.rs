//! `cargo xtask surface`: what the crates promise, against the text that is checked in. The text
//! of the public API comes from the sources; auto traits and sizes come from a program that the
//! compiler has judged. `--bless` accepts what there is now.

mod diff;
mod items;
mod publish;
mod render;

use crate::cargo::{Line, root};
use crate::deps::manifest::{self, Manifest};
use crate::source;

const FOLDER: &str = "tests/surface";
const MATRIX: &str = "tests/surface/traits-and-sizes.txt";
const COMMAND: &str = "cargo xtask surface --bless";

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let bless = match args {
        [] => false,
        [flag] if flag == "--bless" => true,
        _ => return Err(format!("{} is not known; [--bless]", args.join(" "))),
    };
    let mut texts = Vec::new();
    let mut types = Vec::new();
    for manifest in manifest::of_crates()?.iter().filter(|one| one.is_published()) {
        let name = manifest.crate_name().unwrap_or_default();
        let surface = publish::surface(&root_module(manifest), &|file| source::read(file).ok())?;
        let path = format!("{FOLDER}/api-{name}.txt");
        println!("{path}: {} lines, {} types", surface.lines.len(), surface.types.len());
        texts.push((path, surface.lines.join("\n") + "\n"));
        types.extend(surface.types);
    }
    let matrix = Line::new("cargo run --quiet --package threadbare-surface").output()?;
    let missing = unjudged(&types, &matrix);
    texts.push((MATRIX.into(), matrix));
    let mut different = 0;
    for (path, text) in &texts {
        different += usize::from(settle(path, text, bless)?);
    }
    if !missing.is_empty() {
        let list = missing.join("\n  ");
        return Err(format!("public types that {FOLDER}/src/main.rs does not list:\n  {list}"));
    }
    match different {
        0 => Ok(()),
        _ => Err(format!("{different} texts differ; if that is meant: {COMMAND}")),
    }
}

/// The crate's name in code, and its root module's file.
fn root_module(manifest: &Manifest) -> (String, String) {
    let name = manifest.get("package", "name").unwrap_or_default().replace('-', "_");
    (name, manifest.file.replace("Cargo.toml", "src/lib.rs"))
}

/// The public types that the matrix has no row for.
fn unjudged(types: &[String], matrix: &str) -> Vec<String> {
    let judged = |path: &&String| {
        matrix.lines().any(|line| {
            let rest = line.strip_prefix(path.as_str());
            rest.is_some_and(|rest| !rest.starts_with(|char: char| char.is_alphanumeric()))
        })
    };
    types.iter().filter(|path| !judged(path)).cloned().collect()
}

/// Compares a text with the one that is checked in, or writes it. True: they differ.
fn settle(path: &str, text: &str, bless: bool) -> Result<bool, String> {
    let old = source::read(path).unwrap_or_default();
    if old == text {
        return Ok(false);
    }
    println!("{path}:");
    for line in diff::lines(&old, text) {
        println!("  {line}");
    }
    if bless {
        std::fs::write(root().join(path), text).map_err(|error| format!("{path}: {error}"))?;
        println!("wrote {path}");
    }
    Ok(!bless)
}

#[cfg(test)]
mod tests;
