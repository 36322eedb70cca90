//! The waist on the Linux futex.
//!
//! `FUTEX_WAIT_BITSET` rather than `FUTEX_WAIT`: it takes an absolute deadline on the monotonic
//! clock, so a wait that a signal interrupts begins again with the same end.

use core::ptr;
use std::io;

use super::Wait;
use crate::atomic::{AtomicU32, Ordering::Relaxed};
use crate::clock::Deadline;

/// Where a word is. Nothing is read through it: the kernel hashes it and compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(*const AtomicU32);

// SAFETY: the pointer is a number to compare by and is never dereferenced.
unsafe impl Send for Address {}
// SAFETY: as above, a number to compare by.
unsafe impl Sync for Address {}

impl Address {
    pub(crate) const fn of(word: &AtomicU32) -> Self {
        Self(ptr::from_ref(word))
    }

    pub(super) fn number(self) -> usize {
        self.0.addr()
    }
}

/// Whose waiters are meant: this process's alone, or those of all that share the page.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    Private,
    Shared,
}

impl Scope {
    const fn flag(self) -> libc::c_int {
        match self {
            Self::Private => libc::FUTEX_PRIVATE_FLAG,
            Self::Shared => 0,
        }
    }
}

pub(super) fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    wait_in(Scope::Private, word, expected, deadline)
}

pub(super) fn wake(address: Address, n: u32) -> u32 {
    wake_in(Scope::Private, address, n)
}

pub(super) fn wait_in(scope: Scope, word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    if deadline.is_now() {
        return try_wait(word, expected);
    }
    let (seconds, ns) = deadline.parts();
    let until = libc::timespec {
        tv_sec: seconds.try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: ns.into(),
    };
    let until = if deadline.is_never() { ptr::null() } else { &raw const until };
    loop {
        // SAFETY: the word is borrowed for the whole call, and `until` is null or points at a
        // timespec that lives as long; the kernel reads both and writes neither.
        let returned = unsafe {
            libc::syscall(
                libc::SYS_futex,
                ptr::from_ref(word),
                libc::FUTEX_WAIT_BITSET | scope.flag(),
                expected,
                until,
                ptr::null::<u32>(),
                libc::FUTEX_BITSET_MATCH_ANY,
            )
        };
        if returned == 0 {
            return Wait::Woken;
        }
        let error = io::Error::last_os_error();
        match error.raw_os_error() {
            Some(libc::EAGAIN) => return Wait::Mismatch,
            Some(libc::ETIMEDOUT) => return Wait::TimedOut,
            Some(libc::EINTR) => {}
            _ => refused(&error),
        }
    }
}

/// A wait that may not sleep: the look alone.
fn try_wait(word: &AtomicU32, expected: u32) -> Wait {
    // [FK1] Relaxed: the waist orders no memory; a caller that goes on reads the word itself.
    if word.load(Relaxed) == expected { Wait::TimedOut } else { Wait::Mismatch }
}

/// The look of a task before it is linked: the second half of what `wait` does in one step.
pub(super) fn still(word: &AtomicU32, expected: u32) -> bool {
    // [FK2] Relaxed: ordered by the fence [FT2] that stands before the call.
    word.load(Relaxed) == expected
}

/// Never. A model drops wakes, one at a time, to see whether anybody notices.
pub(super) const fn wake_is_dropped() -> bool {
    false
}

pub(super) fn wake_in(scope: Scope, address: Address, n: u32) -> u32 {
    // The kernel wakes one even when told zero.
    if n == 0 {
        return 0;
    }
    // The kernel reads a signed int: u32::MAX would be -1, and wake one.
    let n = n.min(i32::MAX.unsigned_abs());
    // SAFETY: the kernel does not read through the address; a word that is gone wakes nobody,
    // or, if its memory serves another futex now, wakes somebody for no reason, which the
    // contract of `wait` allows.
    let woken =
        unsafe { libc::syscall(libc::SYS_futex, address.0, libc::FUTEX_WAKE | scope.flag(), n) };
    // -1 is EFAULT for a shared word that is no longer mapped: nobody waits there.
    u32::try_from(woken).unwrap_or(0)
}

/// Moves sleepers without a look at either word: the callers have changed the first one.
#[cfg(not(miri))]
pub(super) fn requeue(from: Address, to: Address, n: u32) -> u32 {
    // The kernel reads a signed int, as for a wake.
    let n = n.min(i32::MAX.unsigned_abs());
    // SAFETY: the kernel reads through neither address; it moves those who sleep on the one to
    // the other. That both words are alive is the caller's concern, and not one of memory.
    let moved = unsafe {
        libc::syscall(
            libc::SYS_futex,
            from.0,
            libc::FUTEX_REQUEUE | Scope::Private.flag(),
            0_u32,
            u64::from(n),
            to.0,
        )
    };
    u32::try_from(moved).unwrap_or(0)
}

/// Miri knows no such move. A wake for no reason is within the contract.
#[cfg(miri)]
pub(super) fn requeue(from: Address, _to: Address, n: u32) -> u32 {
    wake(from, n)
}

#[cold]
fn refused(error: &io::Error) -> ! {
    panic!("the kernel refused to wait on a futex: {error}; threadbare needs Linux 2.6.28 or later")
}
