//! `cargo xtask orderings`: every atomic site of the crates with its ordering, its reason and, in
//! the chapters, the model that fails when the ordering is weaker.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::docs::blocks::{self, Head, cell, relative};
use crate::sites::{self, Site};
use crate::source;

/// What `cargo xtask weaken` found, from the workspace's root.
const RESULTS: &str = "tests/loom/weaken.results";

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err(format!("{} is not known; [--check]", args.join(" "))),
    };
    let table = Table::read()?;
    print!("{}", table.plain());
    blocks::fill_all(check, "cargo xtask orderings", &|head| {
        if head.name == "orderings" { table.block(head).map(Some) } else { Ok(None) }
    })
}

/// One weaker way of a site, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fate {
    slot: String,
    value: String,
    state: String,
    note: String,
}

/// All sites, and the fates of their mutants by id.
#[derive(Debug, Default)]
pub(crate) struct Table {
    sites: Vec<Site>,
    fates: BTreeMap<String, Vec<Fate>>,
}

impl Table {
    /// The table of the workspace as it stands.
    pub(crate) fn read() -> Result<Self, String> {
        // Before the first run there are no results; each cell says so.
        let results = source::read(RESULTS).unwrap_or_default();
        Ok(Self { sites: sites::scan()?, fates: fates(&results) })
    }

    /// The table for a terminal.
    fn plain(&self) -> String {
        let row = |site: &Site| {
            [
                site.id.clone().unwrap_or_else(|| "-".into()),
                format!("{}:{}", site.file, site.line),
                site.function.clone(),
                site.operation.clone(),
                site.ordering(),
            ]
        };
        let rows: Vec<[String; 5]> = self.sites.iter().map(row).collect();
        let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
        let widths = [0, 1, 2, 3, 4].map(width);
        let mut text = String::new();
        for (row, site) in rows.iter().zip(&self.sites) {
            for (cell, width) in row.iter().zip(widths) {
                let _infallible = write!(text, "{cell:width$}  ");
            }
            let _infallible = writeln!(text, "{}", site.reason);
        }
        let _infallible = writeln!(text, "{} sites", self.sites.len());
        text
    }

    /// The table of a chapter: the sites of the files whose paths begin as the arguments do.
    pub(crate) fn block(&self, head: &Head) -> Result<String, String> {
        let begins = |site: &&Site| head.arguments.iter().any(|one| site.file.starts_with(one));
        let chosen: Vec<&Site> = self.sites.iter().filter(begins).collect();
        if chosen.is_empty() {
            let wanted = head.arguments.join(" ");
            return Err(format!("no atomic site in `{wanted}`; name a path under crates/"));
        }
        let mut text = String::from(
            "| id | site | operation | ordering | reason | killed by |\n\
             |---|---|---|---|---|---|\n",
        );
        for site in chosen {
            let _infallible = writeln!(
                text,
                "| {} | [`{}`]({}#L{}) | `{}` | {} | {} | {} |",
                site.id.as_deref().unwrap_or("none"),
                site.function,
                relative(&head.page, &site.file),
                site.line,
                site.operation,
                site.ordering(),
                cell(&site.reason),
                cell(&self.killers(site)),
            );
        }
        Ok(text)
    }

    /// What becomes of the site's mutants.
    fn killers(&self, site: &Site) -> String {
        if site.is_minimal() {
            return "minimal".into();
        }
        let fates = site.id.as_ref().and_then(|id| self.fates.get(id));
        let Some(fates) = fates else {
            return "not run".into();
        };
        let several = fates.iter().any(|fate| fate.slot != fates[0].slot);
        let one = |fate: &Fate| {
            let slot = if several { format!("{} ", fate.slot) } else { String::new() };
            format!("{slot}{}: {}", fate.value, fate.words())
        };
        fates.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

impl Fate {
    fn words(&self) -> String {
        let because = if self.note.is_empty() { String::new() } else { format!(", {}", self.note) };
        match self.state.as_str() {
            "killed" => format!("`{}`", self.note),
            "reasoned" => format!("survives{because}"),
            "survived" => "**survives**".into(),
            _ => format!("reached by no model{because}"),
        }
    }
}

/// Reads the lines `ID slot mutant state note`, which tabs divide.
fn fates(results: &str) -> BTreeMap<String, Vec<Fate>> {
    let mut fates: BTreeMap<String, Vec<Fate>> = BTreeMap::new();
    for line in results.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t').map(String::from);
        let id = fields.next().unwrap_or_default();
        let mut next = || fields.next().unwrap_or_default();
        let fate = Fate { slot: next(), value: next(), state: next(), note: next() };
        if !fate.state.is_empty() {
            fates.entry(id).or_default().push(fate);
        }
    }
    fates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn table(results: &str) -> Table {
        let text = "fn lock() {\n// [L1] Acquire/Relaxed: pairs | with L2\n\
            a.compare_exchange(0, 1, Acquire, Relaxed);\n\
            a.swap(0, AcqRel); // [L2] AcqRel: both\n\
            // [L3] Relaxed: alone\na.load(Relaxed);\n}";
        let sites = sites::of(&Source::parse("crates/x/src/a.rs", text));
        Table { sites, fates: fates(results) }
    }

    fn block(table: &Table, argument: &str) -> Result<String, String> {
        let arguments = vec![argument.into()];
        table.block(&Head { name: "orderings".into(), arguments, page: "docs/a.md".into() })
    }

    #[test]
    fn a_row_names_the_site_and_what_kills_it() {
        let results = "# head\nL1\tsuccess\tRelaxed\tkilled\tlock::pair\n\
            L2\trmw\tAcquire\treasoned\tonly a hint\nL2\trmw\tRelease\tsurvived\t\n";
        let text = block(&table(results), "crates/x/src").expect("it has sites");
        let rows: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            rows[0],
            "| L1 | [`lock`](../crates/x/src/a.rs#L3) | `compare_exchange` | Acquire/Relaxed | \
             pairs \\| with L2 | Relaxed: `lock::pair` |"
        );
        assert!(rows[1].ends_with("| Acquire: survives, only a hint; Release: **survives** |"));
        assert!(rows[2].ends_with("| minimal |"));
    }

    #[test]
    fn a_site_without_results_was_not_run() {
        let text = block(&table(""), "crates/x/src/a").expect("it has sites");
        assert_eq!(text.matches("| not run |").count(), 2);
    }

    #[test]
    fn several_slots_are_told_apart() {
        let results = "L1\tfailure\tRelaxed\tunreached\t\nL1\tsuccess\tRelaxed\tkilled\tm\n";
        let text = block(&table(results), "crates").expect("it has sites");
        assert!(
            text.contains("failure Relaxed: reached by no model; success Relaxed: `m`"),
            "{text}"
        );
    }

    #[test]
    fn a_block_of_no_sites_is_an_error() {
        assert!(block(&table(""), "crates/y").is_err());
    }

    #[test]
    fn the_plain_table_lines_up() {
        let text = table("").plain();
        let places: Vec<Option<usize>> = text.lines().map(|line| line.find("lock")).collect();
        assert_eq!(places[0], places[1]);
        assert!(text.ends_with("3 sites\n"));
    }
}
