//! Finds what a crate shows: its public items under the paths by which a user names them.

mod imports;
mod members;

use std::collections::BTreeSet;
use std::ops::Range;

use super::items::{Item, items};
use super::render::render;
use crate::source::Source;
use imports::Import;

/// The public API of a crate.
#[derive(Debug, Default)]
pub(super) struct Surface {
    /// `path: signature`, sorted.
    pub(super) lines: Vec<String>,
    /// The paths of the types.
    pub(super) types: Vec<String>,
}

/// A module's path from the crate's root.
type Path = Vec<String>;

/// Something that can be named, wherever it stands.
#[derive(Clone, Debug)]
struct Named {
    module: Path,
    name: String,
    signature: String,
    is_type: bool,
    public: bool,
}

/// Something that belongs to a type or a trait: a method, a variant, a field, an impl.
#[derive(Clone, Debug)]
struct Member {
    module: Path,
    owner: String,
    /// With its separator; empty for an impl.
    name: String,
    signature: String,
}

/// Everything in a crate, public or not.
#[derive(Debug, Default)]
struct Crate {
    named: Vec<Named>,
    members: Vec<Member>,
    imports: Vec<Import>,
    /// The modules that can be reached from outside.
    open: BTreeSet<Path>,
}

/// How a file is read; none when there is no such file.
type Reader<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The API of the crate with this name and root file.
pub(super) fn surface(root: &(String, String), read: Reader<'_>) -> Result<Surface, String> {
    let (name, file) = root;
    let text = read(file).ok_or_else(|| format!("{file}: there is no such file"))?;
    let source = Source::parse(file, &text);
    let mut all = Crate::default();
    all.open.insert(Path::new());
    walk(&source, 0..source.tokens.len(), &Path::new(), read, &mut all)?;
    Ok(all.publish(name))
}

fn walk(
    source: &Source,
    range: Range<usize>,
    module: &Path,
    read: Reader<'_>,
    all: &mut Crate,
) -> Result<(), String> {
    for item in items(source, range) {
        if !ships(source, &item) {
            continue;
        }
        match item.keyword.as_str() {
            "mod" => enter(source, &item, module, read, all)?,
            "use" => all.imports.extend(imports::imports(source, &item, module)),
            "impl" => members::of_impl(source, &item, module, &mut all.members),
            "macro_rules" => all.add_macro(source, &item),
            "const_fn" => {
                let body = item.body.clone().unwrap_or_default();
                walk(source, body, module, read, all)?;
            }
            _ if item.name.is_empty() => {}
            _ => all.add(source, &item, module),
        }
    }
    Ok(())
}

/// Goes into a module: what its braces hold, or its file.
fn enter(
    source: &Source,
    item: &Item,
    module: &Path,
    read: Reader<'_>,
    all: &mut Crate,
) -> Result<(), String> {
    let mut inner = module.clone();
    inner.push(item.name.clone());
    if item.public && all.open.contains(module) {
        all.open.insert(inner.clone());
        all.name(module, item, "mod".into(), false);
    }
    if let Some(body) = item.body.clone() {
        return walk(source, body, &inner, read, all);
    }
    let candidates = files(source, item, module.is_empty());
    for file in &candidates {
        if let Some(text) = read(file) {
            let source = Source::parse(file, &text);
            return walk(&source, 0..source.tokens.len(), &inner, read, all);
        }
    }
    Err(format!("{}: mod {} is in none of {}", source.file, item.name, candidates.join(", ")))
}

/// Where the file of a module may be.
fn files(source: &Source, item: &Item, from_root: bool) -> Vec<String> {
    let (folder, file) = source.file.rsplit_once('/').unwrap_or(("", &source.file));
    for attribute in &item.attributes {
        if source.reads(attribute.start, &["path", "="]) {
            let name = source.text(attribute.start + 2).trim_matches('"');
            return vec![format!("{folder}/{name}")];
        }
    }
    let stem = file.trim_end_matches(".rs");
    let base = if from_root || stem == "mod" { folder.into() } else { format!("{folder}/{stem}") };
    let name = &item.name;
    vec![format!("{base}/{name}.rs"), format!("{base}/{name}/mod.rs")]
}

