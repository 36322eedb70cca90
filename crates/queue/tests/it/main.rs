//! The queues on the real kernel: each test is one claim about what a user sees.

mod allocations;
mod batches;
mod bounds;
mod channel;
mod conserve;
mod deque;
mod fifo;
mod force;
mod joinable;
mod kinds;
mod locked;
mod many;
mod select;
#[cfg(not(miri))]
mod system_calls;
mod turns;

use threadbare_testing as support;
