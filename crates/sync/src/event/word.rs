//! The event's word: two bits and a count. Pure functions, tested over all bits and the edges of
//! the count.

/// The event is set: waits are over.
pub(super) const SET: u32 = 1;
/// Somebody may be asleep: whoever sets the event wakes all.
pub(super) const SLEEPERS: u32 = 2;
/// One time that the event was set. The sum of all, modulo 2^30, is the generation.
pub(super) const GENERATION: u32 = 4;

/// Not set, never was, nobody asleep.
pub(super) const UNSET: u32 = 0;

/// True while the event is set.
pub(super) const fn is_set(word: u32) -> bool {
    word & SET != 0
}

/// True while a set must wake somebody.
pub(super) const fn has_sleepers(word: u32) -> bool {
    word & SLEEPERS != 0
}

/// How often the event was set, modulo 2^30.
pub(super) const fn generation(word: u32) -> u32 {
    word / GENERATION
}

/// True when a wait is over that began at generation `since`: the event is set, or was meanwhile.
pub(super) const fn is_over(word: u32, since: u32) -> bool {
    is_set(word) || generation(word) != since
}

/// The word of an event that is set on the way from `word`. One that is set already stays as it
/// is.
pub(super) const fn set(word: u32) -> u32 {
    if is_set(word) { word } else { (word & !SLEEPERS).wrapping_add(GENERATION) | SET }
}

/// The word of one who goes to sleep on it.
pub(super) const fn asleep(word: u32) -> u32 {
    word | SLEEPERS
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
