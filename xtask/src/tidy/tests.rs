//! Each rule fires on a text that breaks it and stays silent on one that does not.

use super::tree::Tree;
use super::{RULES, Rule};

/// A file's name and its text.
type File = (&'static str, &'static str);

/// A rule's name, files that break it (each by itself), and files that together do not.
type Case = (&'static str, &'static [File], &'static [File]);

const IN: &str = "crates/sync/src/a.rs";
const SYS: &str = "crates/sys/src/a.rs";
const XTASK: &str = "xtask/src/a.rs";
const MANIFEST: &str = "crates/sync/Cargo.toml";

const SHAPES: &[Case] = &[
    (
        "facade",
        &[
            (IN, "use std::sync::Arc;"),
            (IN, "use std::{fmt, sync::{Arc, Weak}};"),
            (IN, "fn f() { std::thread::sleep(d); }"),
            (IN, "use core::cell::{Cell, UnsafeCell};"),
        ],
        &[
            (
                IN,
                "// std::sync\n/// std::thread\nuse std::time; const A: &str = \"std::sync::Arc\";",
            ),
            ("crates/sync/src/b.rs", "#[cfg(test)]\nmod tests { use std::sync::Arc; }"),
            (SYS, "use std::sync::Arc;"),
            ("crates/sync/tests/a.rs", "use std::thread;"),
            ("crates/sync/src/c.rs", "use my::std::sync::Arc; use stdx::sync;"),
        ],
    ),
    (
        "foreign",
        &[(IN, "fn f() { libc::getpid(); }"), (IN, "use libc::{c_int, getpid};")],
        &[(SYS, "use libc;"), (IN, "// libc::x\nfn f() { libcx::getpid(); }")],
    ),
    (
        "model-switch",
        &[(IN, "#[cfg(threadbare_loom)] mod a;"), ("tests/bench/a.rs", "// threadbare_loom")],
        &[
            (SYS, "#[cfg(threadbare_loom)] mod a;"),
            (MANIFEST, "# threadbare_loom"),
            ("docs/a.md", "threadbare_loom"),
            ("tests/loom/src/lib.rs", "// threadbare_loom"),
        ],
    ),
    (
        "whole-bodies",
        &[
            (IN, "fn f() { #[cfg(unix)] g(); }"),
            (SYS, "fn f() { { #[cfg_attr(unix, inline)] fn g() {} } }"),
        ],
        &[(IN, "#[cfg(unix)] fn f() { g(\"#[cfg(x)]\"); }\n#[cfg(test)] mod t { fn g() {} }")],
    ),
    (
        "arrows",
        &[
            (SYS, "use threadbare_sync::Lock;"),
            (IN, "fn f() { threadbare_pool::g(); }"),
            ("crates/novel/src/a.rs", "use threadbare_sys::atomic;"),
        ],
        &[
            (IN, "use threadbare_sys::atomic;\n/// use threadbare_pool::x;\nfn f() {}"),
            ("crates/tour/src/a.rs", "use threadbare_green::hub;"),
        ],
    ),
];

const SITES: &[Case] = &[
    (
        "one-a-line",
        &[(IN, "fn f() { a.store(b.load(Relaxed), Release); }")],
        &[(IN, "fn f() { a.store(1, Release);\nb.load(Relaxed); }")],
    ),
    (
        "site-comment",
        &[
            (IN, "fn f() { a.load(Relaxed); }"),
            (IN, "fn f() {\n// [A1] Relaxed: never trusted\na.load(Acquire); }"),
            (IN, "fn f() {\n// [A1] Relaxed: yes\na.load(Relaxed); }"),
            (IN, "fn f() {\n// Relaxed: without an id\na.load(Relaxed); }"),
            (IN, "fn f() {\n// [A1] Acquire: success alone\na.swap(1, Acquire);\nfence(SeqCst); }"),
            (IN, "fn f() {\nfutex::wake(&a, 1); }"),
        ],
        &[(
            IN,
            "fn f() {\n// [A1] Acquire/Relaxed: pairs with [A2]\n\
            a.compare_exchange(0, 1, Acquire, Relaxed);\n\
            a.swap(0, Release); // [A2] Release: pairs with [A1]\n\
            // [A3] fence(SeqCst): two cases\nfence(SeqCst);\n\
            // [A4] wake: the next one\nfutex::wake_threads(&a, 1); }",
        )],
    ),
    (
        "unique-ids",
        &[(
            IN,
            "fn f() {\n// [A1] Relaxed: a b\na.load(Relaxed);\n\
            // [A1] Relaxed: c d\nb.load(Relaxed); }",
        )],
        &[(
            IN,
            "fn f() {\n// [A1] Relaxed: a b\na.load(Relaxed);\n\
            // [A2] Relaxed: c d\nb.load(Relaxed); }",
        )],
    ),
    (
        "orphans",
        &[(IN, "fn f() {\n// [A1] Release: the store is gone\ng(); }")],
        &[(IN, "fn f() {\n// [A1] Relaxed: a b\na.load(Relaxed); // see [A2]\n}")],
    ),
    (
        "plain-orderings",
        &[
            (IN, "fn f() { let order = Acquire; }"),
            (IN, "fn f() { g(Ordering::Release); }"),
            (IN, "fn f() { AtomicU32::load(&a, Relaxed); }"),
        ],
        &[(IN, "use sys::atomic::Ordering::{Acquire, Relaxed};\nfn f() { a.load(Acquire); }")],
    ),
    (
        "waist-by-path",
        &[(IN, "use threadbare_sys::futex::{self, wake};"), (IN, "use x::futex::wait;")],
        &[(IN, "use threadbare_sys::futex;\nfn f() { futex::wake(&a, 1); }")],
    ),
    (
        "fences",
        &[
            (IN, "fn f() { fence(Acquire); }"),
            (IN, "fn f() { atomic::fence(Ordering::Release); }"),
            (IN, "fn f() { a.load(SeqCst); }"),
            (IN, "fn f() { a.compare_exchange(0, 1, SeqCst, Relaxed); }"),
        ],
        &[(IN, "fn f() { fence(SeqCst); a.load(Acquire); }")],
    ),
    (
        "unsafe-block",
        &[
            (SYS, "fn f() { unsafe { g() } }"),
            (SYS, "fn f() {\n// SAFETY: fine\nunsafe { g() } }"),
            (SYS, "// SAFETY: as above.\nunsafe impl Sync for A {}"),
            (SYS, "fn f() {\n// SAFETY: the word is ours alone\n\nlet a = 1;\nunsafe { g() } }"),
        ],
        &[(
            SYS,
            "// SAFETY: the pointer is never read\nunsafe impl Sync for A {}\n\
            fn f() {\n// SAFETY: I3 - linked.\nlet x =\n    unsafe { g() };\n\
            // SAFETY: the caller's promise.\nunsafe { g() } }\n\
            unsafe fn h() { \"unsafe {\"; }",
        )],
    ),
    (
        "unsafe-fn",
        &[(SYS, "/// Does it.\npub unsafe fn f() {}"), (SYS, "pub const unsafe fn f() {}")],
        &[(
            SYS,
            "/// # Safety\n///\n/// - it is so\n#[inline]\npub unsafe fn f() {}\n\
            pub(crate) unsafe fn g() {}\npub fn h(x: unsafe fn()) {}",
        )],
    ),
];

const WORDS: &[Case] = &[
    (
        "no-later",
        &[
            (IN, concat!("// TO", "DO: later")),
            ("docs/a.md", concat!("a FIX", "ME here")),
            (IN, concat!("fn f() { to", "do!() }")),
            (IN, concat!("fn f() { unimpl", "emented!() }")),
        ],
        &[(IN, "// mastodon\nfn todo() {}"), ("docs/a.md", "to do")],
    ),
    (
        "no-ignore",
        &[
            (IN, "#[test]\n#[ignore]\nfn f() {}"),
            (IN, "#[ignore = \"slow\"] fn f() {}"),
            (IN, "#[cfg_attr(miri, ignore)] fn f() {}"),
        ],
        &[(IN, "// #[ignore]\n#[test]\nfn ignore() {}")],
    ),
    (
        "expect-lint",
        &[
            (IN, "#![allow(dead_code)]"),
            (IN, "#[allow(dead_code)] fn f() {}"),
            (IN, "#[cfg_attr(test, allow(dead_code))] fn f() {}"),
        ],
        &[(IN, "#[expect(dead_code, reason = \"allow(x)\")] fn f() { allow(1); }")],
    ),
    (
        "no-unwrap",
        &[(IN, "fn f() { a.unwrap(); }"), (IN, "fn f() { a\n.unwrap(); }")],
        &[(IN, "fn f() { a.unwrap_or(1); // .unwrap()\n}"), (XTASK, "fn f() { a.unwrap(); }")],
    ),
    (
        "no-machine",
        &[
            ("docs/a.md", concat!("see /ro", "ot/x")),
            (IN, concat!("const A: &str = \"/ho", "me/me/x\";")),
        ],
        &[("docs/a.md", concat!("see target/wo", "rk/x and ./ro", "ot/x"))],
    ),
    (
        "dependencies",
        &[
            (MANIFEST, "[dependencies]\nserde = \"1\""),
            (MANIFEST, "[dependencies]\nlibc = \"1\""),
            (MANIFEST, "[dependencies]\nthreadbare-pool = \"1\""),
            (MANIFEST, "[build-dependencies]\ncc = \"1\""),
            (MANIFEST, "[dependencies.serde]\nversion = \"1\""),
        ],
        &[
            (MANIFEST, "[dependencies]\nthreadbare-sys = \"1\"\n[dev-dependencies]\nx = \"1\""),
            ("crates/tour/Cargo.toml", "[dependencies]\nserde = \"1\""),
        ],
    ),
    (
        "front-matter",
        &[(MANIFEST, "[package]\nversion = \"0.1.0\"")],
        &[
            (MANIFEST, "[package]\nversion = \"0.1.0\""),
            ("crates/sync/README.md", ""),
            ("crates/sync/CHANGELOG.md", "# Changes\n## [0.1.0] - soon"),
        ],
    ),
    (
        "links",
        &[
            ("docs/a.md", "[x](gone.md)"),
            ("docs/a.md", "[x](#gone)"),
            ("docs/a.md", "[x](../../out.md)"),
            ("docs/a.md", "[x]: gone.md"),
        ],
        &[
            ("docs/a.md", "# It's `b`, c\n[x](b.md#d-1) [y](#its-b-c) [z](../crates/) `[n](no)`"),
            ("docs/b.md", "# d\n# d\n```\n[n](no)\n```\n[w](https://x.y) [r](Lock::lock)"),
            (MANIFEST, ""),
        ],
    ),
];

fn breaches(rule: &Rule, files: &[File]) -> Vec<String> {
    (rule.check)(&Tree::of(files)).iter().map(ToString::to_string).collect()
}

fn cases() -> impl Iterator<Item = &'static Case> {
    SHAPES.iter().chain(SITES).chain(WORDS)
}

