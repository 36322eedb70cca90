//! The word's functions over every value.

use super::{
    ARMED, CANCELLED, DETACHED, IDLE, LAST, PANICKED, RAN, TAKEN, WAITED, is_over, is_pending,
    stage, step,
};

const STAGES: [u32; 6] = [IDLE, ARMED, TAKEN, RAN, CANCELLED, PANICKED];

fn words() -> impl Iterator<Item = (u32, u32)> {
    let flags = (0..8).map(|bits| bits * LAST);
    flags.flat_map(|flags| STAGES.map(|stage| (stage, stage | flags)))
}

#[test]
fn bits_do_not_overlap() {
    assert_eq!(LAST | WAITED | DETACHED, 7 * LAST);
    for (expected, word) in words() {
        assert_eq!(stage(word), expected, "{word}");
    }
}

#[test]
fn a_step_changes_the_stage_alone() {
    for (from, word) in words() {
        for to in STAGES {
            assert_eq!(word ^ step(from, to), word - from + to, "{word}");
        }
    }
}

#[test]
fn what_is_over_is_not_pending() {
    for (stage, word) in words() {
        assert_eq!(is_over(word), [RAN, CANCELLED, PANICKED].contains(&stage), "{word}");
        for repeats in [false, true] {
            assert!(!(is_over(word) && is_pending(word, repeats)), "{word}");
        }
        let once_more = stage == TAKEN && word & LAST == 0;
        assert_eq!(is_pending(word, true), once_more || stage <= ARMED, "{word}");
        assert_eq!(is_pending(word, false), stage <= ARMED, "{word}");
    }
}
