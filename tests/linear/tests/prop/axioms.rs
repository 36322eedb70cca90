//! The axioms, against the search: sound for all, and exact where the theory says so.

use proptest::prelude::*;
use threadbare_linear::axioms::{Kind, QueueOperation, judge, per_producer};
use threadbare_linear::spec::queue::Call;

use crate::histories::{
    Sort, any_call, any_closing_call, any_sort, changed, changes, sketches, stretched,
};

/// Got items must be unique among the puts that were done for the axioms to be asked at all.
fn axioms(sort: Sort, history: &[QueueOperation]) -> Result<(), String> {
    judge(sort.kind, sort.capacity, history).map_err(|violation| violation.to_string())
}

proptest! {
    /// What has an order violates nothing.
    #[test]
    fn what_the_search_accepts_the_axioms_accept(
        sort in any_sort(),
        sketches in sketches(any_closing_call(), 14),
        changes in changes(),
    ) {
        let history = changed(stretched(sort, &sketches), &changes);
        if let Err(violation) = axioms(sort, &history) {
            prop_assert!(sort.search(&history).is_err(), "{sort:?} {violation}");
        }
    }

    /// Long runs violate nothing either.
    #[test]
    fn a_stretched_run_violates_nothing(
        sort in any_sort(),
        sketches in sketches(any_closing_call(), 100),
    ) {
        let history = stretched(sort, &sketches);
        let verdict = axioms(sort, &history);
        prop_assert_eq!(verdict, Ok(()));
        if sort.kind == Kind::Fifo {
            prop_assert_eq!(per_producer(&history), Ok(()));
        }
    }

    /// Of a FIFO without a bound the axioms miss nothing.
    #[test]
    fn for_a_fifo_without_a_bound_the_axioms_are_exact(
        sketches in sketches(any_call(), 12),
        changes in changes(),
    ) {
        let sort = Sort { kind: Kind::Fifo, capacity: None };
        let mut history = changed(stretched(sort, &sketches), &changes);
        history.retain(|one| one.call != Call::Len);
        let verdict = axioms(sort, &history);
        match sort.search(&history) {
            Ok(_) => prop_assert_eq!(verdict, Ok(())),
            Err(refuted) => prop_assert!(verdict.is_err(), "the axioms miss this: {}", refuted),
        }
    }
}
