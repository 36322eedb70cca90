//! The waist between processes: the same word in memory that both have mapped.
//!
//! Slower than the private form (the kernel looks the page up) and without tasks: a task of
//! another process cannot be found in this one's table.

#[cfg(not(threadbare_loom))]
mod scoped {
    use super::super::kernel::{self, Address, Scope};
    use super::super::{AtomicU32, Deadline, Wait};

    pub(super) fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
        kernel::wait_in(Scope::Shared, word, expected, deadline)
    }

    pub(super) fn wake(address: Address, n: u32) -> u32 {
        kernel::wake_in(Scope::Shared, address, n)
    }
}

#[cfg(threadbare_loom)]
use crate::model::futex as scoped;

use super::{Address, Wait};
use crate::atomic::AtomicU32;
use crate::clock::Deadline;

/// As [`futex::wait`](super::wait), for a word that other processes wake.
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, clock::Deadline, futex, mmap::Shared};
///
/// let word = Shared::new(AtomicU32::new(1))?;
/// assert_eq!(futex::shared::wait(&word, 0, Deadline::NEVER), futex::Wait::Mismatch);
/// # Ok::<(), std::io::Error>(())
/// ```
#[cfg_attr(threadbare_loom, track_caller)]
pub fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    scoped::wait(word, expected, deadline)
}

/// As [`futex::wake_threads`](super::wake_threads), for a word that other processes wait on.
#[cfg_attr(threadbare_loom, track_caller)]
#[expect(clippy::must_use_candidate, reason = "a wake is done for its effect")]
pub fn wake(address: Address, n: u32) -> u32 {
    scoped::wake(address, n)
}
