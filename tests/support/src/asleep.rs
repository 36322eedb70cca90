//! Whether threads are asleep, as the kernel sees it.

#[cfg(not(miri))]
use std::fs;
use std::sync::mpsc;
use std::thread::{self, Scope, ScopedJoinHandle};

use threadbare_sys::thread::native_id;

/// The kernel's number of the calling thread.
#[must_use]
pub fn own_tid() -> u32 {
    native_id()
}

/// Returns when all of these threads of this process sleep in a futex.
pub fn all_asleep(threads: &[u32]) {
    while !threads.iter().all(|thread| is_asleep(*thread)) {
        thread::yield_now();
    }
}

/// A thread that works, and sleeps in a futex when this returns.
///
/// # Panics
///
/// When the thread cannot be started.
pub fn asleep<'scope, R: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> R + Send + 'scope,
) -> ScopedJoinHandle<'scope, R> {
    let (tell, told) = mpsc::channel();
    let thread = scope.spawn(move || {
        tell.send(own_tid()).expect("the test listens");
        work()
    });
    all_asleep(&[told.recv().expect("the thread speaks")]);
    thread
}

#[cfg(not(miri))]
fn is_asleep(thread: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/self/task/{thread}/stat")).unwrap_or_default();
    // The name stands in parentheses and may hold anything; the state comes after the last one.
    stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('S'))
}

/// Miri has no such file. Its threads take turns at a yield, so after so many this one sleeps, or
/// is still looking: the tests come to the same end.
#[cfg(miri)]
fn is_asleep(_thread: u32) -> bool {
    (0..100).for_each(|_| thread::yield_now());
    true
}
