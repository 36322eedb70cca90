//! Generated blocks of a page: between `<!-- gen:NAME ARGUMENTS -->` and `<!-- end -->`.

use crate::cargo::root;
use crate::source;

const START: &str = "<!-- gen:";
const CLOSE: &str = "-->";
const END: &str = "<!-- end -->";

/// The head of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) arguments: Vec<String>,
    /// The page that it stands in.
    pub(crate) page: String,
}

impl Head {
    fn parse(page: &str, line: &str) -> Option<Self> {
        let inner = line.trim().strip_prefix(START)?.strip_suffix(CLOSE)?;
        let mut words = inner.split_whitespace().map(String::from);
        let name = words.next()?;
        Some(Self { name, arguments: words.collect(), page: page.into() })
    }
}

/// What belongs between the marks of a block; none leaves it as it is.
pub(crate) type Writer<'a> = &'a dyn Fn(&Head) -> Result<Option<String>, String>;

/// The page with its blocks written anew. Marks in fenced code are examples and stay.
pub(crate) fn fill(page: &str, text: &str, writer: Writer<'_>) -> Result<String, String> {
    let mut filled = String::new();
    let mut fenced = false;
    let mut lines = text.split_inclusive('\n').enumerate();
    while let Some((index, line)) = lines.next() {
        filled.push_str(line);
        fenced ^= line.trim_start().starts_with("```");
        let Some(head) = Head::parse(page, line).filter(|_| !fenced) else {
            continue;
        };
        let place = |error| format!("{page}:{}: {error}", index + 1);
        let mut old = String::new();
        let end = loop {
            match lines.next() {
                Some((_, line)) if line.trim() == END => break line,
                Some((_, line)) => old.push_str(line),
                None => return Err(place(format!("the block has no `{END}`"))),
            }
        };
        match writer(&head).map_err(place)? {
            // Blank lines, so that a table or a fence is seen as one.
            Some(new) => filled.push_str(&format!("\n{}\n\n", new.trim_end())),
            None => filled.push_str(&old),
        }
        filled.push_str(end);
    }
    Ok(filled)
}

/// Writes the blocks of all pages anew, or, when `check` is set, names the pages that are stale.
pub(crate) fn fill_all(check: bool, command: &str, writer: Writer<'_>) -> crate::Outcome {
    let mut wrong = Vec::new();
    for page in source::files()?.iter().filter(|file| file.ends_with(".md")) {
        let text = source::read(page)?;
        match fill(page, &text, writer) {
            Err(error) => wrong.push(error),
            Ok(filled) if filled == text => {}
            Ok(_) if check => wrong.push(format!("{page}: a generated block is stale")),
            Ok(filled) => {
                std::fs::write(root().join(page), filled).map_err(|e| format!("{page}: {e}"))?;
                println!("wrote {page}");
            }
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let remedy = if check { format!("\nto write the blocks: {command}") } else { String::new() };
    Err(format!("\n{}{remedy}", wrong.join("\n")))
}

/// The way from a page to a file, both named from the root.
pub(crate) fn relative(page: &str, file: &str) -> String {
    let folder: Vec<&str> = page.split('/').rev().skip(1).collect::<Vec<_>>();
    let folder: Vec<&str> = folder.into_iter().rev().collect();
    let target: Vec<&str> = file.split('/').collect();
    let common = folder.iter().zip(&target).take_while(|(one, other)| one == other).count();
    let up = folder.len() - common;
    let rest = target.get(common..).unwrap_or_default().join("/");
    format!("{}{rest}", "../".repeat(up))
}

/// A cell of a table: on one line, with no mark that would end it.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &str) -> Result<String, String> {
        fill("docs/a.md", text, &|head| match head.name.as_str() {
            "twice" => Ok(Some(format!("{0} {0}\n", head.arguments.join("+")))),
            "gone" => Err("no such file".into()),
            _ => Ok(None),
        })
    }

    #[test]
    fn a_block_is_written_anew_and_then_stays() {
        let filled = write("a\n<!-- gen:twice x y -->\nold\n<!-- end -->\nb").expect("well formed");
        assert_eq!(filled, "a\n<!-- gen:twice x y -->\n\nx+y x+y\n\n<!-- end -->\nb");
        assert_eq!(write(&filled), Ok(filled.clone()));
    }

    #[test]
    fn other_blocks_and_examples_in_fences_stay() {
        for text in [
            "<!-- gen:other -->\nold\n<!-- end -->\n",
            "```\n<!-- gen:twice x -->\n<!-- end -->\n```\n",
            "no block\n",
        ] {
            assert_eq!(write(text), Ok(text.into()));
        }
    }

    #[test]
    fn a_block_without_an_end_or_a_source_is_an_error_with_its_place() {
        let error = write("\n<!-- gen:twice x -->\n").expect_err("it has no end");
        assert!(error.starts_with("docs/a.md:2:"), "{error}");
        assert!(write("<!-- gen:gone -->\n<!-- end -->").is_err());
    }

    #[test]
    fn the_way_between_two_files_is_short() {
        assert_eq!(
            relative("docs/sync/lock.md", "crates/sync/src/a.rs"),
            "../../crates/sync/src/a.rs"
        );
        assert_eq!(relative("README.md", "crates/a.rs"), "crates/a.rs");
        assert_eq!(relative("docs/a.md", "docs/b/c.md"), "b/c.md");
    }
}
