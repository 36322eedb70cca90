//! Unsafe code says why it is sound.

use super::tree::{Finding, Tree};
use crate::source::{Comment, Kind, Source};

/// Fewer words than this name neither an invariant nor a promise.
const SAFETY_WORDS_MIN: usize = 4;

/// The tokens that open an unsafe block or an unsafe impl.
fn claims(source: &Source) -> impl Iterator<Item = usize> {
    let opens = |index: &usize| {
        source.reads(*index, &["unsafe", "{"]) || source.reads(*index, &["unsafe", "impl"])
    };
    (0..source.tokens.len()).filter(opens)
}

/// How many there are.
pub(super) fn count(source: &Source) -> usize {
    claims(source).count()
}

pub(super) fn blocks(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &tree.sources {
        for index in claims(source) {
            let what = match source.remark(index, |block| safety(block).is_some()) {
                None => "unsafe without a SAFETY comment",
                Some(block) if !safety(&block).is_some_and(|text| is_reason(&text)) => {
                    "a SAFETY comment that says next to nothing"
                }
                Some(_) => continue,
            };
            let mend =
                "write a SAFETY comment above it that names the invariant or the caller's promise";
            findings.push(Finding::new(&source.file, source.line(index), what, mend));
        }
    }
    findings
}

/// The reason in a SAFETY comment; none when the block has no such line.
fn safety(block: &[&Comment]) -> Option<String> {
    let is_start = |comment: &&Comment| comment.text.trim().starts_with("SAFETY:");
    let start = block.iter().position(is_start)?;
    let texts = block.iter().skip(start).map(|comment| comment.text.trim());
    let text = texts.collect::<Vec<_>>().join(" ");
    Some(text.trim_start_matches("SAFETY:").into())
}

/// Whether the text names the caller or an invariant by its number, or else says something.
fn is_reason(text: &str) -> bool {
    let mut words = text.split(|char: char| !char.is_alphanumeric());
    let is_invariant = |word: &str| {
        let number = word.strip_prefix('I').unwrap_or_default();
        !number.is_empty() && number.chars().all(|char| char.is_ascii_digit())
    };
    let count = words.clone().filter(|word| !word.is_empty()).count();
    count >= SAFETY_WORDS_MIN || words.any(|word| word == "caller" || is_invariant(word))
}

pub(super) fn functions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &tree.sources {
        for index in 0..source.tokens.len() {
            if !is_public_unsafe(source, index) {
                continue;
            }
            let item = source.statement(index);
            let docs = (item..=index).map(|at| source.docs_before(at)).collect::<String>();
            if !docs.contains("# Safety") {
                let what = format!("pub unsafe fn {} has no `# Safety`", source.text(index + 1));
                let mend = "list in its docs what the caller must promise";
                findings.push(Finding::new(&source.file, source.line(index), what, mend));
            }
        }
    }
    findings
}

/// Whether the word `fn` of a `pub unsafe fn name` stands here; `pub(crate)` is not public.
fn is_public_unsafe(source: &Source, index: usize) -> bool {
    let named = source.tokens.get(index + 1).is_some_and(|token| token.kind == Kind::Word);
    if !named || !source.reads(index, &["fn"]) {
        return false;
    }
    let head: Vec<&str> = (source.statement(index)..index).map(|at| source.text(at)).collect();
    let public = head.iter().position(|word| *word == "pub");
    let open = public.is_some_and(|at| head.get(at + 1) != Some(&"("));
    open && head.contains(&"unsafe")
}
