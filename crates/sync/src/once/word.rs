//! The word of `Once`: its bits, and what they allow. Pure functions, tested over every value.

/// Nobody has completed it, and nobody is at it.
pub(super) const INCOMPLETE: u32 = 0;
/// Done, for good.
pub(super) const COMPLETE: u32 = 1;
/// A thread is at it; its index stands in the upper bits.
pub(super) const THREAD: u32 = 2;
/// A task is at it; the generation of its process stands in the upper bits.
pub(super) const TASK: u32 = 3;
/// The bits of the four above.
const STATE: u32 = 3;
/// Somebody may be asleep: whoever moves the state wakes all.
pub(super) const WAITERS: u32 = 4;

/// Where the number of the one who is at it begins.
const RUNNER_SHIFT: u32 = 3;

/// The word of one who is at it, alone.
pub(super) const fn by_thread(index: u32) -> u32 {
    index << RUNNER_SHIFT | THREAD
}

/// The word of a task that is at it, alone. A task has no number; its process has.
pub(super) const fn by_task(generation: u32) -> u32 {
    generation << RUNNER_SHIFT | TASK
}

/// One of the four states.
pub(super) const fn state(word: u32) -> u32 {
    word & STATE
}

/// The index of the thread, or the generation of the task, as far as the word holds it.
pub(super) const fn runner(word: u32) -> u32 {
    word >> RUNNER_SHIFT
}

/// True while somebody is at it.
pub(super) const fn is_running(word: u32) -> bool {
    state(word) >= THREAD
}

/// True when a word whose sleepers are left out is `token`.
pub(super) const fn is_held_by(word: u32, token: u32) -> bool {
    word & !WAITERS == token
}

/// The word after `token` took the place of nobody, or of one that is gone. The sleepers stay.
pub(super) const fn taken(word: u32, token: u32) -> u32 {
    token | word & WAITERS
}

/// The word that a sleeper sleeps on.
pub(super) const fn asleep(word: u32) -> u32 {
    word | WAITERS
}

/// True when whoever moves the state must wake.
pub(super) const fn has_waiters(word: u32) -> bool {
    word & WAITERS != 0
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
