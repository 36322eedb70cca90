use super::*;

/// Words of few and of most, in the first and in the last rounds, with and without sleepers.
fn words() -> impl Iterator<Item = u64> {
    let counts = [0, 1, 2, 3, 7, MOST - 1, MOST];
    let rounds = [0, 1, 2, (1 << 15) - 2, (1 << 15) - 1];
    rounds.into_iter().flat_map(move |round| {
        counts.into_iter().flat_map(move |count| {
            [0, SLEEPERS].map(|sleepers| round * ROUND + count * ONE + sleepers)
        })
    })
}

#[test]
fn less_takes_off_so_many_and_never_more() {
    for word in words() {
        for n in [1, 2, 3, 8, MOST] {
            let next = less(word, n);
            assert_eq!(next.is_some(), count(word) >= n, "{word:#x} less {n}");
            assert_eq!(next.map(count), count(word).checked_sub(n));
        }
        assert_eq!(less(word, 0), Some(word), "nothing off is nothing done");
    }
}

#[test]
fn only_the_step_to_zero_begins_a_round_and_clears_the_sleepers() {
    for word in words().filter(|word| count(*word) > 0) {
        let zero = less(word, count(word)).expect("so many are counted");
        assert!(!has_sleepers(zero) && zero / ROUND == (word / ROUND + 1) % (1 << 15));
        assert!(is_over(zero, word), "it is zero");
        assert!(is_over(zero + ONE, word), "it was zero");
        assert!(!is_over(word, word));
        if let Some(fewer) = less(word, 1).filter(|fewer| count(*fewer) > 0) {
            assert_eq!(has_sleepers(fewer), has_sleepers(word));
            assert!(!is_over(fewer, word), "it was not zero");
        }
    }
}

#[test]
fn one_more_is_counted_and_changes_nothing_else() {
    for word in words().filter(|word| count(*word) < MOST) {
        let more = word + ONE;
        assert_eq!(count(more), count(word) + 1);
        assert_eq!((has_sleepers(more), more / ROUND), (has_sleepers(word), word / ROUND));
    }
}
