//! Property tests: each primitive against a sequential reference, and in made-up programs of a few
//! real threads. `PROPTEST_CASES` or `cargo xtask prop` sets the number of cases.

mod lock;
#[path = "../support/mod.rs"]
mod support;