/// Whether an ordinary build has the item, and the docs show it.
fn ships(source: &Source, item: &Item) -> bool {
    item.attributes.iter().all(|attribute| {
        let text = render(source, attribute.clone());
        let model = text.starts_with("cfg(threadbare") || text.starts_with("cfg(all(threadbare");
        let test = text.starts_with("cfg(test") || text.starts_with("cfg(all(test");
        !model && !test
    })
}

impl Crate {
    fn name(&mut self, module: &Path, item: &Item, signature: String, is_type: bool) {
        let (module, name, public) = (module.clone(), item.name.clone(), item.public);
        self.named.push(Named { module, name, signature, is_type, public });
    }

    fn add(&mut self, source: &Source, item: &Item, module: &Path) {
        let signature = members::signature(source, item);
        let is_type = matches!(item.keyword.as_str(), "struct" | "enum" | "union");
        self.name(module, item, signature, is_type);
        members::of_type(source, item, module, &mut self.members);
    }

    fn add_macro(&mut self, source: &Source, item: &Item) {
        let exported = |range: &Range<usize>| source.reads(range.start, &["macro_export"]);
        if item.attributes.iter().any(exported) {
            let item = Item { public: true, name: format!("{}!", item.name), ..item.clone() };
            self.name(&Path::new(), &item, "macro".into(), false);
        }
    }

    fn publish(&self, crate_name: &str) -> Surface {
        let mut surface = Surface::default();
        for (path, found) in self.exports() {
            let path = format!("{crate_name}::{}", path.join("::"));
            match found {
                Ok(named) => self.show(&path, named, &mut surface),
                Err(foreign) => surface.lines.push(format!("{path}: pub use {foreign}")),
            }
        }
        surface.lines.sort();
        surface.lines.dedup();
        surface.types.sort();
        surface.types.dedup();
        surface
    }

    fn show(&self, path: &str, named: &Named, surface: &mut Surface) {
        surface.lines.push(format!("{path}: {}", named.signature));
        if named.is_type {
            surface.types.push(path.into());
        }
        let here =
            |member: &&Member| self.owner(member).is_some_and(|one| std::ptr::eq(one, named));
        for member in self.members.iter().filter(here) {
            surface.lines.push(format!("{path}{}: {}", member.name, member.signature));
        }
    }

    /// What a member belongs to: the name in its own module, or else the only one in the crate.
    fn owner(&self, member: &Member) -> Option<&Named> {
        let same = |one: &&Named| one.name == member.owner;
        let near = self.named.iter().find(|one| same(one) && one.module == member.module);
        near.or_else(|| self.named.iter().find(same))
    }

    /// What can be named from outside: the path, and the item or the foreign path behind it.
    fn exports(&self) -> Vec<(Path, Result<&Named, String>)> {
        let mut exports = Vec::new();
        for named in self.named.iter().filter(|one| one.public && self.open.contains(&one.module)) {
            exports.push((joined(&named.module, &named.name), Ok(named)));
        }
        let open = |import: &&Import| import.public && self.open.contains(&import.module);
        for import in self.imports.iter().filter(open) {
            if import.alias == "*" {
                let module = import.absolute(|path| self.is_module(path));
                let inside = self.named.iter().filter(|one| one.public && one.module == module);
                exports.extend(inside.map(|one| (joined(&import.module, &one.name), Ok(one))));
            } else {
                let found = self.find(import, 0).ok_or_else(|| import.path.join("::"));
                exports.push((joined(&import.module, &import.alias), found));
            }
        }
        exports
    }

    fn is_module(&self, path: &[String]) -> bool {
        self.named.iter().any(|one| one.module == path)
            || self.imports.iter().any(|one| one.module == path)
    }

    /// The item that an import leads to, perhaps through other imports.
    fn find(&self, import: &Import, depth: usize) -> Option<&Named> {
        const CHAIN_MAX: usize = 8;
        let path = import.absolute(|path| self.is_module(path));
        let (name, module) = path.split_last()?;
        let here = self.named.iter().find(|one| one.module == module && one.name == *name);
        here.or_else(|| {
            let next = |one: &&Import| one.module == module && one.alias == *name;
            let next = self.imports.iter().filter(|_| depth < CHAIN_MAX).find(next)?;
            self.find(next, depth + 1)
        })
    }
}

fn joined(module: &Path, name: &str) -> Path {
    module.iter().cloned().chain([name.into()]).collect()
}
