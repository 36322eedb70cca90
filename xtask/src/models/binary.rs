//! The model executables: building them, listing their models, running one of them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::process::{self, Report};
use super::protocol::Settings;
use crate::cargo::{Line, root};

/// One model: a test of one model executable.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// The executable's short name: that of its file in `tests/loom/tests`.
    pub(crate) binary: String,
    /// The crate that the executable is about.
    pub(crate) area: String,
    /// The test's name inside the executable.
    pub(crate) test: String,
    executable: PathBuf,
}

impl Model {
    /// The name that tables show: executable and test.
    pub(crate) fn name(&self) -> String {
        format!("{}::{}", self.binary, self.test)
    }

    /// Whether the model's source is the file at `path`, or lies in the folder of its executable.
    pub(crate) fn lives_in(&self, path: &str) -> bool {
        let rest = path.strip_prefix("tests/loom/tests/").unwrap_or_default();
        let rest = rest.strip_prefix(self.binary.as_str());
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    /// Whether the test may pass without checking a model.
    fn is_plain(&self) -> bool {
        self.test.rsplit("::").next().is_some_and(|name| name.starts_with("plain_"))
    }

    /// Runs the model in its own process.
    pub(crate) fn run(&self, settings: &Settings, limit: Duration) -> Result<Report, String> {
        let mut command = Command::new(&self.executable);
        command.args(["--exact", &self.test, "--nocapture", "--test-threads=1"]);
        for name in ["BOUND", "SPURIOUS", "CAP_MS", "WEAKEN", "RECORD", "TRACE"] {
            command.env_remove(format!("THREADBARE_{name}"));
        }
        // A killed mutant is no news: drawing a backtrace would cost more than the run.
        command.env("RUST_BACKTRACE", "0").envs(settings.variables()).current_dir(root());
        process::run(command, limit, self.is_plain())
    }

    /// The line with which a reader can repeat a run.
    pub(crate) fn repeat(&self, settings: &Settings) -> String {
        let mut line = cargo(&format!("--test {}", self.binary));
        for (name, value) in settings.variables() {
            line = line.set(name, value);
        }
        let words = ["--", "--exact", &self.test, "--nocapture", "--test-threads=1"];
        words.into_iter().fold(line, Line::word).plain()
    }
}

/// The cargo line of the model build, with more words at its end.
fn cargo(more: &str) -> Line {
    let line = "cargo test --profile model --target-dir target/model -p threadbare-loom \
         --features loom";
    Line::new(&format!("{line} {more}")).set("RUSTFLAGS", "--cfg threadbare_loom")
}

/// Builds every model executable and lists its models, sorted by name.
pub(crate) fn build() -> Result<Vec<Model>, String> {
    let text = cargo("--no-run --message-format=json-render-diagnostics").output()?;
    let mut models = Vec::new();
    for line in text.lines() {
        let Some(artifact) = Artifact::parse(line) else { continue };
        let area = area(&artifact.source);
        for test in list(&artifact.executable)? {
            models.push(Model {
                binary: artifact.name.clone(),
                area: area.clone(),
                test,
                executable: artifact.executable.clone(),
            });
        }
    }
    models.sort_by_key(Model::name);
    if models.is_empty() {
        return Err("the build made no model: is tests/loom/tests empty?".into());
    }
    Ok(models)
}

/// The models that every one of `words` names: by crate, by executable, or by a part of the name.
pub(crate) fn choose(models: &[Model], words: &[String]) -> Result<Vec<Model>, String> {
    let fits = |model: &Model, word: &String| {
        model.area == *word || model.binary == *word || model.name().contains(word.as_str())
    };
    let chosen: Vec<Model> =
        models.iter().filter(|model| words.iter().all(|word| fits(model, word))).cloned().collect();
    if chosen.is_empty() {
        let known: Vec<String> = models.iter().map(|model| format!("  {}", model.name())).collect();
        return Err(format!("no model is named by {words:?}; there are\n{}", known.join("\n")));
    }
    Ok(chosen)
}

/// One line of cargo's messages that names a test executable.
#[derive(Debug, PartialEq, Eq)]
struct Artifact {
    name: String,
    source: PathBuf,
    executable: PathBuf,
}

impl Artifact {
    fn parse(line: &str) -> Option<Self> {
        if !line.starts_with(r#"{"reason":"compiler-artifact""#) {
            return None;
        }
        let target = line.split_once(r#""target":{"#)?.1;
        Some(Self {
            name: text(target, "name")?,
            source: text(target, "src_path")?.into(),
            executable: text(line, "executable")?.into(),
        })
    }
}

/// The text value of the first member `name` in `json`.
fn text(json: &str, name: &str) -> Option<String> {
    let rest = json.split_once(&format!(r#""{name}":""#))?.1;
    let mut value = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => return Some(value),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

/// The crate that a model file is about: the one beside sys that it names, else sys itself.
fn area(source: &Path) -> String {
    let text = std::fs::read_to_string(source).unwrap_or_default();
    let named = text.split("threadbare_").skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_lowercase()).unwrap_or(rest.len());
        &rest[..end]
    });
    named.into_iter().find(|name| is_crate(name)).unwrap_or("sys").into()
}

fn is_crate(name: &str) -> bool {
    name != "sys" && !name.is_empty() && root().join("crates").join(name).is_dir()
}

fn list(executable: &Path) -> Result<Vec<String>, String> {
    let mut command = Command::new(executable);
    command.args(["--list", "--format", "terse"]).current_dir(root());
    let done = command.output().map_err(|error| format!("{}: {error}", executable.display()))?;
    if !done.status.success() {
        return Err(format!("`{} --list` ended with {}", executable.display(), done.status));
    }
    let text = String::from_utf8_lossy(&done.stdout);
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artifact_with_an_executable_is_found_and_one_without_is_not() {
        let with = concat!(
            r#"{"reason":"compiler-artifact","package_id":"path+file:///w","manifest_path":"/w","#,
            r#""target":{"kind":["test"],"name":"lock","src_path":"/w/a \"b\"/lock.rs"},"#,
            r#""filenames":["/t/lock-1"],"executable":"/t/lock-1","fresh":true}"#,
        );
        let found = Artifact::parse(with).expect("it has all three members");
        assert_eq!(
            (found.name.as_str(), found.executable.as_path()),
            ("lock", Path::new("/t/lock-1"))
        );
        assert_eq!(found.source, Path::new(r#"/w/a "b"/lock.rs"#));
        let without = with.replace(r#""executable":"/t/lock-1""#, r#""executable":null"#);
        assert_eq!(Artifact::parse(&without), None);
    }

    fn model(binary: &str, area: &str, test: &str) -> Model {
        let [binary, area, test] = [binary, area, test].map(String::from);
        Model { binary, area, test, executable: PathBuf::new() }
    }

    #[test]
    fn models_are_chosen_by_crate_executable_or_name() {
        let all = [model("lock", "sync", "pair"), model("waist", "sys", "pair_of_waits")];
        let names = |words: &[&str]| -> Vec<String> {
            let words: Vec<String> = words.iter().map(|word| (*word).into()).collect();
            choose(&all, &words).map_or(Vec::new(), |some| some.iter().map(Model::name).collect())
        };
        assert_eq!(names(&[]).len(), 2);
        assert_eq!(names(&["sync"]), ["lock::pair"]);
        assert_eq!(names(&["waist"]), ["waist::pair_of_waits"]);
        assert_eq!(names(&["sys", "of_waits"]), ["waist::pair_of_waits"]);
        assert!(choose(&all, &["nowhere".into()]).is_err());
    }

    #[test]
    fn the_line_that_repeats_a_run_is_one_that_a_shell_takes() {
        let settings = Settings { trace: true, ..Settings::rung(2, 1, Duration::from_secs(3)) };
        let line = model("lock", "sync", "pair").repeat(&settings);
        assert!(line.starts_with("RUSTFLAGS='--cfg threadbare_loom' "), "{line}");
        assert!(line.contains("THREADBARE_SPURIOUS=1 THREADBARE_CAP_MS=3000 THREADBARE_TRACE=1"));
        assert!(line.ends_with("--test lock -- --exact pair --nocapture --test-threads=1"));
    }
}