fn named(name: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.name == name).expect("the table has it")
}

#[test]
fn each_rule_fires_on_each_text_that_breaks_it() {
    for (name, breaking, _) in cases() {
        for file in *breaking {
            let found = breaches(named(name), &[*file]);
            assert!(!found.is_empty(), "{name} is silent on {:?}", file.1);
        }
    }
}

#[test]
fn no_rule_fires_on_a_text_that_keeps_it() {
    for (name, _, kept) in cases() {
        let found = breaches(named(name), kept);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn long_files_functions_and_lines_are_found() {
    for (name, text, more) in [
        ("file-length", "//\n".repeat(400), "//\n"),
        ("line-width", "ä".repeat(100), "ä"),
        ("function-length", format!("fn f() {{{}}}", "\n".repeat(69)), ""),
    ] {
        let longer = if more.is_empty() { text.replace('{', "{\n") } else { text.clone() + more };
        let count = |text| (named(name).check)(&Tree::of(&[("docs/../xtask/a.rs", text)])).len();
        assert_eq!((count(&text), count(&longer)), (0, 1), "{name}");
    }
}

#[test]
fn every_rule_has_a_case() {
    let by_hand = ["file-length", "function-length", "line-width"];
    for rule in RULES {
        let known = by_hand.contains(&rule.name) || cases().any(|(name, ..)| *name == rule.name);
        assert!(known, "{} has no case here", rule.name);
    }
}

#[test]
fn the_workspace_keeps_the_house_rules() {
    let tree = Tree::read().expect("the workspace can be read");
    let findings = RULES.iter().flat_map(|rule| (rule.check)(&tree));
    let findings: Vec<String> = findings.map(|finding| finding.to_string()).collect();
    assert!(findings.is_empty(), "run `cargo xtask tidy`:\n{}", findings.join("\n"));
}
