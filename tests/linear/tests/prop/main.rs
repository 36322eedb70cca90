//! Tests of the judges, and queues judged by them. `PROPTEST_CASES` or `cargo xtask prop` sets the
//! number of cases, and the length of the storms.

mod axioms;
mod bugs;
mod deque;
mod histories;
mod joinable;
mod programs;
mod rules;
mod search;
mod shapes;
mod storms;
