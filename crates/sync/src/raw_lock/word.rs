//! The lock's word: its bits, and what they allow. Pure functions, tested over every value.

/// Somebody is inside.
pub(super) const LOCKED: u32 = 1;
/// Somebody may be asleep: whoever releases wakes one.
pub(super) const PARKED: u32 = 2;
/// A waiter has starved. While locked: the next release is for those who have slept. While not
/// locked: so it was released; newcomers wait.
pub(super) const RESERVED: u32 = 4;

/// Nobody inside, nobody asleep.
pub(super) const FREE: u32 = 0;

/// True while somebody is inside.
pub(super) const fn is_locked(word: u32) -> bool {
    word & LOCKED != 0
}

/// True while a release must wake somebody.
pub(super) const fn is_parked(word: u32) -> bool {
    word & PARKED != 0
}

/// True when one who has slept, or has not, may go in.
pub(super) const fn may_take(word: u32, has_slept: bool) -> bool {
    !is_locked(word) && (has_slept || word & RESERVED == 0)
}

/// The word of one who goes in. Who has slept cannot know whether others still do.
pub(super) const fn taken(has_slept: bool) -> u32 {
    if has_slept { LOCKED | PARKED } else { LOCKED }
}

/// The word of one who goes to sleep on it.
pub(super) const fn asleep(word: u32, is_starving: bool) -> u32 {
    if is_starving { word | PARKED | RESERVED } else { word | PARKED }
}

/// The word after a release. A plain one forgets the sleepers: it wakes one, and that one
/// remembers the others when it goes in.
pub(super) const fn released(word: u32) -> u32 {
    if word & RESERVED != 0 { PARKED | RESERVED } else { FREE }
}

/// The word after a release that is for those who have slept.
pub(super) const fn released_fairly(word: u32) -> u32 {
    if is_parked(word) { PARKED | RESERVED } else { FREE }
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
