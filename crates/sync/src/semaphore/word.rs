//! The word with the permits: its bits, and what they allow. Pure functions, tested over all flags
//! with small and large counts.

/// Nobody gets a permit any more.
pub(super) const CLOSED: u32 = 1;
/// The head of the line is asleep on this word, or about to be: who releases wakes it.
pub(super) const HEAD: u32 = 2;
/// The head has been overtaken for too long: newcomers wait.
pub(super) const STARVING: u32 = 4;
/// Where the stamp begins: the lowest bits of the generation in which somebody last waited.
const STAMP_SHIFT: u32 = 3;
const STAMP: u32 = 7 << STAMP_SHIFT;
/// Where the count begins.
const COUNT_SHIFT: u32 = 6;

/// As many as the rest of the word can count.
pub(super) const MAX_PERMITS: u32 = u32::MAX >> COUNT_SHIFT;

/// The word of a new semaphore: as if somebody had waited in a process that was not forked.
pub(super) const fn fresh(permits: u32) -> u32 {
    permits << COUNT_SHIFT | stamp(1)
}

/// The permits that nobody has.
pub(super) const fn count(word: u32) -> u32 {
    word >> COUNT_SHIFT
}

/// True when nobody gets a permit any more.
pub(super) const fn is_closed(word: u32) -> bool {
    word & CLOSED != 0
}

/// True when a newcomer may take `n`.
pub(super) const fn may_take(word: u32, n: u32) -> bool {
    word & (CLOSED | STARVING) == 0 && count(word) >= n
}

/// True when the head of the line may take `n`.
pub(super) const fn head_may_take(word: u32, n: u32) -> bool {
    !is_closed(word) && count(word) >= n
}

/// True while somebody is known to be in line, so that a newcomer need not hope for the next
/// permit.
pub(super) const fn is_waited_for(word: u32) -> bool {
    word & (HEAD | STARVING) != 0
}

/// The word after `n` were taken.
pub(super) const fn taken(word: u32, n: u32) -> u32 {
    word - (n << COUNT_SHIFT)
}

/// The word when the head is no longer there.
pub(super) const fn without_head(word: u32) -> u32 {
    word & !(HEAD | STARVING)
}

/// The word on which the head sleeps.
pub(super) const fn asleep(word: u32, is_starving: bool) -> u32 {
    if is_starving { word | HEAD | STARVING } else { word | HEAD }
}

/// The word after `n` came back, and the head was woken; `None` when that is more than `most`.
pub(super) const fn released(word: u32, n: u32, most: u32) -> Option<u32> {
    match count(word).checked_add(n) {
        Some(sum) if sum <= most => Some((word & !HEAD) + (n << COUNT_SHIFT)),
        _ => None,
    }
}

const fn stamp(generation: u32) -> u32 {
    generation << STAMP_SHIFT & STAMP
}

/// True when those who waited here last did so in a process of which ours is a fork.
pub(super) const fn is_inherited(word: u32, generation: u32) -> bool {
    word & STAMP != stamp(generation)
}

/// The word without what a fork copied from those who waited in the parent.
pub(super) const fn renewed(word: u32, generation: u32) -> u32 {
    without_head(word) & !STAMP | stamp(generation)
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
