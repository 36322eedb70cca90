//! Property tests: each kind of queue against a sequential reference. `PROPTEST_CASES` or
//! `cargo xtask prop` sets the number of cases.

mod channel;
mod deque;
mod fifo;
mod harness;
mod joinable;
mod locked;
mod many;
mod select;

use threadbare_testing as support;
