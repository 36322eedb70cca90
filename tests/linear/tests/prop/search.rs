//! The search, against a judge that tries all orders.

use proptest::prelude::*;
use threadbare_linear::axioms::QueueOperation;
use threadbare_linear::history::Operation;
use threadbare_linear::search::{OperationOf, linearizable, sequentially_consistent};
use threadbare_linear::spec::Spec;
use threadbare_linear::spec::cells::{Access, Lock, Move, Register, Seen};
use threadbare_linear::spec::queue::{Answer, Call, Fifo, Item, Lifo, Priority, Queue};
use threadbare_linear::spec::rendezvous::Rendezvous;

use crate::histories::{
    Sort, any_closing_call, any_joining_call, any_sort, changed, changes, sketches, spec, stretched,
};

/// Whether some permutation of the calls keeps to time and is legal.
fn brute_force<S: Spec>(spec: &S, history: &[OperationOf<S>]) -> bool {
    let mut order: Vec<usize> = (0..history.len()).collect();
    some_permutation(&mut order, 0, &|order| is_legal(spec, history, order))
}

fn some_permutation(
    order: &mut [usize],
    fixed: usize,
    is_right: &impl Fn(&[usize]) -> bool,
) -> bool {
    if fixed == order.len() {
        return is_right(order);
    }
    (fixed..order.len()).any(|place| {
        order.swap(fixed, place);
        let found = some_permutation(order, fixed + 1, is_right);
        order.swap(fixed, place);
        found
    })
}

fn is_legal<S: Spec>(spec: &S, history: &[OperationOf<S>], order: &[usize]) -> bool {
    let calls: Vec<&OperationOf<S>> = order.iter().map(|index| &history[*index]).collect();
    let keeps_time = calls
        .iter()
        .enumerate()
        .all(|(place, one)| calls[place + 1..].iter().all(|later| later.end > one.begin));
    let replay = |state: S::State, one: &&OperationOf<S>| spec.step(&state, &one.call, &one.answer);
    keeps_time && calls.iter().try_fold(spec.start(), replay).is_some()
}

fn brute(sort: Sort, history: &[QueueOperation]) -> bool {
    use threadbare_linear::axioms::Kind;
    match sort.kind {
        Kind::Fifo => brute_force(&spec::<Fifo>(sort.capacity), history),
        Kind::Lifo => brute_force(&spec::<Lifo>(sort.capacity), history),
        Kind::Priority => brute_force(&spec::<Priority>(sort.capacity), history),
    }
}

proptest! {
    /// Calls that took effect one after another, and lasted for a while, are linearizable.
    #[test]
    fn a_stretched_run_is_accepted(
        sort in any_sort(),
        sketches in sketches(any_joining_call(), 40),
    ) {
        let history = stretched(sort, &sketches);
        let order = sort.search(&history);
        prop_assert_eq!(order.map(|order| order.len()), Ok(history.len()));
    }

    /// The search says what a judge says that tries all orders.
    #[test]
    fn the_search_agrees_with_all_orders(
        sort in any_sort(),
        sketches in sketches(any_closing_call(), 6),
        changes in changes(),
    ) {
        let history = changed(stretched(sort, &sketches), &changes);
        let found = sort.search(&history);
        prop_assert_eq!(found.is_ok(), brute(sort, &history), "{:?}", history);
    }

    /// The order that the search gives is one.
    #[test]
    fn the_order_found_is_legal(
        sort in any_sort(),
        sketches in sketches(any_closing_call(), 10),
        changes in changes(),
    ) {
        let history = changed(stretched(sort, &sketches), &changes);
        if let Ok(order) = sort.search(&history) {
            let is_legal = match sort.kind {
                threadbare_linear::axioms::Kind::Fifo => {
                    is_legal(&spec::<Fifo>(sort.capacity), &history, &order)
                }
                threadbare_linear::axioms::Kind::Lifo => {
                    is_legal(&spec::<Lifo>(sort.capacity), &history, &order)
                }
                threadbare_linear::axioms::Kind::Priority => {
                    is_legal(&spec::<Priority>(sort.capacity), &history, &order)
                }
            };
            prop_assert!(is_legal);
        }
    }
}

/// A call of a thread, and when.
fn at<C, A>(thread: usize, call: C, answer: A, (begin, end): (usize, usize)) -> Operation<C, A> {
    Operation { thread, call, answer, begin, end }
}

const ONE: Item = Item { rank: 0, id: 1 };
const TWO: Item = Item { rank: 0, id: 2 };

