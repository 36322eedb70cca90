//! For each rule of the axioms the smallest history that breaks it; the search refuses it too.

use threadbare_linear::axioms::{Kind, QueueOperation, judge};
use threadbare_linear::history::Operation;
use threadbare_linear::spec::queue::{
    Answer::{self, Count, Done, Empty, First, Full, Got, Items, ShutDown, Timeout},
    Call::{self, Get, GetTimeout, Len, Put, Shutdown, ShutdownNow, TryGet, TryPut},
    Item,
};

use crate::histories::Sort;

const A: Item = Item { rank: 2, id: 1 };
const B: Item = Item { rank: 2, id: 2 };
/// Goes first in a priority queue.
const C: Item = Item { rank: 1, id: 3 };

/// Calls and the stamps of their begins and ends, each in a thread of its own.
fn history(calls: &[(Call, Answer, usize, usize)]) -> Vec<QueueOperation> {
    let operation =
        |(thread, (call, answer, begin, end)): (usize, &(Call, Answer, usize, usize))| Operation {
            thread,
            call: *call,
            answer: answer.clone(),
            begin: *begin,
            end: *end,
        };
    calls.iter().enumerate().map(operation).collect()
}

/// Calls one after another.
fn in_turn(calls: &[(Call, Answer)]) -> Vec<QueueOperation> {
    let timed = calls
        .iter()
        .enumerate()
        .map(|(at, (call, answer))| (*call, answer.clone(), 2 * at, 2 * at + 1));
    history(&timed.collect::<Vec<_>>())
}

#[track_caller]
fn breaks(rule: &str, kind: Kind, history: &[QueueOperation]) {
    let sort = Sort { kind, capacity: Some(2) };
    assert!(sort.search(history).is_err(), "the search accepts it");
    let violation = judge(kind, Some(2), history).expect_err("the axioms accept it");
    assert_eq!(violation.rule, rule, "{violation}");
}

#[track_caller]
fn keeps(kind: Kind, history: &[QueueOperation]) {
    let sort = Sort { kind, capacity: Some(2) };
    let order = sort.search(history);
    assert!(order.is_ok(), "{}", order.map_or_else(|why| why.to_string(), |_| String::new()));
    assert_eq!(judge(kind, Some(2), history), Ok(()));
}

#[test]
fn items_come_from_puts_and_go_to_one_getter() {
    breaks("fresh", Kind::Fifo, &in_turn(&[(Get, Got(A))]));
    breaks("fresh", Kind::Fifo, &in_turn(&[(Get, Got(A)), (Put(A), Done)]));
    breaks("fresh", Kind::Fifo, &in_turn(&[(TryPut(A), Full), (Get, Got(A))]));
    breaks("once", Kind::Lifo, &in_turn(&[(Put(A), Done), (Get, Got(A)), (TryGet, Got(A))]));
}

#[test]
fn there_is_room_for_two() {
    let three = [(Put(A), Done), (Put(B), Done), (Put(C), Done)];
    breaks("room", Kind::Priority, &in_turn(&three));
    keeps(Kind::Priority, &in_turn(&three[..2]));
    breaks("full", Kind::Fifo, &in_turn(&[(Put(A), Done), (TryPut(B), Full)]));
    keeps(Kind::Fifo, &in_turn(&[(Put(A), Done), (Put(B), Done), (TryPut(C), Full)]));
}

#[test]
fn one_item_after_another_may_keep_it_from_being_empty() {
    let relay = |last_get| {
        history(&[
            (Put(A), Done, 0, 1),
            (TryGet, Empty, 2, 9),
            (Put(B), Done, 3, 4),
            (Get, Got(A), 5, 6),
            (Get, Got(B), last_get, 11),
        ])
    };
    breaks("empty", Kind::Fifo, &relay(10));
    keeps(Kind::Fifo, &relay(7));
    breaks("empty", Kind::Fifo, &in_turn(&[(Put(A), Done), (GetTimeout, Timeout)]));
}

