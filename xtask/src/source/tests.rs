//! Claims about the lexer and the outline.

use super::{Kind, Source};

fn words(text: &str) -> Vec<String> {
    let source = Source::parse("a.rs", text);
    let words = source.tokens.into_iter().filter(|token| token.kind == Kind::Word);
    words.map(|token| token.text).collect()
}

fn comments(text: &str) -> Vec<(usize, String, bool)> {
    let source = Source::parse("a.rs", text);
    source.comments.into_iter().map(|one| (one.line, one.text, one.doc)).collect()
}

#[test]
fn strings_hide_what_they_hold() {
    assert_eq!(words(r#"a("unsafe { // x" , b)"#), ["a", "b"]);
    assert_eq!(words(r#"a("\" unsafe", b)"#), ["a", "b"]);
    assert_eq!(words(r##"a(r"\", b, r#"x " unsafe"#, br"y", c"z", b"w", d)"##), ["a", "b", "d"]);
    assert_eq!(words("a(\"first\nunsafe\", b)"), ["a", "b"]);
    assert_eq!(words("r#type r b"), ["r#type", "r", "b"]);
}

#[test]
fn characters_and_lifetimes_are_told_apart() {
    assert_eq!(words(r"x('a', '\'', '\\', b'q', '\u{41}', y)"), ["x", "y"]);
    assert_eq!(words("fn f<'a>(x: &'a str) -> Foo<'_> { '\"' }"), ["fn", "f", "x", "str", "Foo"]);
    assert_eq!(words("'outer: loop { break 'outer; }"), ["loop", "break"]);
    assert_eq!(words("if c == '\"' { unsafe_word } else { \"\" }")[2], "unsafe_word");
}

#[test]
fn comments_nest_and_know_whether_they_are_docs() {
    assert_eq!(words("a /* b /* c */ d */ e // f"), ["a", "e"]);
    let found = comments("/// one\n//! two\n// three\n//// four\n/* five */");
    let docs: Vec<bool> = found.iter().map(|one| one.2).collect();
    assert_eq!(docs, [true, true, false, false, false]);
    let texts: Vec<&str> = found.iter().map(|one| one.1.as_str()).collect();
    assert_eq!(texts, ["one", "two", "three", "four", "five"]);
    assert_eq!(comments("/**\n * x\n */")[1], (2, "x".into(), true));
    assert!(comments("\"// no\" '/' / 2").is_empty());
}

#[test]
fn lines_and_columns_are_those_of_rustc() {
    let source = Source::parse("a.rs", "let ä = x\n    .load(Relaxed);\n");
    let load = source.tokens.iter().find(|token| token.text == "load").expect("it is there");
    assert_eq!((load.line, load.column), (2, 6));
    let x = source.tokens.iter().find(|token| token.text == "x").expect("it is there");
    assert_eq!((x.line, x.column), (1, 9));
}

#[test]
fn numbers_do_not_swallow_ranges_or_methods() {
    assert_eq!(words("0..n; 1.max(b); 1.5e3; 0xFFu32"), ["n", "max", "b"]);
    assert_eq!(words("x.0.load(y)"), ["x", "load", "y"]);
}

#[test]
fn functions_are_found_with_their_bodies() {
    let text = "trait A { fn a(&self); }\nfn b<T>(x: [u8; 3]) -> T where T: B {\n\
        let f: fn(u8) = c;\n fn inner() {} }";
    let functions = Source::parse("a.rs", text).functions();
    let names: Vec<&str> = functions.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["b", "inner"]);
    assert!(functions[0].body.contains(&functions[1].start));
}

#[test]
fn import_groups_are_spelt_out() {
    let text = "use std::{sync::{Arc, atomic::*}, thread}; fn f() { let x = a::b(c); g { d } }";
    let paths = Source::parse("a.rs", text).paths();
    let texts: Vec<&str> = paths.iter().map(|path| path.text.as_str()).collect();
    for wanted in ["std::sync::Arc", "std::sync::atomic::*", "std::thread", "a::b", "c", "d"] {
        assert!(texts.contains(&wanted), "{wanted} in {texts:?}");
    }
}

#[test]
fn tests_are_told_from_what_ships() {
    let text = "fn a() {}\n#[cfg(test)]\n#[expect(x)]\nmod tests { fn b() {} }\n\
        #[cfg(not(test))] fn c() {}\n#[cfg(all(test, unix))] fn d() {}";
    let source = Source::parse("crates/x/src/a.rs", text);
    let tested = |function: &super::Function| source.is_test(function.start);
    let tested: Vec<bool> = source.functions().iter().map(tested).collect();
    assert_eq!(tested, [false, true, false, true]);
    assert!(Source::parse("crates/x/src/a/tests.rs", "fn a() {}").is_test(0));
}

#[test]
fn a_remark_stands_behind_or_above_its_statement() {
    let text = "fn f() {\n// first\n// second\nlet x = a\n.load(B);\nc(D); // third\n\
        \x20     // fourth\n\ng(E);\n}";
    let source = Source::parse("a.rs", text);
    let remark = |word: &str| {
        let index = source.tokens.iter().position(|token| token.text == word).expect("there");
        let found = source.remark(index, |block| !block.is_empty()).unwrap_or_default();
        found.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(remark("load"), ["first", "second"]);
    assert_eq!(remark("c"), ["third", "fourth"]);
    assert!(remark("g").is_empty());
}

#[test]
fn unfinished_text_is_no_panic() {
    for text in ["\"abc", "r#\"abc", "/* abc", "'", "fn f( {", "b'", "}", "#[cfg(test"] {
        assert!(!Source::parse("a.rs", text).functions().iter().any(|one| one.name == "x"));
    }
}
