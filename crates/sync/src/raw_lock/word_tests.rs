//! The word's functions over every value, and the table at the head of `mod.rs` against them.

use std::collections::BTreeSet;

use super::{
    FREE, LOCKED, PARKED, RESERVED, asleep, is_locked, is_parked, may_take, released,
    released_fairly, taken,
};

const EVERY: std::ops::Range<u32> = 0..8;

/// The words that one move leads to.
fn moves(word: u32) -> Vec<u32> {
    let mut next = Vec::new();
    for has_slept in [false, true] {
        if may_take(word, has_slept) {
            next.push(taken(has_slept));
        } else {
            next.push(asleep(word, false));
        }
    }
    if is_locked(word) {
        // Who starves has slept, so it goes back to sleep on a locked word alone.
        next.extend([asleep(word, true), word & !RESERVED]);
        next.extend([released(word), released_fairly(word), FREE]);
    }
    next
}

#[test]
fn the_moves_reach_the_five_words_of_the_table_and_no_other() {
    let mut reached = BTreeSet::from([FREE]);
    loop {
        let next: BTreeSet<u32> = reached.iter().flat_map(|word| moves(*word)).collect();
        if next.is_subset(&reached) {
            break;
        }
        reached.extend(next);
    }
    let starved = LOCKED | PARKED | RESERVED;
    let table = BTreeSet::from([FREE, LOCKED, LOCKED | PARKED, starved, PARKED | RESERVED]);
    assert_eq!(reached, table);
}

#[test]
fn nobody_takes_a_locked_word_and_only_a_sleeper_a_reserved_one() {
    for word in EVERY {
        assert!(!is_locked(word) || !may_take(word, true), "{word}");
        assert!(word & RESERVED == 0 || !may_take(word, false), "{word}");
        assert!(is_locked(word) || may_take(word, true), "{word}");
        assert!(!may_take(word, false) || may_take(word, true), "{word}");
    }
}

#[test]
fn a_sleeper_sleeps_on_parked_and_a_release_unlocks() {
    for word in EVERY {
        assert!(is_parked(asleep(word, false)) && is_parked(asleep(word, true)), "{word}");
        assert_eq!(is_locked(asleep(word, true)), is_locked(word), "{word}");
        for free in [released(word), released_fairly(word)] {
            assert!(!is_locked(free), "{word}");
            assert_eq!(is_parked(free), free & RESERVED != 0, "{word}: kept means asleep");
        }
    }
    assert!(is_locked(taken(false)) && is_locked(taken(true)));
}
