//! The word's functions over every combination of flags, with no reader, few, and all there may be.

use std::collections::BTreeSet;

use super::{
    AT_DOOR, AT_STATE, FREE, Kind, PENDING, READERS_MAX, READERS_NEXT, RESERVED, SLOT, UPGRADABLE,
    WISHED, WRITER, after_upgradable, after_write, asleep_at_door, asleep_at_state, claimed,
    drained, forgotten, is_held, is_open, is_writing, may_claim, may_read, must_drain, readers,
    reading, unwished, upgradable_to_read, upgrading, wished, withdrawn, write_to_read,
    write_to_upgradable,
};

const BOOLS: [bool; 2] = [false, true];
const KINDS: [Kind; 2] = [Kind::Write, Kind::Upgradable];
/// With more than these, a made-up word has nothing new to show.
const FEW: u32 = 2;

/// Every combination of the eight flags, with each number of readers that matters.
fn every() -> impl Iterator<Item = u32> {
    (0..=u8::MAX)
        .flat_map(|flags| [0, 1, 2, READERS_MAX - 1].map(|count| u32::from(flags) << 24 | count))
}

/// The words that one move leads to.
fn moves(word: u32) -> Vec<u32> {
    let mut next = Vec::new();
    for has_slept in BOOLS {
        if !may_read(word, has_slept) {
            next.push(asleep_at_state(word, has_slept));
        } else if readers(word) < FEW {
            next.push(reading(word));
        }
        for kind in KINDS {
            if may_claim(word, has_slept) {
                next.push(claimed(word, kind, has_slept));
                next.extend(must_drain(word, kind).then(|| wished(word)));
            } else {
                next.extend(BOOLS.map(|starves| asleep_at_door(word, starves && has_slept)));
            }
        }
    }
    if readers(word) > 0 {
        next.push(word - 1);
    }
    if word & WRITER != 0 {
        let downgraded = [write_to_read(word), write_to_upgradable(word)];
        next.extend(downgraded.into_iter().chain([after_write(word)]));
    }
    if word & UPGRADABLE != 0 {
        if readers(word) == 0 {
            next.push(drained(word));
        } else {
            next.extend([upgrading(word), wished(word)].into_iter().take(if word & PENDING == 0 {
                2
            } else {
                1
            }));
        }
        if word & PENDING == 0 {
            next.push(after_upgradable(word));
            next.extend((readers(word) < FEW).then(|| upgradable_to_read(word)));
        }
    }
    if word & PENDING != 0 {
        next.extend((readers(word) == 0).then(|| drained(word)));
        next.push(asleep_at_state(word, false));
    }
    // A holder of the slot clears the door's flag before it leaves; those who gave up clear theirs.
    next.extend([word & !AT_DOOR, word & !RESERVED]);
    next.extend((word & (WRITER | PENDING) != 0).then_some(word & !READERS_NEXT));
    next.extend([withdrawn(word), unwished(word), forgotten(word)].into_iter().flatten());
    next
}

fn reachable() -> BTreeSet<u32> {
    let mut reached = BTreeSet::from([FREE]);
    loop {
        let next: BTreeSet<u32> = reached.iter().flat_map(|word| moves(*word)).collect();
        if next.is_subset(&reached) {
            return reached;
        }
        reached.extend(next);
    }
}

#[test]
fn the_moves_keep_the_invariants() {
    for word in reachable() {
        let has = |flags| word & flags != 0;
        assert!(!has(WRITER) || readers(word) == 0, "I1: alone inside: {word:#x}");
        assert!(!has(WRITER) || !has(UPGRADABLE | PENDING | WISHED), "one has the slot: {word:#x}");
        assert!(!has(AT_STATE) || has(WRITER | PENDING | WISHED), "I2: blocked by what? {word:#x}");
        assert!(!has(WISHED) || !has(PENDING), "a claim stands for every wish: {word:#x}");
        let is_kept = has(READERS_NEXT) && !has(WRITER | PENDING);
        assert!(!is_kept || !has(SLOT) && readers(word) == 0, "I4: kept and taken: {word:#x}");
    }
}

#[test]
fn nobody_comes_in_beside_a_writer_and_nobody_writes_beside_a_reader() {
    for word in every() {
        for has_slept in BOOLS {
            assert!(!is_writing(word) || !may_read(word, has_slept), "{word:#x}");
            assert!(!may_claim(word, has_slept) || word & SLOT == 0, "{word:#x}");
            assert!(!may_read(word, false) || may_read(word, true), "{word:#x}");
            assert!(!may_claim(word, false) || may_claim(word, true), "{word:#x}");
            if may_claim(word, has_slept) {
                let writer = claimed(word, Kind::Write, has_slept);
                assert_eq!(is_writing(writer), readers(word) == 0, "{word:#x}");
                assert!(is_writing(writer) != must_drain(word, Kind::Write), "{word:#x}");
                assert!(!must_drain(word, Kind::Upgradable), "{word:#x}");
                assert!(!has_slept || writer & AT_DOOR != 0, "I3: it remembers: {word:#x}");
            }
        }
    }
}

#[test]
fn a_waiting_writer_keeps_newcomers_out_and_a_waiting_upgradable_reader_nobody() {
    for word in every() {
        if word & PENDING != 0 {
            assert!(!may_read(word, false), "{word:#x}");
        }
        let blocks = word & (WRITER | PENDING | WISHED) != 0;
        assert!(blocks || may_read(word, false), "{word:#x}");
        assert_eq!(may_read(asleep_at_door(word, true), false), may_read(word, false), "{word:#x}");
    }
}

#[test]
fn a_kept_lock_is_for_those_for_whom_it_is_kept() {
    for count in 0..FEW {
        assert!(may_read(READERS_NEXT | count, false));
        assert!(!may_claim(READERS_NEXT | count, true));
        assert!(!is_open(READERS_NEXT | count));
        assert!(!may_claim(RESERVED | count, false) && may_claim(RESERVED | count, true));
    }
    assert_eq!(reading(READERS_NEXT), 1);
    assert_eq!(claimed(RESERVED, Kind::Write, true), WRITER | AT_DOOR);
    assert_eq!(after_write(WRITER | READERS_NEXT | RESERVED | AT_STATE), READERS_NEXT | RESERVED);
}

#[test]
fn a_reader_counts_one_whatever_else_is_in_the_word() {
    for word in every() {
        assert_eq!(readers(reading(word)), readers(word) + 1, "{word:#x}");
        assert_eq!(readers(upgradable_to_read(word)), readers(word) + 1, "{word:#x}");
        assert_eq!(is_held(word), word & (WRITER | UPGRADABLE) != 0 || readers(word) > 0);
    }
}

#[test]
fn who_gives_up_leaves_nothing_of_its_own() {
    for word in every() {
        if let Some(left) = withdrawn(word) {
            assert_eq!(left & (PENDING | AT_STATE), 0, "{word:#x}");
            assert!(readers(word) > 0 && readers(left) == readers(word), "{word:#x}");
        }
        if let Some(left) = unwished(word) {
            assert_eq!(left & (WISHED | AT_STATE), 0, "{word:#x}");
        }
        if let Some(left) = forgotten(word) {
            let held = |word| word & (UPGRADABLE | AT_DOOR) | readers(word);
            assert_eq!(left, held(word), "{word:#x}");
        }
    }
}
