//! Signals, and initialisers that fail all the time.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use threadbare_sync::OnceLock;

use crate::support::storm::in_a_storm;

/// Signals that come all the time, to waiters of every kind, lose no wake-up and end no wait.
#[test]
fn a_storm_of_signals_loses_nothing() {
    let cells: Arc<Vec<OnceLock<usize>>> = Arc::new((0..400).map(|_| OnceLock::new()).collect());
    let waiter = |kind: u32| {
        let cells = Arc::clone(&cells);
        thread::spawn(move || {
            for (number, cell) in cells.iter().enumerate() {
                let value = match kind {
                    0 => cell.wait(),
                    1 => cell.wait_timeout(Duration::MAX).expect("for ever"),
                    _ => cell.get_or_init(|| number),
                };
                assert_eq!(*value, number);
            }
        })
    };
    let mut rest = cells.iter().enumerate();
    in_a_storm((0..3).map(waiter).collect(), || {
        if let Some((number, cell)) = rest.next() {
            assert_eq!(*cell.get_or_init(|| number), number);
        }
    });
}

/// Of many initialisers most fail, in both ways: those who wait get their turn until one does not.
#[test]
fn failures_are_passed_on_until_one_succeeds() {
    for round in 0..200_u32 {
        let cell = OnceLock::new();
        thread::scope(|scope| {
            for number in 0..4 {
                let cell = &cell;
                scope.spawn(move || match (number + round) % 4 {
                    0 => assert_eq!(*cell.wait(), 7),
                    1 => {
                        let failed = cell.get_or_try_init(|| Err(()));
                        assert!(failed.is_err() || failed == Ok(&7));
                    }
                    2 => {
                        let failed = catch_unwind(AssertUnwindSafe(|| {
                            *cell.get_or_init(|| resume_unwind(Box::new("on purpose")))
                        }));
                        assert!(failed.is_err() || failed.is_ok_and(|value| value == 7));
                    }
                    _ => assert_eq!(*cell.get_or_init(|| 7), 7),
                });
            }
        });
        assert_eq!(cell.into_inner(), Some(7));
    }
}
