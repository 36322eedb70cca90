//! The word's functions over every flag and stamp, with the smallest counts and the largest.

use super::{
    CLOSED, COUNT_SHIFT, HEAD, MAX_PERMITS, STAMP, STARVING, asleep, count, fresh, head_may_take,
    is_closed, is_inherited, is_waited_for, may_take, released, renewed, taken, without_head,
};

const COUNTS: [u32; 8] =
    [0, 1, 2, 3, MAX_PERMITS / 2, MAX_PERMITS - 2, MAX_PERMITS - 1, MAX_PERMITS];

/// Every word with one of the counts.
fn words() -> impl Iterator<Item = u32> {
    let flags = 0..1 << COUNT_SHIFT;
    flags.flat_map(|flags| COUNTS.map(|count| count << COUNT_SHIFT | flags))
}

fn flags(word: u32) -> u32 {
    word & ((1 << COUNT_SHIFT) - 1)
}

#[test]
fn the_parts_of_a_word_do_not_overlap_and_fill_it() {
    let parts = [CLOSED, HEAD, STARVING, STAMP, MAX_PERMITS << COUNT_SHIFT];
    assert_eq!(parts.iter().fold(0, |all, part| all ^ part), u32::MAX);
}

#[test]
fn a_new_word_has_its_permits_and_nobody_waits() {
    for permits in COUNTS {
        let word = fresh(permits);
        assert_eq!(count(word), permits);
        assert!(!is_closed(word) && !is_waited_for(word) && !is_inherited(word, 1));
    }
}

#[test]
fn what_is_taken_was_there_and_taking_changes_the_count_alone() {
    for word in words() {
        for n in COUNTS {
            assert!(!may_take(word, n) || head_may_take(word, n), "{word} {n}: the head first");
            assert!(!head_may_take(word, n) || !is_closed(word), "{word} {n}");
            if head_may_take(word, n) {
                let after = taken(word, n);
                assert_eq!(count(after), count(word) - n, "{word} {n}");
                assert_eq!(flags(after), flags(word), "{word} {n}");
                assert_eq!(may_take(word, n), word & STARVING == 0, "{word} {n}");
            }
        }
    }
}

#[test]
fn a_release_adds_up_to_the_limit_and_takes_the_head_s_bit_alone() {
    for word in words() {
        for n in COUNTS {
            for most in COUNTS.into_iter().filter(|most| *most >= count(word)) {
                let after = released(word, n, most);
                assert_eq!(after.is_some(), n <= most - count(word), "{word} {n} {most}");
                if let Some(after) = after {
                    assert_eq!(count(after), count(word) + n, "{word} {n}");
                    assert_eq!(flags(after), flags(word) & !HEAD, "{word} {n}");
                }
            }
        }
    }
}

#[test]
fn the_head_sleeps_on_its_bit_and_leaves_none_behind() {
    for word in words() {
        for is_starving in [false, true] {
            let asleep = asleep(word, is_starving);
            assert!(asleep & HEAD != 0 && is_waited_for(asleep), "{word}");
            assert!(!is_starving || !may_take(asleep, 0), "{word}: newcomers wait");
            assert_eq!(without_head(asleep), without_head(word), "{word}");
        }
        assert!(!is_waited_for(without_head(word)), "{word}");
    }
}

#[test]
fn a_child_forgets_who_waited_and_nothing_else() {
    for word in words() {
        for generation in 0..20 {
            let after = renewed(word, generation);
            assert!(!is_inherited(after, generation) && !is_waited_for(after), "{word}");
            assert_eq!((count(after), is_closed(after)), (count(word), is_closed(word)), "{word}");
            for depth in 1..8 {
                assert!(is_inherited(after, generation + depth), "{word}: {depth} forks down");
            }
        }
    }
}
