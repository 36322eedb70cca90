//! The contract of the waist, as claims about any back end.
//!
//! A model cannot see a bug in the real back end, and the real back end cannot be explored. So
//! both are held to the same claims: this file runs on the kernel's futex, private and shared,
//! on the task table, under loom and under Miri.

use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::Wait;

/// A back end: a way to put a crowd to sleep on one word and to wake some of it.
pub(crate) trait Backend {
    /// Waiters on one word.
    type Crowd;

    /// Puts `size` waiters to sleep; returns when all of them are asleep.
    fn crowd(size: usize) -> Self::Crowd;

    /// Wakes up to `n` of the crowd; returns what the waist says.
    fn wake(crowd: &Self::Crowd, n: u32) -> u32;

    /// Checks that `woken` of the crowd have returned, and that the others still sleep; then wakes
    /// those and lets all go.
    fn dismiss(crowd: Self::Crowd, woken: usize);

    /// One wait on a word that holds `value`, expecting `expected`.
    fn wait_once(value: u32, expected: u32, deadline: Deadline) -> Wait;
}

/// A back end that can move sleepers from one word to another.
pub(crate) trait Moving: Backend {
    /// Moves up to `n` of a crowd to the word of another; returns what the waist says.
    fn requeue(from: &Self::Crowd, to: &Self::Crowd, n: u32) -> u32;
}

/// `requeue(n)` moves the smaller of `n` and the number of sleepers, and says so; the moved are
/// woken by the other word, and those who stayed by their own.
pub(crate) fn moves_as_many_as_asked<B: Moving>(size: usize, n: u32) {
    let (from, to) = (B::crowd(size), B::crowd(1));
    let expected = size.min(usize::try_from(n).unwrap_or(usize::MAX));

    let moved = B::requeue(&from, &to, n);

    assert_eq!(usize::try_from(moved), Ok(expected), "requeue({n}) of {size} sleepers");
    assert_eq!(B::wake(&to, u32::MAX), 1 + moved, "they sleep on the other word");
    B::dismiss(from, expected);
    B::dismiss(to, 1);
}

/// `wake(n)` wakes the smaller of `n` and the number of waiters, and says so.
pub(crate) fn wakes_as_many_as_asked<B: Backend>(size: usize, n: u32) {
    let crowd = B::crowd(size);
    let expected = size.min(usize::try_from(n).unwrap_or(usize::MAX));

    let woken = B::wake(&crowd, n);

    assert_eq!(usize::try_from(woken), Ok(expected), "wake({n}) of {size} waiters");
    B::dismiss(crowd, expected);
}

/// A wait on a word that has changed does not sleep.
pub(crate) fn does_not_sleep_on_another_value<B: Backend>() {
    assert_eq!(B::wait_once(1, 0, Deadline::NEVER), Wait::Mismatch);
    assert_eq!(B::wait_once(0, u32::MAX, Deadline::NEVER), Wait::Mismatch);
}

/// A wait with a deadline that has come is a look at the word.
pub(crate) fn a_wait_until_now_is_a_look<B: Backend>() {
    assert_eq!(B::wait_once(7, 7, Deadline::NOW), Wait::TimedOut);
    assert_eq!(B::wait_once(7, 8, Deadline::NOW), Wait::Mismatch);
}

/// A wait that nobody ends times out.
pub(crate) fn a_wait_ends_at_its_deadline<B: Backend>() {
    let soon = Deadline::after(core::time::Duration::from_millis(2));
    assert_eq!(B::wait_once(7, 7, soon), Wait::TimedOut);
}