#[test]
fn a_count_is_one_of_those_that_there_were() {
    let counted = |count| history(&[(Put(A), Done, 0, 3), (Len, Count(count), 1, 2)]);
    keeps(Kind::Fifo, &counted(0));
    keeps(Kind::Fifo, &counted(1));
    breaks("len", Kind::Fifo, &counted(2));
    breaks("len", Kind::Fifo, &in_turn(&[(Put(A), Done), (Len, Count(0))]));
}

#[test]
fn each_kind_has_its_order() {
    let two =
        |first, second| in_turn(&[(Put(A), Done), (Put(B), Done), (Get, first), (Get, second)]);
    breaks("fifo", Kind::Fifo, &two(Got(B), Got(A)));
    breaks("lifo", Kind::Lifo, &two(Got(A), Got(B)));
    breaks("priority", Kind::Priority, &two(Got(B), Got(A)));
    breaks("fifo", Kind::Fifo, &in_turn(&[(Put(A), Done), (Put(B), Done), (Get, Got(B))]));
    let ranked =
        |first, second| in_turn(&[(Put(A), Done), (Put(C), Done), (Get, first), (Get, second)]);
    breaks("priority", Kind::Priority, &ranked(Got(A), Got(C)));
    keeps(Kind::Priority, &ranked(Got(C), Got(A)));
    keeps(Kind::Lifo, &two(Got(B), Got(A)));
}

/// No one item lies upon `A` all the time, but at any time one does.
#[test]
fn a_lifo_is_refuted_by_a_relay() {
    let relay = |last_get| {
        history(&[
            (Put(A), Done, 0, 1),
            (Put(B), Done, 2, 3),
            (Get, Got(A), 4, 11),
            (TryGet, Got(B), 7, 14),
            (Put(C), Done, 5, 6),
            (Get, Got(C), last_get, 13),
        ])
    };
    let (unbounded, sort) = (None, Sort { kind: Kind::Lifo, capacity: None });
    assert!(sort.search(&relay(12)).is_err());
    assert_eq!(judge(Kind::Lifo, unbounded, &relay(12)).map_err(|one| one.rule), Err("lifo"));
    assert!(sort.search(&relay(9)).is_ok());
    assert_eq!(judge(Kind::Lifo, unbounded, &relay(9)), Ok(()));
}

#[test]
fn a_batch_has_the_order_of_gets() {
    let batch = |items: [Item; 2]| {
        in_turn(&[
            (Put(items[0].min(items[1])), Done),
            (Put(items[0].max(items[1])), Done),
            (ShutdownNow, Items(items.to_vec())),
        ])
    };
    keeps(Kind::Fifo, &batch([A, B]));
    breaks("batch", Kind::Fifo, &batch([B, A]));
    keeps(Kind::Lifo, &batch([B, A]));
    breaks("batch", Kind::Lifo, &batch([A, B]));
    keeps(Kind::Priority, &batch([A, B]));
    breaks("batch", Kind::Priority, &batch([B, A]));
    breaks("batch", Kind::Priority, &batch([A, C]));
}

#[test]
fn a_shutdown_has_one_moment() {
    let shut = (Shutdown, First(true));
    let after = |call, answer| in_turn(&[(Put(A), Done), shut.clone(), (call, answer)]);
    breaks("closing", Kind::Fifo, &after(Put(B), Done));
    breaks("closing", Kind::Fifo, &in_turn(&[shut.clone(), (TryGet, Empty)]));
    breaks("closing", Kind::Fifo, &after(Shutdown, First(true)));
    breaks("closing", Kind::Fifo, &in_turn(&[(Shutdown, First(false))]));
    breaks("closing", Kind::Fifo, &in_turn(&[(Put(A), ShutDown), shut.clone()]));
    breaks("empty", Kind::Fifo, &after(Get, ShutDown));
    breaks("closing", Kind::Fifo, &after(ShutdownNow, Items(Vec::new())));
    breaks(
        "closing",
        Kind::Fifo,
        &[
            in_turn(&[(Put(A), Done), (ShutdownNow, Items(Vec::new()))]),
            history(&[(Get, Got(A), 8, 9)]),
        ]
        .concat(),
    );
    keeps(Kind::Fifo, &after(Get, Got(A)));
    keeps(Kind::Fifo, &after(ShutdownNow, Items(vec![A])));
    keeps(Kind::Fifo, &after(Put(B), ShutDown));
}
