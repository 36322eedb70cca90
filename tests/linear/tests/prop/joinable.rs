//! The specification of a queue to join: no stricter than it must be, and no laxer.

use proptest::prelude::*;
use threadbare_linear::axioms::{Kind, QueueOperation};
use threadbare_linear::history::Operation;
use threadbare_linear::search::{Counterexample, linearizable};
use threadbare_linear::spec::joinable::{Joinable, moments};
use threadbare_linear::spec::queue::Answer::{Done, Empty, Full, Got, Items, Timeout, TooMany};
use threadbare_linear::spec::queue::Call::{
    Get, Join, JoinTimeout, ShutdownNow, TaskDone, TryGet, TryPut,
};
use threadbare_linear::spec::queue::{Answer, Call, Fifo, Item, Queue};

use crate::histories::{Sort, any_joining_call, sketches, stretched};

const ONE: Item = Item { rank: 0, id: 1 };
const TWO: Item = Item { rank: 0, id: 2 };

fn is_right(calls: &[(Call, Answer, usize, usize)]) -> bool {
    judged(calls).is_ok()
}

/// Each call in a thread of its own, between these stamps.
fn judged(calls: &[(Call, Answer, usize, usize)]) -> Result<Vec<usize>, Counterexample> {
    let calls = calls.iter().zip(0..);
    let history: Vec<QueueOperation> = calls
        .map(|((call, answer, begin, end), thread)| Operation {
            thread,
            call: *call,
            answer: answer.clone(),
            begin: *begin,
            end: *end,
        })
        .collect();
    linearizable(&Joinable(Queue::<Fifo>::bounded(1)), &moments(&history))
}

/// One call after another.
fn in_turn(calls: &[(Call, Answer)]) -> bool {
    let stamps = (0..).step_by(2).zip((1..).step_by(2));
    let timed = calls
        .iter()
        .zip(stamps)
        .map(|((call, answer), (begin, end))| (*call, answer.clone(), begin, end));
    is_right(&timed.collect::<Vec<_>>())
}

proptest! {
    /// What is right when each call is one moment is right when some are more.
    #[test]
    fn a_run_of_single_moments_is_accepted(
        capacity in 1_usize..4,
        sketches in sketches(any_joining_call(), 20),
    ) {
        let sort = Sort { kind: Kind::Fifo, capacity: Some(capacity) };
        let history = moments(&stretched(sort, &sketches));
        let order = linearizable(&Joinable(Queue::<Fifo>::bounded(capacity)), &history);
        prop_assert_eq!(order.map(|order| order.len()), Ok(history.len()));
    }
}

#[test]
fn the_count_is_judged() {
    let put = (TryPut(ONE), Done);
    assert!(in_turn(&[(Join, Done), put.clone(), (JoinTimeout, Timeout), (TaskDone, Done)]));
    assert!(!in_turn(&[put.clone(), (Join, Done)]));
    assert!(!in_turn(&[(JoinTimeout, Timeout)]));
    assert!(!in_turn(&[put.clone(), (TaskDone, TooMany)]));
    assert!(!in_turn(&[(TaskDone, Done)]));
    assert!(!in_turn(&[put.clone(), (Get, Got(ONE)), (JoinTimeout, Done)]));
    let taken = [put.clone(), (ShutdownNow, Items(vec![ONE])), (Join, Done), (TaskDone, TooMany)];
    assert!(in_turn(&taken));
    let refused = (TryPut(TWO), Full);
    assert!(in_turn(&[put.clone(), refused.clone(), (TaskDone, Done), (TaskDone, TooMany)]));
    assert!(!in_turn(&[put, refused, (TaskDone, Done), (JoinTimeout, Timeout)]));
}

/// Who gets an item finds it counted, however long its put takes.
#[test]
fn an_item_that_can_be_got_is_counted() {
    let during = |call, answer| {
        is_right(&[(TryPut(ONE), Done, 0, 9), (Get, Got(ONE), 1, 2), (call, answer, 3, 4)])
    };
    assert!(during(TaskDone, Done) && during(JoinTimeout, Timeout));
    assert!(!during(TaskDone, TooMany) && !during(Join, Done));
}

/// A put that has counted and not put yet is seen by one and not by the other. That is why it has
/// two moments.
#[test]
fn a_put_counts_before_it_puts() {
    let put = (TryPut(ONE), Done, 0, 9);
    let (counted, empty) = ((JoinTimeout, Timeout), (TryGet, Empty));
    let calls = |first: (Call, Answer), second: (Call, Answer)| {
        [put.clone(), (first.0, first.1, 1, 2), (second.0, second.1, 3, 4)]
    };
    assert!(is_right(&calls(counted, empty)));
    assert!(!is_right(&calls((TryGet, Got(ONE)), (Join, Done))));
}

/// The pieces of a call lie over each other; the table tells which of them ends.
#[test]
fn a_refuted_history_shows_the_pieces() {
    let calls = [(TryPut(ONE), Done, 0, 9), (Get, Got(ONE), 1, 2), (TaskDone, TooMany, 3, 4)];
    let refuted = judged(&calls).expect_err("it was counted");
    let table: Vec<&str> = refuted.table.lines().map(str::trim_end).skip(1).collect();
    assert_eq!(
        table[..4].iter().map(|row| row.split("   ").next().unwrap_or("")).collect::<Vec<_>>(),
        ["+ Count(0)", "+ Call(0, TryPut(1))", "|", "|"]
    );
    assert_eq!(table[4..], ["+ Count(0) -> Done", "+ Call(0, TryPut(1)) -> Done"]);
}
