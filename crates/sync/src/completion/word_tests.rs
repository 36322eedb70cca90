//! The word's functions over every value.

use std::collections::BTreeSet;

use super::{
    ABANDONED, CANCELLED, Content, DONE, LISTENERS, PANICKED, PENDING, Phase, RUNNING, SLEEPERS,
    TAKEN, abandoned, cancelled, content, done, is_over, is_pending, panicked, phase, started,
};

const EVERY: std::ops::Range<u32> = 0..64;
const ENDS: [fn(u32) -> Option<u32>; 4] = [cancelled, done, panicked, abandoned];

/// The words that one move leads to.
fn moves(word: u32) -> Vec<u32> {
    let mut next = vec![word | SLEEPERS, word | LISTENERS];
    next.extend(started(word));
    next.extend(ENDS.iter().filter_map(|end| end(word)));
    if is_over(word) {
        next.push(word | TAKEN);
    }
    next
}

#[test]
fn the_moves_reach_six_phases_and_take_from_what_is_over_alone() {
    let mut reached = BTreeSet::from([PENDING]);
    loop {
        let next: BTreeSet<u32> = reached.iter().flat_map(|word| moves(*word)).collect();
        if next.is_subset(&reached) {
            break;
        }
        reached.extend(next);
    }
    let phases: BTreeSet<u32> = reached.iter().map(|word| word & super::PHASE).collect();
    let all = [PENDING, RUNNING, DONE, PANICKED, ABANDONED, CANCELLED];
    assert_eq!(phases, BTreeSet::from(all));
    assert!(reached.iter().all(|word| word & TAKEN == 0 || is_over(*word)));
}

#[test]
fn what_is_over_stays_as_it_is() {
    for word in EVERY.filter(|word| is_over(*word)) {
        assert_eq!(started(word), None, "{word}");
        assert!(ENDS.iter().all(|end| end(word).is_none()), "{word}");
    }
}

#[test]
fn an_end_is_over_and_clears_the_bits() {
    for word in EVERY.filter(|word| !is_over(*word)) {
        for end in ENDS.iter().filter_map(|end| end(word)) {
            assert!(is_over(end), "{word}");
            assert_eq!(end & (TAKEN | SLEEPERS | LISTENERS), 0, "{word}");
        }
    }
}

#[test]
fn only_what_has_not_begun_is_started_or_cancelled() {
    for word in EVERY {
        assert_eq!(started(word).is_some(), is_pending(word), "{word}");
        assert_eq!(cancelled(word).is_some(), is_pending(word), "{word}");
        if let Some(running) = started(word) {
            assert_eq!(phase(running), Phase::Running);
            assert_eq!(running & !super::PHASE, word & !super::PHASE, "the bits stay");
        }
    }
}

#[test]
fn a_phase_agrees_with_the_predicates() {
    for word in EVERY {
        assert_eq!(phase(word).is_over(), is_over(word), "{word}");
        let is_failure = is_over(word) && phase(word) != Phase::Done;
        assert_eq!(phase(word).is_failure(), is_failure, "{word}");
    }
}

#[test]
fn the_slot_has_something_until_it_is_taken() {
    for word in EVERY {
        let expected = match phase(word) {
            _ if word & TAKEN != 0 => Content::Nothing,
            Phase::Done => Content::Value,
            Phase::Panicked => Content::Panic,
            _ => Content::Nothing,
        };
        assert_eq!(content(word), expected, "{word}");
    }
}
