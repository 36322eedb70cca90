//! The word of a count that goes up and down. Pure functions, tested over the small values and the
//! edges.

/// Somebody may be asleep: whoever makes the count zero wakes all.
pub(super) const SLEEPERS: u64 = 1;
/// One that is counted.
pub(super) const ONE: u64 = 2;
/// The most that can be counted: at a hundred million a second this takes a month.
const MOST: u64 = (1 << 48) - 1;
/// One more time that the count has come to zero. The highest bits, so that they wrap.
const ROUND: u64 = ONE << 48;

/// How many are counted.
pub(super) const fn count(word: u64) -> u64 {
    (word / ONE) & MOST
}

/// True while somebody may be asleep.
pub(super) const fn has_sleepers(word: u64) -> bool {
    word & SLEEPERS != 0
}

/// True if the count is zero, or was since `since` was read.
pub(super) const fn is_over(word: u64, since: u64) -> bool {
    count(word) == 0 || word / ROUND != since / ROUND
}

/// The word when `n` fewer are counted, if there are so many. At zero a round begins, and nobody is
/// asleep any more.
pub(super) const fn less(word: u64, n: u64) -> Option<u64> {
    match count(word).checked_sub(n) {
        None => None,
        Some(0) if n > 0 => Some((word / ROUND * ROUND).wrapping_add(ROUND)),
        Some(_) => Some(word - n * ONE),
    }
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
