//! Slots against the arithmetic that they stand for.

use super::{LEVELS, Place, SLOT_BITS, SLOTS, TICK_BITS, place, start, tick};

/// Ticks around every border between two levels, and the last there is.
fn some_ticks() -> Vec<u64> {
    let borders = (0..48).flat_map(|bit| {
        let border = 1_u64 << bit;
        [border - 1, border, border + 1, border + border / 3]
    });
    borders
        .chain([0, tick(u64::MAX) - 1, tick(u64::MAX)])
        .filter(|t| *t <= tick(u64::MAX))
        .collect()
}

#[test]
fn every_deadline_has_a_slot() {
    assert_eq!(TICK_BITS + SLOT_BITS * u32::try_from(LEVELS).expect("few levels"), u64::BITS);
    let last = place(0, tick(u64::MAX));
    assert_eq!(last, Place { level: LEVELS - 1, slot: SLOTS - 1 });
}

#[test]
fn a_slot_begins_after_the_position_and_no_later_than_its_ticks() {
    for position in some_ticks() {
        for tick in some_ticks().into_iter().filter(|tick| *tick > position) {
            let place = place(position, tick);
            let start = start(position, place);
            let ticks = 1 << (SLOT_BITS * u32::try_from(place.level).expect("few levels"));
            assert!(position < start && start <= tick, "{position} {tick}");
            assert!(tick - start < ticks, "{position} {tick}: within the slot");
        }
    }
}

/// A tick keeps its slot while the position moves on, until it enters that slot. That is why equal
/// deadlines meet in one list in the order in which they came.
#[test]
fn a_tick_keeps_its_slot_until_the_position_enters_it() {
    for position in some_ticks() {
        for tick in some_ticks().into_iter().filter(|tick| *tick > position) {
            let first = place(position, tick);
            let entered = start(position, first);
            for later in some_ticks().into_iter().filter(|at| (position..entered).contains(at)) {
                assert_eq!(place(later, tick), first, "{position} {later} {tick}");
            }
        }
    }
}

/// All ticks of a lower level come before all ticks of a higher one, and slots of a level in order.
#[test]
fn lower_levels_come_first() {
    for position in some_ticks() {
        let mut ticks = some_ticks();
        ticks.retain(|tick| *tick > position);
        ticks.sort_unstable();
        let order = |tick: &u64| {
            let place = place(position, *tick);
            (place.level, place.slot)
        };
        assert!(ticks.is_sorted_by_key(order), "{position}");
    }
}
