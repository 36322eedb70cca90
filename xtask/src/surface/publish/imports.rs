//! Imports, spelt out.

use super::super::items::Item;
use super::Path;
use crate::source::Source;

/// One name that an import brings in.
#[derive(Clone, Debug)]
pub(super) struct Import {
    pub(super) module: Path,
    /// As it is written.
    pub(super) path: Path,
    /// The name in this module; `*` for all of them.
    pub(super) alias: String,
    pub(super) public: bool,
}

/// The names that a `use` brings in.
pub(super) fn imports(source: &Source, item: &Item, module: &Path) -> Vec<Import> {
    let paths = source.paths();
    let inside = paths.iter().filter(|path| item.head.contains(&path.index));
    let mut imports: Vec<Import> = Vec::new();
    let mut renames = false;
    for path in inside {
        match path.text.as_str() {
            "use" => {}
            text if text == "as" || text.ends_with("::as") => renames = true,
            text if renames => {
                if let Some(last) = imports.last_mut() {
                    last.alias = text.rsplit("::").next().unwrap_or_default().into();
                }
                renames = false;
            }
            text => {
                let mut path: Path = text.split("::").map(Into::into).collect();
                if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                    path.pop();
                }
                let alias = path.last().cloned().unwrap_or_default();
                imports.push(Import { module: module.clone(), path, alias, public: item.public });
            }
        }
    }
    imports
}

impl Import {
    /// The path from the crate's root, if it leads into this crate.
    pub(super) fn absolute(&self, is_module: impl Fn(&[String]) -> bool) -> Path {
        let mut path = self.path.clone();
        if self.alias == "*" {
            path.pop();
        }
        let mut base = self.module.clone();
        let first = path.first().cloned().unwrap_or_default();
        match first.as_str() {
            "crate" => return path.split_off(1),
            "self" => {
                path.remove(0);
            }
            "super" => {
                while path.first().is_some_and(|word| word == "super") {
                    path.remove(0);
                    base.pop();
                }
            }
            _ => {
                // A module beside us; otherwise another crate, which no path from the root names.
                let beside: Path = base.iter().cloned().chain([first]).collect();
                if path.len() > 1 && !is_module(&beside) {
                    return path;
                }
            }
        }
        base.extend(path);
        base
    }
}
