//! The primitives on the real kernel: each test is one claim about what a user sees.

mod barrier;
mod completion;
mod condition;
mod event;
mod fair_lock;
mod fork_matrix;
mod latch;
mod lock;
mod once;
mod rlock;
mod rwlock;
mod semaphore;
#[cfg(not(miri))]
mod system_calls;
mod thread;
mod thread_local;
mod timer;

use threadbare_testing as support;
