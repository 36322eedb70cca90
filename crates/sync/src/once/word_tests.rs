//! The word's functions over every state, with and without sleepers, and small and large numbers.

use std::collections::BTreeSet;

use super::{
    COMPLETE, INCOMPLETE, STATE, TASK, THREAD, WAITERS, asleep, by_task, by_thread, has_waiters,
    is_held_by, is_running, runner, state, taken,
};

const NUMBERS: [u32; 4] = [0, 1, 77, (1 << 29) - 1];

fn tokens() -> Vec<u32> {
    NUMBERS.into_iter().flat_map(|number| [by_thread(number), by_task(number)]).collect()
}

#[test]
fn a_token_says_who_and_carries_no_sleepers() {
    for number in NUMBERS {
        assert_eq!((state(by_thread(number)), runner(by_thread(number))), (THREAD, number));
        assert_eq!((state(by_task(number)), runner(by_task(number))), (TASK, number));
    }
    let different: BTreeSet<u32> = tokens().into_iter().collect();
    assert_eq!(different.len(), 2 * NUMBERS.len());
    assert!(!tokens().into_iter().any(has_waiters));
}

#[test]
fn sleepers_change_neither_the_state_nor_who_is_at_it() {
    for word in tokens().into_iter().chain([INCOMPLETE, COMPLETE]) {
        let asleep = asleep(word);
        assert!(has_waiters(asleep));
        assert_eq!((state(asleep), runner(asleep)), (state(word), runner(word)));
        assert_eq!(is_running(asleep), is_running(word));
        for token in tokens() {
            assert_eq!(is_held_by(asleep, token), is_held_by(word, token));
            assert_eq!(is_held_by(word, token), word == token);
        }
    }
}

#[test]
fn whoever_takes_it_keeps_the_sleepers() {
    for token in tokens() {
        for word in [INCOMPLETE, by_thread(5), by_task(5)] {
            assert_eq!(taken(word, token), token);
            assert_eq!(taken(asleep(word), token), asleep(token));
        }
        assert!(is_running(token) && is_running(asleep(token)));
    }
    assert!(![INCOMPLETE, COMPLETE, INCOMPLETE | WAITERS].into_iter().any(is_running));
    assert_eq!([INCOMPLETE, COMPLETE, THREAD, TASK].map(|word| word & STATE), [0, 1, 2, 3]);
}
