//! The word of a count that goes down to zero. Pure functions, tested over the small values and
//! the edges.

/// Somebody may be asleep: whoever makes the count zero wakes all.
pub(super) const SLEEPERS: u32 = 1;
/// One that is counted.
pub(super) const ONE: u32 = 2;
/// The most that can be counted.
pub(super) const MOST: u32 = u32::MAX / ONE;

/// The count has come down, nobody asleep.
pub(super) const DONE: u32 = 0;

/// The word of a new count, which is at most [`MOST`].
pub(super) const fn counting(count: u32) -> u32 {
    count * ONE
}

/// How many are left.
pub(super) const fn count(word: u32) -> u32 {
    word / ONE
}

/// True while somebody may be asleep.
pub(super) const fn has_sleepers(word: u32) -> bool {
    word & SLEEPERS != 0
}

/// The word when `n` fewer are left, if there are so many. At zero nobody is asleep any more.
pub(super) const fn less(word: u32, n: u32) -> Option<u32> {
    match count(word).checked_sub(n) {
        None => None,
        Some(0) => Some(DONE),
        Some(left) => Some(counting(left) | (word & SLEEPERS)),
    }
}

/// The word when one more is counted, if it fits.
pub(super) const fn more(word: u32) -> Option<u32> {
    word.checked_add(ONE)
}

/// The word of one who goes to sleep on it.
pub(super) const fn asleep(word: u32) -> u32 {
    word | SLEEPERS
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
