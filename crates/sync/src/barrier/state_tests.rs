//! The state's functions over small barriers, and at the edges of each field.

use super::{
    ARRIVED, Arrival, BROKEN, ENDED, FRESH, Fate, Field, RESETS, ROUND, SLEEPERS, Ticket, arrival,
    arrived, asleep, broken, completed, fate, full, has_sleepers, is_broken, reset, taken_back,
};

/// States at the edges of every field.
fn states() -> Vec<u64> {
    let mut states = vec![FRESH];
    for field in [ROUND, RESETS, ENDED] {
        let last = (1 << field.width) - 1;
        let with = |state: &u64| [0, 1, last].map(|number| field.with(*state, number));
        states = states.iter().flat_map(with).collect();
    }
    let with = |state: &u64| [*state, *state | SLEEPERS, *state | BROKEN];
    states.iter().flat_map(with).collect()
}

/// One who comes first into an unbroken round in which others are yet to come.
fn come(state: u64) -> (Ticket, u64) {
    let Arrival::Waits(next) = arrival(state, 9) else { panic!("{state:#x} has room") };
    (Ticket::at(state), next)
}

fn unbroken() -> impl Iterator<Item = u64> {
    states().into_iter().filter(|state| !is_broken(*state))
}

#[test]
fn the_fields_fill_the_state_and_do_not_overlap() {
    let parts = [ARRIVED, ENDED, RESETS, ROUND].map(|field: Field| field.mask());
    let all = parts.iter().fold(BROKEN | SLEEPERS, |all, part| {
        assert_eq!(all & part, 0);
        all | part
    });
    assert_eq!(all, u64::MAX);
}

#[test]
fn parties_arrive_one_by_one_and_the_last_is_the_last() {
    for parties in 1..6 {
        for start in unbroken() {
            let mut state = start;
            for index in 0..parties - 1 {
                assert_eq!(Ticket::at(state).index(), index);
                let Arrival::Waits(next) = arrival(state, parties) else { panic!("not yet") };
                assert_eq!(ROUND.of(next), ROUND.of(start));
                state = next;
            }
            assert_eq!(arrival(state, parties), Arrival::Last);
            assert_eq!(Ticket::at(state).index(), parties - 1);
            assert_eq!(arrival(full(state), parties), Arrival::Full, "one of the next round");
            assert_eq!(arrived(completed(state)), 0);
            assert_eq!(completed(full(state)), completed(state));
        }
    }
}

#[test]
fn a_round_is_open_until_it_is_complete_or_broken_or_reset() {
    for start in unbroken() {
        let (ticket, open) = come(start);
        for state in [open, asleep(open), full(open)] {
            assert_eq!(fate(state, ticket), Fate::Open);
        }
        assert_eq!(fate(completed(open), ticket), Fate::Complete);
        assert_eq!(fate(broken(open), ticket), Fate::Broken);
        assert_eq!(fate(reset(open), ticket), Fate::Broken);
        assert_eq!(fate(reset(broken(open)), ticket), Fate::Broken);
    }
}

#[test]
fn a_late_party_learns_what_became_of_its_own_round() {
    for start in unbroken() {
        let (ticket, open) = come(start);
        // Its round was complete; a later one was reset, and more rounds came.
        let (_, later) = come(completed(open));
        for state in [reset(later), completed(reset(later)), reset(broken(later))] {
            assert_eq!(fate(state, ticket), Fate::Complete, "{start:#x}");
        }
        assert_eq!(fate(broken(later), ticket), Fate::Complete, "{start:#x}");
        // Its round was reset, and more rounds came.
        assert_eq!(fate(completed(completed(reset(open))), ticket), Fate::Broken, "{start:#x}");
    }
}

#[test]
fn who_is_late_by_two_resets_is_told_that_it_is_broken() {
    for start in unbroken() {
        let (ticket, open) = come(start);
        let (_, second) = come(reset(come(completed(open)).1));
        assert_eq!(fate(reset(second), ticket), Fate::Broken);
    }
}

#[test]
fn a_reset_makes_a_barrier_fresh_and_leaves_a_fresh_one_alone() {
    for state in states() {
        let after = reset(state);
        assert!(!is_broken(after) && arrived(after) == 0, "{state:#x}");
        assert_eq!(reset(after), after, "{state:#x}");
    }
}

#[test]
fn whoever_ends_a_round_leaves_no_sleeper_announced() {
    for start in unbroken() {
        let state = asleep(come(start).1);
        for after in [completed(state), broken(state), reset(state)] {
            assert!(!has_sleepers(after), "{start:#x}");
        }
    }
}

#[test]
fn an_arrival_is_taken_back_from_an_open_round_alone() {
    for start in unbroken() {
        let (ticket, open) = come(start);
        let (_, two) = come(open);
        assert_eq!(taken_back(open, ticket, 9), Some(start));
        assert_eq!(taken_back(two, ticket, 9), Some(open));
        assert_eq!(taken_back(two, ticket, 2), None, "all have arrived: the action runs");
        for state in [completed(open), broken(open), reset(open), come(completed(two)).1] {
            assert_eq!(taken_back(state, ticket, 9), None, "{start:#x}");
        }
    }
}
