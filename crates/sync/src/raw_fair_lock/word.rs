//! The fair lock's word: its bits, and what they allow. Pure functions, tested over every value.

/// Somebody is inside, or was chosen to be.
pub(super) const LOCKED: u32 = 1;
/// Somebody may stand in the queue: whoever releases chooses the first of it.
pub(super) const QUEUED: u32 = 2;

/// Nobody inside, nobody in the queue.
pub(super) const FREE: u32 = 0;

/// True while somebody is inside.
pub(super) const fn is_locked(word: u32) -> bool {
    word & LOCKED != 0
}

/// True while a release must look into the queue.
pub(super) const fn is_queued(word: u32) -> bool {
    word & QUEUED != 0
}

/// The word after a release that finds so many in the queue and chooses the first of them.
pub(super) const fn released(waiting: usize) -> u32 {
    match waiting {
        0 => FREE,
        1 => LOCKED,
        _ => LOCKED | QUEUED,
    }
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
