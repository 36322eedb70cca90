//! The word's functions over all bits, at both edges of the generation.

use super::{
    GENERATION, SET, SLEEPERS, UNSET, asleep, generation, has_sleepers, is_over, is_set, set,
};

const LAST: u32 = u32::MAX / GENERATION;

/// Every word at the generations where something could break.
fn words() -> impl Iterator<Item = u32> {
    let generations = [0, 1, 2, LAST / 2, LAST - 1, LAST];
    generations.into_iter().flat_map(|count| (0..4).map(move |bits| (count * GENERATION) | bits))
}

/// The words that an event can have: one that is set has nobody asleep.
fn reachable() -> impl Iterator<Item = u32> {
    words().filter(|word| !(is_set(*word) && has_sleepers(*word)))
}

#[test]
fn a_set_event_is_set_and_nobody_sleeps_on_it() {
    for word in reachable() {
        assert!(is_set(set(word)) && !has_sleepers(set(word)), "{word:#x}");
        assert!(is_over(set(word), generation(word)), "{word:#x}");
    }
}

#[test]
fn a_set_event_that_is_set_again_stays_as_it_is() {
    for word in words() {
        assert_eq!(set(set(word)), set(word), "{word:#x}");
    }
}

#[test]
fn a_pulse_ends_a_wait_that_began_before_it_at_every_generation() {
    for word in reachable().filter(|word| !is_set(*word)) {
        let pulsed = set(asleep(word)) & !SET;
        assert!(!is_over(asleep(word), generation(word)), "{word:#x}: nothing has happened");
        assert!(is_over(pulsed, generation(word)), "{word:#x}");
        assert!(!is_over(pulsed, generation(pulsed)), "{word:#x}: the next wait is a new one");
    }
}

#[test]
fn the_generation_comes_round_and_leaves_the_bits_alone() {
    let last = asleep(LAST * GENERATION);
    assert_eq!(set(last), UNSET | SET, "2^30 comes after 2^30 - 1 and is 0");
    assert_eq!(generation(set(last)), 0);
    assert_eq!(asleep(UNSET), SLEEPERS);
}
