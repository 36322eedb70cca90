//! Claims about the list of a crate's public API.

use super::publish::{Surface, surface};
use super::unjudged;

fn of(files: &[(&str, &str)]) -> Surface {
    let read = |file: &str| {
        let known = files.iter().find(|(name, _)| format!("src/{name}") == file);
        known.map(|(_, text)| (*text).to_owned())
    };
    surface(&("a".into(), "src/lib.rs".into()), &read).expect("all its files are there")
}

fn lines(files: &[(&str, &str)]) -> Vec<String> {
    of(files).lines
}

#[test]
fn public_items_are_listed_on_one_line_each() {
    let text = "pub fn f<'a, T: ?Sized>(\n    x: &'a mut T,\n    mut y: [u8; 4],\n)\n\
        -> Option<&'a T> where T: Fn(u8) -> (u8, u8) { \"pub fn no\" }\n\
        fn hidden() {}\npub(crate) fn also() {}\n\
        pub const N: usize = 3;\npub static S: *const u8 = x;\n\
        pub type R<T> = Result<T, ()>;\npub const unsafe extern \"C\" fn g() {}\n\
        #[macro_export] macro_rules! m { () => {} }";
    assert_eq!(
        lines(&[("lib.rs", text)]),
        [
            "a::N: const N: usize",
            "a::R: type R<T> = Result<T, ()>",
            "a::S: static S: *const u8",
            "a::f: fn f<'a, T: ?Sized>(x: &'a mut T, y: [u8; 4]) -> Option<&'a T> \
             where T: Fn(u8) -> (u8, u8)",
            "a::g: const unsafe extern \"C\" fn g()",
            "a::m!: macro",
        ]
    );
}

#[test]
fn a_type_brings_its_fields_variants_methods_and_impls() {
    let text = "#[derive(Clone, Debug)] #[must_use = \"x\"] pub struct P<T> { pub a: T, b: u8 }\n\
        impl<T: Send> P<T> { pub fn f(&self) {} fn no(&self) {}\n\
        const_fn! { /// d\npub const fn new() -> Self { P } } }\n\
        impl<T> Drop for P<T> { fn drop(&mut self) {} }\n\
        #[non_exhaustive] pub enum E { One, Two(u8, #[x] u8), Three { c: u8 } }\n\
        pub struct T(u8, pub HashMap<u8, u8>);\n\
        pub trait Q { type A; fn r(&self); fn p(&self) {} }";
    assert_eq!(
        lines(&[("lib.rs", text)]),
        [
            "a::E: #[non_exhaustive] enum E",
            "a::E::One: One",
            "a::E::Three: Three { c: u8 }",
            "a::E::Two: Two(u8, #[x] u8)",
            "a::P: #[must_use] struct P<T>",
            "a::P: derive Clone",
            "a::P: derive Debug",
            "a::P: impl<T> Drop for P<T>",
            "a::P::a: a: T",
            "a::P::f: fn f(&self) in impl<T: Send> P<T>",
            "a::P::new: const fn new() -> Self in impl<T: Send> P<T>",
            "a::Q: trait Q",
            "a::Q::A: type A",
            "a::Q::p: fn p(&self) { .. }",
            "a::Q::r: fn r(&self)",
            "a::T: struct T(_, pub HashMap<u8, u8>)",
        ]
    );
}

#[test]
fn a_private_modules_items_are_named_by_their_exports() {
    let files = [
        ("lib.rs", "mod lock;\npub mod open;\npub use lock::{Guard, Lock as Mutex};"),
        ("lock/mod.rs", "mod guard;\npub use guard::Guard;\npub struct Lock;\npub struct Hidden;"),
        ("lock/guard.rs", "pub struct Guard;\nimpl super::Lock { pub fn l(&self) -> Guard {} }"),
        ("open.rs", "pub use core::sync::atomic::{AtomicU32, fence};\npub fn f() {}"),
    ];
    let found = of(&files);
    assert_eq!(
        found.lines,
        [
            "a::Guard: struct Guard",
            "a::Mutex: struct Lock",
            "a::Mutex::l: fn l(&self) -> Guard",
            "a::open: mod",
            "a::open::AtomicU32: pub use core::sync::atomic::AtomicU32",
            "a::open::f: fn f()",
            "a::open::fence: pub use core::sync::atomic::fence",
        ]
    );
    assert_eq!(found.types, ["a::Guard", "a::Mutex"]);
}

#[test]
fn what_an_ordinary_build_lacks_is_left_out() {
    let files = [
        (
            "lib.rs",
            "#[cfg(threadbare_loom)] pub mod model;\n#[cfg(test)] mod tests;\n\
            #[cfg(threadbare_loom)] #[path = \"b.rs\"] pub mod c;\n\
            #[cfg(not(threadbare_loom))] #[path = \"d.rs\"] pub mod c;",
        ),
        ("d.rs", "pub fn f() {}"),
    ];
    assert_eq!(lines(&files), ["a::c: mod", "a::c::f: fn f()"]);
}

#[test]
fn a_module_without_a_file_is_an_error() {
    let read = |file: &str| (file == "src/lib.rs").then(|| "mod gone;".to_owned());
    assert!(surface(&("a".into(), "src/lib.rs".into()), &read).is_err());
}

#[test]
fn a_type_without_a_row_is_named() {
    let types = ["a::Lock".into(), "a::LockGuard".into()];
    assert_eq!(unjudged(&types, "a::LockGuard<'_, u8> | 8\n"), ["a::Lock"]);
    assert!(unjudged(&types, "a::Lock<u8> | 8\na::LockGuard | 8\n").is_empty());
}
