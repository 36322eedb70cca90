//! The word's functions over the small values and the edges.

use super::{MOST_WAITERS, SIGNAL, UNSET, WAITER, come, gone, set, signals, taken, waiters};

/// Every pair of numbers that an event can have, near the edges.
fn words() -> impl Iterator<Item = u32> {
    let counts = [0, 1, 2, 3, 4, MOST_WAITERS - 1, MOST_WAITERS];
    let pair = |waiting: u32| {
        let signals = [0, 1, 2, 3, waiting, waiting + 1];
        let fits = move |signals: &u32| *signals <= waiting + 1;
        signals.into_iter().filter(fits).map(move |signals| signals * SIGNAL + waiting * WAITER)
    };
    counts.into_iter().flat_map(pair)
}

/// No more signals than one for each that waits, and one that is remembered.
fn is_sound(word: u32) -> bool {
    signals(word) <= waiters(word) + 1 && waiters(word) <= MOST_WAITERS
}

#[test]
fn every_move_keeps_the_numbers_sound() {
    for word in words() {
        assert!(is_sound(word) && is_sound(set(word)), "{word:#x}");
        assert!(come(word).is_none_or(is_sound), "{word:#x}");
        assert!(taken(word, false).is_none_or(is_sound), "{word:#x}");
        if waiters(word) > 0 {
            assert!(taken(word, true).is_none_or(is_sound) && is_sound(gone(word)), "{word:#x}");
        }
    }
}

#[test]
fn a_signal_is_one_for_each_that_waits_and_one_more() {
    for waiting in [0, 1, 2, 5, MOST_WAITERS] {
        let mut word = waiting * WAITER;
        for count in 1..=waiting + 1 {
            word = set(word);
            assert_eq!((signals(word), waiters(word)), (count, waiting));
        }
        assert_eq!(set(word), word, "one is remembered already");
    }
    assert_eq!(signals(set(set(UNSET))), 1);
}

#[test]
fn who_takes_a_signal_waits_no_more() {
    for word in words() {
        let has_signal = signals(word) > 0;
        let newcomer = taken(word, false);
        assert_eq!(newcomer.map(waiters), has_signal.then(|| waiters(word)));
        assert_eq!(newcomer.map(signals), has_signal.then(|| signals(word) - 1));
        if waiters(word) > 0 {
            assert_eq!(taken(word, true).map(waiters), has_signal.then(|| waiters(word) - 1));
        }
    }
}

#[test]
fn who_goes_without_a_signal_takes_none_from_those_who_stay() {
    for word in words().filter(|word| waiters(*word) > 0) {
        let left = gone(word);
        assert_eq!(waiters(left), waiters(word) - 1);
        let kept = signals(word).min(waiters(word));
        assert_eq!(signals(left), kept, "one for each that stays, and one remembered");
    }
}
