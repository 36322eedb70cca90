//! How often a task may find at once what it asks for, before it lets others run.
//!
//! A loop over futures that are always ready never comes back to its executor, and starves all
//! other tasks there. No future of ours lives long enough to count, and neither can a queue: its
//! tasks run on many threads, and would meet in the count at each item. So each thread counts. What
//! is always ready to one task is counted on the thread on which it is polled, and a task that
//! does not come back stays on its thread: it finds `Pending` after [`STREAK_MAX`] successes at
//! most. Tasks that share a thread share the count, and then one says `Pending` for another: that
//! costs a turn of the executor once in so many.
//!
//! A future that had to wait is not counted: it has let others run. Nor does it end the streak: a
//! task may ask a queue that is empty and one that is not in every turn of its loop.

use core::cell::Cell;
use core::task::Context;

use threadbare_sys::thread;

/// So many in a row, before the others have a turn: some microseconds.
const STREAK_MAX: u32 = 128;

thread::thread_local! {
    static STREAK: Cell<u32> = Cell::default();
}

/// Counts one more that may be ready at once. True, and it begins again: the task was woken, and
/// is to say `Pending`.
pub(crate) fn is_spent(task: &Context<'_>) -> bool {
    let is_spent = STREAK.try_with(|streak| {
        let is_spent = streak.get() >= STREAK_MAX;
        streak.set(if is_spent { 0 } else { streak.get() + 1 });
        is_spent
    });
    // A thread that is about to end has no more than these few to poll.
    let is_spent = is_spent.unwrap_or(false);
    if is_spent {
        task.waker().wake_by_ref();
    }
    is_spent
}
