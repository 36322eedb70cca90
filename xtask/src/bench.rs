//! `cargo xtask bench <area>`: ratios against peers. The bench package knows the areas; what
//! follows the area goes to it as it is.

use crate::cargo::Line;

pub(crate) fn run(args: &[String]) -> crate::Outcome {
    let line = Line::new("cargo run --release -p threadbare-bench --");
    if args.is_empty() {
        return line.word("--list").run();
    }
    args.iter().fold(line, |line, arg| line.word(arg)).run()
}
