//! Property tests: each primitive against a sequential reference, and in made-up programs of a few
//! real threads. `PROPTEST_CASES` or `cargo xtask prop` sets the number of cases.

mod barrier;
mod completion;
mod condition;
mod event;
mod fair_lock;
mod latch;
mod lock;
mod once;
mod rlock;
mod rwlock;
mod semaphore;
#[expect(dead_code, reason = "the kernel tests use the rest")]
#[path = "../support/mod.rs"]
mod support;
mod thread;
mod thread_local;
mod timer;
