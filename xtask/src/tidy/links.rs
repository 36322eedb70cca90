//! The links of a page: where they are, and whether they lead anywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::numbered;

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) line: usize,
    pub(crate) target: String,
}

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// The links of a page, those in code left out.
pub(crate) fn all(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for (line, text) in prose(text) {
        let text = without_code(text);
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once("](") {
            let target: String = after.chars().take_while(|char| *char != ')').collect();
            links.push(Link { line, target });
            rest = after;
        }
        // `[name]: target` defines what `[text][name]` leads to.
        if let Some((name, target)) = text.trim().split_once("]: ")
            && name.starts_with('[')
        {
            links.push(Link { line, target: target.trim().into() });
        }
    }
    for link in &mut links {
        // A title may follow the target.
        let target = link.target.split_whitespace().next().unwrap_or_default();
        link.target = target.trim_matches(['<', '>']).into();
    }
    links
}

/// The lines outside fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    numbered(text).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The line with what stands between backticks blanked.
fn without_code(line: &str) -> String {
    // An unpaired backtick opens nothing.
    let paired = line.matches('`').count() / 2 * 2;
    let mut seen = 0;
    let keep = |char: char| {
        seen += usize::from(char == '`' && seen < paired);
        if seen % 2 == 1 { ' ' } else { char }
    };
    line.chars().map(keep).collect()
}

/// The anchors of a page: its headings as the forges spell them, and the ids in its HTML.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line) in prose(text) {
        let title = line.trim_start_matches('#');
        if title.len() < line.len() && title.starts_with(' ') {
            let slug = slug(title.trim());
            let numbered = (1..).map(|number| format!("{slug}-{number}"));
            let free = std::iter::once(slug.clone()).chain(numbered);
            anchors.extend(free.into_iter().find(|slug| !anchors.contains(slug)));
        }
        for (_, after) in line.match_indices("id=\"").map(|(at, _)| line.split_at(at + 4)) {
            anchors.extend(after.split('"').next().map(Into::into));
        }
    }
    anchors
}

fn slug(title: &str) -> String {
    let kept = |char: &char| char.is_alphanumeric() || "-_ ".contains(*char);
    let lower = title.chars().filter(kept).flat_map(char::to_lowercase);
    lower.map(|char| if char == ' ' { '-' } else { char }).collect()
}

/// The links of the page `file` that lead nowhere.
pub(crate) fn broken(
    file: &str,
    text: &str,
    texts: &BTreeMap<String, String>,
    files: &BTreeSet<String>,
) -> Vec<Broken> {
    let mut found = Vec::new();
    for link in all(text).into_iter().filter(|link| is_ours(&link.target)) {
        let (path, anchor) = link.target.split_once('#').unwrap_or((&link.target, ""));
        let target = if path.is_empty() { Some(file.into()) } else { resolve(file, path) };
        let there = |target: &&String| {
            let folder = format!("{}/", target.trim_end_matches('/'));
            target.is_empty()
                || files.contains(*target)
                || files.iter().any(|one| one.starts_with(&folder))
        };
        let what = match target.as_ref().filter(there) {
            None => format!("`{}` leads to no file", link.target),
            Some(target) => {
                let page = texts.get(target).filter(|_| target.ends_with(".md"));
                let known = page.is_none_or(|page| anchors(page).contains(anchor));
                if anchor.is_empty() || known {
                    continue;
                }
                format!("`{}` leads to no heading", link.target)
            }
        };
        found.push(Broken { line: link.line, what });
    }
    found
}

/// Whether the target is a place in this workspace: no other site's, and no path of Rust's.
fn is_ours(target: &str) -> bool {
    let elsewhere = ["http://", "https://", "mailto:"].iter().any(|one| target.starts_with(one));
    let rust = target.contains("::") || target.contains('@') || target.contains('!');
    !target.is_empty() && !elsewhere && !rust
}

/// The path from the root that `path` names in `file`; none when it leaves the workspace.
fn resolve(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
