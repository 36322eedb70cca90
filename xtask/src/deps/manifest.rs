//! Reads what we need of our own manifests: a small part of TOML.

use crate::source;

/// One `name = value` of a manifest, with the table that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) table: String,
    pub(crate) name: String,
    /// As it is written.
    pub(crate) value: String,
    pub(crate) line: usize,
}

/// A manifest.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    pub(crate) file: String,
    pub(crate) settings: Vec<Setting>,
}

impl Manifest {
    /// Takes the text apart. A value that goes on over several lines is joined.
    pub(crate) fn parse(file: &str, text: &str) -> Self {
        let mut settings: Vec<Setting> = Vec::new();
        let mut table = String::new();
        let mut open = false;
        for (index, line) in text.lines().enumerate() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            if let Some(last) = settings.last_mut().filter(|_| open) {
                last.value = format!("{} {line}", last.value);
                open = is_open(&last.value);
            } else if line.starts_with('[') {
                table = line.trim_matches(['[', ']']).trim().into();
                settings.extend(named_by(&table, index + 1));
            } else if let Some((name, value)) = line.split_once('=') {
                let (name, value) = (name.trim(), value.trim());
                // `name.workspace = true` inherits; what it inherits is not our concern here.
                let name = name.strip_suffix(".workspace").unwrap_or(name).into();
                open = is_open(value);
                let (table, value) = (table.clone(), value.into());
                settings.push(Setting { table, name, value, line: index + 1 });
            }
        }
        Self { file: file.into(), settings }
    }

    /// A setting without its quotes.
    pub(crate) fn get(&self, table: &str, name: &str) -> Option<&str> {
        let same = |one: &&Setting| one.table == table && one.name == name;
        self.settings.iter().find(same).map(|one| one.value.trim_matches('"'))
    }

    pub(crate) fn is_published(&self) -> bool {
        self.get("package", "publish") != Some("false")
    }

    /// The folder under `crates/`; none for other manifests.
    pub(crate) fn crate_name(&self) -> Option<&str> {
        let name = self.file.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        (!name.contains('/')).then_some(name)
    }

    /// The settings of tables of normal dependencies; target tables count, `dev-` ones do not.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = &Setting> {
        self.settings.iter().filter(|one| {
            one.table == "dependencies"
                || one.table.starts_with("target.") && one.table.ends_with(".dependencies")
                || one.table == "build-dependencies"
        })
    }
}

/// `[dependencies.serde]` names a dependency in its heading.
fn named_by(table: &str, line: usize) -> Option<Setting> {
    let (before, name) = table.split_once("dependencies.")?;
    let table = format!("{before}dependencies");
    Some(Setting { table, name: name.into(), value: "[..]".into(), line })
}

fn is_open(value: &str) -> bool {
    let count = |wanted: char| value.chars().filter(|char| *char == wanted).count();
    count('[') > count(']') || count('{') > count('}')
}

/// The manifests of the crates, in the order of their folders' names.
pub(crate) fn of_crates() -> Result<Vec<Manifest>, String> {
    let mut manifests = Vec::new();
    for file in source::files()? {
        let manifest = Manifest { file, settings: Vec::new() };
        if manifest.crate_name().is_some() {
            manifests.push(Manifest::parse(&manifest.file, &source::read(&manifest.file)?));
        }
    }
    Ok(manifests)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[package]\nname = \"threadbare-x\" # why\npublish = false\n\
        version.workspace = true\n[dependencies]\nlibc.workspace = true\n\
        serde = { version = \"1\",\n  features = [\"a\"] }\n# no\n\
        [target.'cfg(x)'.dependencies]\nloom = { optional = true }\n\
        [dev-dependencies]\nproptest = \"1\"\n";

    #[test]
    fn settings_are_found_in_their_tables() {
        let manifest = Manifest::parse("crates/x/Cargo.toml", TEXT);
        assert_eq!(manifest.get("package", "name"), Some("threadbare-x"));
        assert_eq!(manifest.get("package", "version"), Some("true"));
        assert!(!manifest.is_published());
        assert_eq!(manifest.crate_name(), Some("x"));
    }

    #[test]
    fn normal_dependencies_are_told_from_those_of_tests() {
        let manifest = Manifest::parse("crates/x/Cargo.toml", TEXT);
        let names: Vec<&str> = manifest.dependencies().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["libc", "serde", "loom"]);
        let serde = manifest.dependencies().nth(1).expect("there are three");
        assert!(serde.value.contains("features") && serde.line == 7);
    }
}
