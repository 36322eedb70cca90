//! The queues on the real kernel: each test is one claim about what a user sees.

mod channel;
mod deque;
mod joinable;
mod locked;

use threadbare_testing as support;
