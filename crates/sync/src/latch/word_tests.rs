//! The word's functions over the small values and the edges.

use super::{DONE, MOST, SLEEPERS, asleep, count, counting, has_sleepers, less, more};

const COUNTS: [u32; 9] = [0, 1, 2, 3, 4, 5, MOST - 2, MOST - 1, MOST];

#[test]
fn a_count_is_what_it_was_made_of() {
    for left in COUNTS {
        assert_eq!(count(counting(left)), left);
        assert_eq!(count(asleep(counting(left))), left, "a sleeper does not count");
        assert!(has_sleepers(asleep(counting(left))) && !has_sleepers(counting(left)));
    }
    assert_eq!(counting(0), DONE);
}

#[test]
fn a_count_goes_down_by_what_there_is_and_no_further() {
    for left in COUNTS {
        for sleepers in [0, SLEEPERS] {
            for n in COUNTS {
                let next = less(counting(left) | sleepers, n);
                assert_eq!(next.map(count), left.checked_sub(n), "{left} - {n}");
                let keeps = next.is_some_and(has_sleepers);
                assert_eq!(keeps, sleepers != 0 && n < left, "at zero all are woken");
            }
        }
    }
}

#[test]
fn a_count_goes_up_until_it_is_full() {
    for left in COUNTS {
        let next = more(asleep(counting(left)));
        assert_eq!(next.map(count), (left < MOST).then(|| left + 1));
        assert!(next.is_none_or(has_sleepers), "a sleeper stays announced");
    }
}
