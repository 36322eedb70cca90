//! `cargo xtask prop [CASES | --deep] [crate..]`: the property tests of every package that has
//! some, or of these, with more cases than the everyday run gives them.

use crate::cargo::{Line, root};

const CASES: &str = "20000";

/// For each state machine. The package of the judges is not among those that are run so: its storms
/// grow with the cases, to ten million calls here.
const DEEP: &str = "100000";
const NOT_DEEP: &str = "linear";

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let mut packages = with_properties()?;
    let mut cases = CASES;
    let mut asked: Vec<&str> = Vec::new();
    for arg in args {
        match arg.as_str() {
            "--deep" => cases = DEEP,
            number if number.parse::<u32>().is_ok_and(|number| number > 0) => cases = number,
            name if packages.iter().any(|package| package == name) => asked.push(name),
            other => return Err(format!("{other}: neither a number of cases nor a crate")),
        }
    }
    packages.retain(|name| {
        let is_meant = asked.is_empty() || asked.contains(&name.as_str());
        is_meant && (cases != DEEP || name != NOT_DEEP)
    });
    if packages.is_empty() {
        return Err("no package has property tests in tests/prop.rs or tests/prop".into());
    }
    let line = Line::new("cargo test --release").set("PROPTEST_CASES", cases);
    let line = packages.iter().fold(line, |line, name| line.word(format!("-pthreadbare-{name}")));
    line.word("--test").word("prop").run()
}

/// The packages that have a test target `prop`, by their short names, sorted.
fn with_properties() -> Result<Vec<String>, String> {
    let mut packages = Vec::new();
    for folder in ["crates", "tests"] {
        let entries = std::fs::read_dir(root().join(folder));
        for entry in entries.map_err(|error| format!("{folder}: {error}"))? {
            let path = entry.map_err(|error| format!("{folder}: {error}"))?.path();
            let has = |name: &str| path.join("tests").join(name).is_file();
            if let Some(name) = path.file_name().filter(|_| has("prop.rs") || has("prop/main.rs")) {
                packages.push(name.display().to_string());
            }
        }
    }
    packages.sort();
    Ok(packages)
}
