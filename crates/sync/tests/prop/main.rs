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
mod thread;
mod thread_local;
mod timer;

use threadbare_testing as support;
