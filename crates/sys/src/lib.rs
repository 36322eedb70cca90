//! The ground floor of threadbare: everything above blocks, allocates stacks and talks to the
//! kernel through this crate, and through nothing else.
//!
//! # The one idea
//!
//! All waiting is waiting on a 32-bit word. [`futex`] is that waist: `wait` on a word, `wake`
//! those who wait on it. Threads, tasks and (through shared memory) other processes stand behind
//! it, and the primitives above do not know which.
//!
//! # The facade
//!
//! [`atomic`], [`cell`], [`thread`], [`hint`] and [`sync`] are what a primitive is written with.
//! In an ordinary build they are the items of `core` and `std` themselves, at no cost. In a model
//! build (`--cfg threadbare_loom` with the feature `loom`) they are newtypes over loom's, which
//! know the place in the source that each operation comes from; `model` explains what they do
//! with it. Code that depends on this crate can be model-checked through it by the same switch;
//! the crate's README has the recipe.
//!
//! # Reading order
//!
//! [`futex`] (the waist), [`brief_lock`] (the smallest lock that uses it), [`waitlist`] (waiters
//! in exact order), `futex::tasks` (how a task waits on a word), then `model`.
//!
//! # Promises
//!
//! This crate is plumbing: documented and tested, but the crates above pin it by `=`, and it may
//! change in any release. It holds no policy: how long to spin, whom to prefer and when to give
//! up are decided above. [`spin`] alone knows how often to give way, and when it was often in vain.

#[cfg(not(target_os = "linux"))]
compile_error!("threadbare speaks to the Linux kernel; there is no other back end");

#[cfg(all(threadbare_loom, not(feature = "loom")))]
compile_error!(
    "half of the model switch is set: `--cfg threadbare_loom` needs the feature `loom` as well.
Run: RUSTFLAGS=\"--cfg threadbare_loom\" cargo test --profile model --target-dir target/model \
-p <your crate> --features threadbare-sys/loom"
);

#[cfg(all(feature = "loom", not(threadbare_loom)))]
compile_error!(
    "half of the model switch is set: the feature `loom` needs `--cfg threadbare_loom` as well.
Run: RUSTFLAGS=\"--cfg threadbare_loom\" cargo test --profile model --target-dir target/model \
-p <your crate> --features threadbare-sys/loom"
);

mod const_fn;

pub mod atomic;
pub mod brief_lock;
pub mod cell;
pub mod clock;
mod errno;
pub mod exit;
pub mod fork;
pub mod futex;
pub mod hint;
pub mod mmap;
#[cfg(threadbare_loom)]
pub mod model;
mod pad;
pub mod spin;
pub mod sync;
pub mod thread;
pub mod unwind;
pub mod usage;
pub mod waitlist;

pub use pad::CachePadded;
