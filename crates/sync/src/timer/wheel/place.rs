//! Where a deadline belongs: pure functions, tested over made-up values.

/// A tick is 2^16 ns, about 66 us.
pub(super) const TICK_BITS: u32 = 16;
/// Six bits of the tick choose the slot of a level.
pub(super) const SLOT_BITS: u32 = 6;
/// Slots of a level: as many as a `u64` has bits.
pub(super) const SLOTS: usize = 1 << SLOT_BITS;
/// Levels. 16 + 8 * 6 = 64: every deadline has a slot, so there is no list for what does not fit.
pub(super) const LEVELS: usize = 8;

/// A slot of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) level: usize,
    pub(super) slot: usize,
}

/// The tick in which a deadline lies.
pub(super) const fn tick(deadline_ns: u64) -> u64 {
    deadline_ns >> TICK_BITS
}

/// The slot for a tick that lies ahead of the position: the level is that of the highest six bits
/// in which the two differ.
#[expect(clippy::cast_possible_truncation, reason = "a level is below 8, a slot below 64")]
pub(super) const fn place(position: u64, tick: u64) -> Place {
    let level = (position ^ tick).ilog2() / SLOT_BITS;
    let slot = (tick >> (level * SLOT_BITS)) % SLOTS as u64;
    Place { level: level as usize, slot: slot as usize }
}

/// The first tick of a slot that lies ahead of the position.
#[expect(clippy::cast_possible_truncation, reason = "a level is below 8")]
pub(super) const fn start(position: u64, place: Place) -> u64 {
    let below = SLOT_BITS * place.level as u32;
    let above = below + SLOT_BITS;
    (position >> above << above) | (place.slot as u64) << below
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