#[test]
fn a_put_that_was_stalled_is_no_excuse_for_empty() {
    let history = [
        at(0, Call::TryPut(ONE), Answer::Done, (0, 5)),
        at(1, Call::TryPut(TWO), Answer::Done, (1, 2)),
        at(1, Call::TryGet, Answer::Empty, (3, 4)),
    ];
    let refuted = linearizable(&Queue::<Fifo>::bounded(2), &history).expect_err("2 was there");
    let table: Vec<&str> = refuted.table.lines().collect();
    assert_eq!(
        table,
        [
            "thread 0            thread 1",
            "+ TryPut(1)",
            "|                   TryPut(2) -> Done",
            "|                   TryGet -> Empty",
            "+ -> Done",
        ]
    );
    // Without a common time the put may as well come after the get, but not in its own thread.
    assert!(sequentially_consistent(&Queue::<Fifo>::bounded(2), &history).is_err());
    let others = [&history[..2], &[at(2, Call::TryGet, Answer::Empty, (3, 4))]].concat();
    assert!(sequentially_consistent(&Queue::<Fifo>::bounded(2), &others).is_ok());
}

#[test]
fn a_rendezvous_needs_both_at_once() {
    let meet = |put, get| {
        let history =
            [at(0, Call::Put(ONE), Answer::Done, put), at(1, Call::Get, Answer::Got(ONE), get)];
        linearizable(&Rendezvous, &history).is_ok()
    };
    assert!(meet((0, 2), (1, 3)));
    assert!(meet((1, 2), (0, 3)));
    assert!(!meet((0, 1), (2, 3)), "a put that returned before anybody came");
    assert!(!meet((2, 3), (0, 1)), "a get that returned before anybody came");
    let alone = [at(0, Call::Put(ONE), Answer::Done, (0, 1))];
    assert!(linearizable(&Rendezvous, &alone).is_err());
    let shut = [
        at(0, Call::Shutdown, Answer::First(true), (0, 1)),
        at(0, Call::Put(ONE), Answer::ShutDown, (2, 3)),
    ];
    assert!(linearizable(&Rendezvous, &shut).is_ok());
}

#[test]
fn a_timeout_is_legal_if_there_was_a_moment_without_room() {
    let timed = |room_from: usize| {
        let history = [
            at(0, Call::Put(ONE), Answer::Done, (0, 1)),
            at(0, Call::Get, Answer::Got(ONE), (room_from, room_from + 1)),
            at(1, Call::PutTimeout(TWO), Answer::Timeout, (4, 7)),
        ];
        linearizable(&Queue::<Fifo>::bounded(1), &history).is_ok()
    };
    assert!(timed(8), "it was full all the time");
    assert!(timed(5), "it was full in the beginning");
    assert!(!timed(2), "there was room from its begin to its end");
}

#[test]
fn a_shutdown_drains_like_python_s() {
    let spec = Queue::<Fifo>::bounded(2);
    let told = |answers: &[(Call, Answer)]| {
        let history: Vec<QueueOperation> = answers
            .iter()
            .enumerate()
            .map(|(index, (call, answer))| at(0, *call, answer.clone(), (2 * index, 2 * index + 1)))
            .collect();
        linearizable(&spec, &history).is_ok()
    };
    let begin = [(Call::Put(ONE), Answer::Done), (Call::Shutdown, Answer::First(true))];
    let then = |more: &[(Call, Answer)]| told(&[&begin, more].concat());
    assert!(then(&[
        (Call::Put(TWO), Answer::ShutDown),
        (Call::TryGet, Answer::Got(ONE)),
        (Call::TryGet, Answer::ShutDown),
        (Call::Get, Answer::ShutDown),
        (Call::Shutdown, Answer::First(false)),
        (Call::TaskDone, Answer::Done),
        (Call::TaskDone, Answer::TooMany),
        (Call::Join, Answer::Done),
    ]));
    assert!(!then(&[(Call::Get, Answer::ShutDown)]), "an item is left");
    assert!(!then(&[(Call::Put(TWO), Answer::Done)]));
    assert!(!then(&[(Call::Get, Answer::Got(ONE)), (Call::TryGet, Answer::Empty)]));
    assert!(!then(&[(Call::Join, Answer::Done)]), "one is unfinished");
    assert!(then(&[(Call::ShutdownNow, Answer::Items(vec![ONE])), (Call::Join, Answer::Done)]));
    assert!(!then(&[(Call::ShutdownNow, Answer::Items(vec![]))]), "an item was lost");
}

