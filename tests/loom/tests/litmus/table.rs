//! The table as a page, and the tests that keep the page true.

use std::collections::BTreeSet;
use std::fs;

use crate::row::{C11, Loom, Row, Verdict};
use crate::{agreement, coherence, limits, message_passing, read_modify_write, store_buffering};

/// The version that the answers were noted for.
const LOOM: &str = "0.7.2";

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/litmus.md");
const LOCK_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");

const HEAD: &str = "\
<!-- Generated from tests/loom/tests/litmus by the last command below. Do not edit. -->

# What a green model means: the litmus table

Small programs whose outcomes C11 decides (in the wording of C++20, which Rust has taken over),
and what our models over loom make of them. Each row is a test that explores its program:
`cargo xtask loom litmus` fails when loom answers otherwise than its row says.

How to read a program: `x`, `y`, `z` are atomics, all zero at first; `r1` to `r4` are registers.
`∥` stands between threads, and `then` before what the main thread does when they have ended.
An access is relaxed unless marked `=rel`, `=acq` or `=sc`. `F` is a `SeqCst` fence, `Frel` and
`Facq` are release and acquire fences. `+=`, `swap` and `cas` yield the old value. A data race is
allowed where the program has one, and seen where loom reports it.

";

const LEGEND: &str = "\
* **right**: C11 and loom agree. If the outcome is forbidden, no model fails for it; if it is
  allowed, a model that cannot bear it turns red.
* **misses**: C11 allows the outcome and loom never shows it. A green model may hide this bug.
* **false alarm**: C11 forbids the outcome and loom shows it. Correct code may fail its model.

Programs with up to three threads are explored without a limit on preemptions, those with four
up to two preemptions. Loom looks at five threads at most, the main thread among them. With a
preemption bound, as everyday models have, it sees less than here.

To check one row, and to write this page anew after a change of a row:

```text
cargo xtask loom litmus store_buffering::relaxed
THREADBARE_BLESS=1 RUSTFLAGS=\"--cfg threadbare_loom\" cargo test --profile model \\
    --target-dir target/model -p threadbare-loom --features loom --test litmus plain_
```
";

fn rows() -> impl Iterator<Item = &'static Row> {
    [
        store_buffering::ROWS,
        message_passing::ROWS,
        agreement::ROWS,
        coherence::ROWS,
        read_modify_write::ROWS,
        limits::ROWS,
    ]
    .into_iter()
    .flatten()
}

fn line(row: &Row) -> String {
    let c11 = match row.c11 {
        C11::Allowed => "allowed",
        C11::Forbidden => "forbidden",
    };
    let loom = match row.loom {
        Loom::Seen => "seen",
        Loom::NotSeen => "not seen",
    };
    let green = match row.verdict() {
        Verdict::Right => "right".into(),
        Verdict::Misses => format!("**misses** this: {}", row.remark),
        Verdict::FalseAlarm => format!("**false alarm**: {}", row.remark),
    };
    let Row { program, code, asks, because, .. } = row;
    format!("| {program}: `{code}` | {asks} | {c11}: {because} | {loom} | {green} |\n")
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    page += &format!("| program | outcome asked about | C11 | loom {LOOM} | so a green model |\n");
    page += "|---|---|---|---|---|\n";
    page.extend(rows().map(line));
    let count = |verdict| rows().filter(|row| row.verdict() == verdict).count();
    page += &format!(
        "\n{} programs: {} right, {} misses, {} false alarms.\n\n",
        rows().count(),
        count(Verdict::Right),
        count(Verdict::Misses),
        count(Verdict::FalseAlarm),
    );
    page + LEGEND
}

/// The checked-in page is what the rows say.
#[test]
fn plain_the_page_is_what_the_rows_say() {
    let page = page();
    if std::env::var("THREADBARE_BLESS").is_ok_and(|value| value == "1") {
        fs::write(PAGE, &page).expect("the package's folder can be written to");
    }
    let written = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(written == page, "litmus.md is stale: its last lines say how to write it anew");
}

/// Each row says what it is, why C11 answers so, and, where loom is wrong, why.
#[test]
fn plain_every_row_is_filled_in() {
    let mut names = BTreeSet::new();
    for row in rows() {
        let Row { program, code, asks, because, .. } = row;
        assert!(names.insert(program), "two rows are named {program:?}");
        for text in [program, code, asks, because] {
            assert!(!text.is_empty() && !text.contains('|'), "{program}: {text:?}");
        }
        let is_right = row.verdict() == Verdict::Right;
        assert_eq!(is_right, row.remark.is_empty(), "{program}: a remark says why loom is wrong");
    }
}

/// The answers are those of the loom that is built.
#[test]
fn plain_the_answers_are_of_this_loom() {
    let locked = fs::read_to_string(LOCK_FILE).expect("the workspace has a lock file");
    let ours = format!("name = \"loom\"\nversion = \"{LOOM}\"\n");
    assert!(locked.contains(&ours), "loom has changed: check every row, then say so in `LOOM`");
}
