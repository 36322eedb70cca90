//! `cargo xtask prop`: the property tests of every package that has some, with more cases than the
//! everyday run gives them.

use crate::cargo::{Line, root};

const CASES: &str = "20000";

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let cases = match args {
        [] => CASES,
        [cases] if cases.parse::<u32>().is_ok_and(|cases| cases > 0) => cases,
        _ => return Err(format!("{}: not a number of cases", args.join(" "))),
    };
    let packages = with_properties()?;
    if packages.is_empty() {
        return Err("no package has property tests in tests/prop.rs or tests/prop".into());
    }
    let line = Line::new("cargo test --release").set("PROPTEST_CASES", cases);
    let line = packages.iter().fold(line, |line, package| line.word("-p").word(package));
    line.word("--test").word("prop").run()
}

/// The packages that have a test target `prop`, sorted.
fn with_properties() -> Result<Vec<String>, String> {
    let mut packages = Vec::new();
    for folder in ["crates", "tests"] {
        let entries = std::fs::read_dir(root().join(folder));
        for entry in entries.map_err(|error| format!("{folder}: {error}"))? {
            let path = entry.map_err(|error| format!("{folder}: {error}"))?.path();
            let has = |name: &str| path.join("tests").join(name).is_file();
            if let Some(name) = path.file_name().filter(|_| has("prop.rs") || has("prop/main.rs")) {
                packages.push(format!("threadbare-{}", name.display()));
            }
        }
    }
    packages.sort();
    Ok(packages)
}
