//! The staircases of the chapters docs/sync/lock.md and docs/sys/waist.md: locks and events that
//! are broken on purpose.
//!
//! Each test shows two things: that the broken step fails, for the reason that the chapter gives,
//! and that the step which mends it holds under the same claim. The broken step runs in a process
//! of its own (`broken.rs`), because a deadlock under loom ends the process. To see its table:
//!
//! ```text
//! THREADBARE_TRACE=1 RUSTFLAGS="--cfg threadbare_loom" cargo test --profile model \
//!     --target-dir target/model -p threadbare-loom --features loom --test staircase \
//!     -- --exact locks::the_flag_lets_two_in --nocapture --test-threads=1
//! ```
#![cfg(threadbare_loom)]

mod broken;
mod claims;
mod events;
mod hand_off;
mod locks;
mod sleeping;
mod timed;
