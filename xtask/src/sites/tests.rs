//! Claims about the scan for atomic sites.

use super::{Site, covers, of, orphans, stray_orderings};
use crate::source::Source;

fn sites(text: &str) -> Vec<Site> {
    of(&Source::parse("crates/x/src/a.rs", text))
}

fn slots(site: &Site) -> Vec<(&str, &str)> {
    site.slots.iter().map(|(slot, ordering)| (slot.as_str(), ordering.as_str())).collect()
}

#[test]
fn each_kind_of_operation_has_its_slots() {
    let text = "fn f() { a.load(Relaxed); a.store(1, Ordering::Release); a.swap(1, AcqRel);\n\
        a.fetch_add(1, atomic::Ordering::Relaxed);\n\
        a.compare_exchange_weak(0, 1, Acquire, Relaxed);\n\
        fence(SeqCst); futex::wake_threads(&a, 1); crate::futex::wait(&a, 2, None); }";
    let found = sites(text);
    let operations: Vec<&str> = found.iter().map(|site| site.operation.as_str()).collect();
    assert_eq!(operations[..4], ["load", "store", "swap", "fetch_add"]);
    assert_eq!(operations[5..], ["fence", "futex::wake_threads", "futex::wait"]);
    assert_eq!(slots(&found[1]), [("store", "Release")]);
    assert_eq!(slots(&found[2]), [("rmw", "AcqRel")]);
    assert_eq!(slots(&found[4]), [("success", "Acquire"), ("failure", "Relaxed")]);
    assert_eq!(slots(&found[5]), [("fence", "SeqCst")]);
    assert_eq!(slots(&found[6]), [("wake", "-")]);
    assert_eq!(slots(&found[7]), [("wait", "-")]);
    assert!(found[0].is_minimal() && !found[4].is_minimal() && !found[6].is_minimal());
}

#[test]
fn what_only_looks_like_an_operation_is_none() {
    let text = "use sys::atomic::Ordering::{Acquire, Relaxed};\n\
        // a.load(Relaxed)\n/// a.store(1, Release)\n\
        fn wake(x: u8) { v.swap(1, 2); file.load(path); \"a.load(Relaxed)\";\n\
        futex::Waker::new(); }\n\
        fn fence(order: Ordering) {}\n#[cfg(test)] mod tests { fn g() { a.load(Acquire); } }";
    assert_eq!(sites(text), []);
}

#[test]
fn the_place_is_that_of_the_method_or_of_the_path() {
    let text = "fn f() {\n    self.word\n        .compare_exchange(\n        HELD,\n\
        FREE,\nAcquire,\nRelaxed,\n);\n    let x = sys::futex::wake(a);\n}";
    let found = sites(text);
    assert_eq!((found[0].line, found[0].column), (3, 10));
    assert_eq!((found[1].line, found[1].column), (9, 13));
    assert_eq!(found[0].function, "f");
}

#[test]
fn the_comment_gives_id_orderings_and_reason() {
    let text = "impl A {\nfn f(&self) {\n// Before anything else.\n\
        // [L2] Acquire/Relaxed: reason, pairs with [L5]\n// and more.\n\
        let x = self\n.word\n.compare_exchange(A, B, Acquire, Relaxed);\n\
        self.word.swap(C, Release); // [L5] Release: pairs with L2.\n\
        // [L7] wake: the next one\nfutex::wake(&self.word, 1);\n}}";
    let found = sites(text);
    let said = |index: usize| {
        let site: &Site = &found[index];
        (site.id.as_deref().unwrap_or(""), site.stated.as_str(), site.reason.as_str())
    };
    assert_eq!(said(0), ("L2", "Acquire/Relaxed", "reason, pairs with [L5] and more."));
    assert_eq!(said(1), ("L5", "Release", "pairs with L2."));
    assert_eq!(said(2), ("L7", "wake", "the next one"));
    assert!(found.iter().all(|site| site.stated == site.ordering()));
}

#[test]
fn two_operations_of_a_statement_may_have_both_comments_above_it() {
    let text = "fn f() {\n// [A1] Acquire: first\n// [A2] Relaxed: second\n\
        if a.load(Acquire) == 1\n&& b.load(Relaxed) == 2 {}\n}";
    let ids: Vec<Option<String>> = sites(text).into_iter().map(|site| site.id).collect();
    assert_eq!(ids, [Some("A1".into()), Some("A2".into())]);
}

#[test]
fn a_comment_may_declare_a_wait_that_no_name_shows() {
    let text = "fn f() {\n// [A1] wait: the look\nif !kernel::still(x) { g(); }\n\
        // [A2] wake: us\nsuper::wake(y, 1); }";
    let found = of(&Source::parse("crates/sys/src/futex/a.rs", text));
    assert_eq!((found[0].id.as_deref(), found[0].line, found[0].column), (Some("A1"), 3, 5));
    assert_eq!(slots(&found[0]), [("wait", "-")]);
    assert_eq!((found[1].id.as_deref(), found[1].line), (Some("A2"), 5));
}

#[test]
fn a_comment_that_no_site_has_is_an_orphan() {
    let text = "fn f() {\n// [A1] Relaxed: a\na.load(Relaxed);\n// [A2] Release: gone\ng();\n}";
    assert_eq!(orphans(&Source::parse("crates/x/src/a.rs", text)), [4]);
}

#[test]
fn a_comment_of_the_statement_before_is_not_ours() {
    let text = "fn f() {\n// [A1] Acquire: first\na.load(Acquire);\nb.load(Relaxed);\n}";
    assert_eq!(sites(text)[1].id, None);
}

#[test]
fn a_wrong_ordering_in_the_comment_is_kept_as_it_is() {
    let text = "fn f() {\n// [A1] Relaxed: first\na.load(Acquire);\n}";
    let found = sites(text);
    assert_eq!((found[0].stated.as_str(), found[0].ordering().as_str()), ("Relaxed", "Acquire"));
}

#[test]
fn an_ordering_without_a_site_is_stray() {
    let text = "use x::Ordering::{Acquire, Relaxed};\nfn f() { a.load(Acquire);\n\
        let order = Relaxed;\nAtomicU32::load(&a, Acquire); }";
    assert_eq!(stray_orderings(&Source::parse("crates/x/src/a.rs", text)), [3, 4]);
}

#[test]
fn the_crates_are_covered_and_the_model_is_not() {
    assert!(covers("crates/sync/src/raw_lock/word.rs") && covers("crates/sys/src/futex/mod.rs"));
    for other in ["crates/sys/src/model/atomic.rs", "xtask/src/a.rs", "crates/sync/tests/a.rs"] {
        assert!(!covers(other), "{other}");
    }
}