#[test]
fn a_register_that_goes_back_is_refused() {
    let write = at(0, Access::Write(1), Seen::Done, (0, 5));
    let reads = |first, second| {
        let history = [
            write.clone(),
            at(1, Access::Read, Seen::Value(first), (1, 2)),
            at(1, Access::Read, Seen::Value(second), (3, 4)),
        ];
        linearizable(&Register, &history).is_ok()
    };
    assert!(reads(0, 1) && reads(0, 0) && reads(1, 1));
    assert!(!reads(1, 0));
}

#[test]
fn two_cannot_hold_a_lock() {
    let history = |end| {
        [
            at(0, Move::Acquire, true, (0, 1)),
            at(1, Move::Acquire, true, (2, 5)),
            at(0, Move::Release, true, (3, end)),
        ]
    };
    assert!(linearizable(&Lock, &history(4)).is_ok());
    assert!(linearizable(&Lock, &history(4)[..2]).is_err());
    let held = [at(0, Move::Acquire, true, (0, 1)), at(1, Move::Try, false, (2, 3))];
    assert!(linearizable(&Lock, &held).is_ok());
}

#[test]
fn lifo_and_priority_have_their_own_order() {
    let gets = |items: [Item; 2]| {
        [
            at(0, Call::Put(ONE), Answer::Done, (0, 1)),
            at(0, Call::Put(TWO), Answer::Done, (2, 3)),
            at(0, Call::Get, Answer::Got(items[0]), (4, 5)),
            at(0, Call::Get, Answer::Got(items[1]), (6, 7)),
        ]
    };
    let (fifo, lifo) = (Queue::<Fifo>::bounded(2), Queue::<Lifo>::bounded(2));
    let priority = Queue::<Priority>::bounded(2);
    assert!(linearizable(&fifo, &gets([ONE, TWO])).is_ok());
    assert!(linearizable(&fifo, &gets([TWO, ONE])).is_err());
    assert!(linearizable(&lifo, &gets([TWO, ONE])).is_ok());
    assert!(linearizable(&lifo, &gets([ONE, TWO])).is_err());
    assert!(linearizable(&priority, &gets([ONE, TWO])).is_ok(), "equals in their order");
    assert!(linearizable(&priority, &gets([TWO, ONE])).is_err());
    let mut ranked = gets([Item::ranked(1, 2), Item::ranked(2, 1)]);
    ranked[0].call = Call::Put(Item::ranked(2, 1));
    ranked[1].call = Call::Put(Item::ranked(1, 2));
    assert!(linearizable(&priority, &ranked).is_ok(), "the least rank first");
}

/// A put that takes the oldest item out and then puts is two moves, and who looks in between sees.
#[test]
fn a_displacing_put_in_two_moves_is_refuted() {
    let (one, two) = (Item::new(1), Item::new(2));
    let beside = |call, answer| {
        [
            (0, Call::Put(one), Answer::Done, 0, 1),
            (0, Call::ForcePut(two), Answer::Got(one), 2, 9),
            (1, call, answer, 3, 4),
        ]
        .map(|(thread, call, answer, begin, end)| Operation {
            thread,
            call,
            answer,
            begin,
            end,
        })
    };
    let is_right =
        |call, answer| linearizable(&Queue::<Fifo>::bounded(1), &beside(call, answer)).is_ok();
    assert!(!is_right(Call::TryGet, Answer::Empty), "it is never empty");
    assert!(!is_right(Call::TryPut(Item::new(3)), Answer::Done), "it always is full");
    assert!(!is_right(Call::Len, Answer::Count(0)));
    assert!(is_right(Call::TryGet, Answer::Got(two)));
    assert!(is_right(Call::TryPut(Item::new(3)), Answer::Full));
}

/// It takes out the next item and no other, and only where there is no room.
#[test]
fn a_put_displaces_the_next_item_of_a_full_queue_alone() {
    let (one, two) = (Item::new(1), Item::new(2));
    let is_right = |capacity, answer| {
        let calls = [(Call::Put(one), Answer::Done, 0), (Call::ForcePut(two), answer, 2)];
        let history = calls.map(|(call, answer, begin)| Operation {
            thread: 0,
            call,
            answer,
            begin,
            end: begin + 1,
        });
        linearizable(&Queue::<Fifo>::bounded(capacity), &history).is_ok()
    };
    assert!(is_right(1, Answer::Got(one)));
    assert!(is_right(2, Answer::Done));
    assert!(!is_right(1, Answer::Got(two)), "it was not there");
    assert!(!is_right(1, Answer::Done), "there was no room");
    assert!(!is_right(2, Answer::Got(one)), "there was room");
}
