//! The judges themselves: a queue that is right is accepted in every execution, and one that is
//! wrong in a single interleaving is caught in it.

use threadbare_linear::axioms::{self, Kind};
use threadbare_linear::program::{Program, Programs};
use threadbare_linear::record::Mode;
use threadbare_linear::spec::queue::{Call, Fifo, Item, Queue};
use threadbare_linear::specimens::{Reference, Ring};

use super::{judge, refuted};

fn reference() -> Reference<Fifo> {
    Reference::new(Queue::bounded(2))
}

/// A queue behind a lock is linearizable.
#[test]
fn a_queue_behind_a_lock_is_linearizable() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3).with_timeouts();
    judge(&programs, 3, Mode::RealTime, Queue::<Fifo>::bounded(2), reference);
}

/// Without fences it is sequentially consistent.
#[test]
fn a_queue_behind_a_lock_is_sequentially_consistent() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3).with_shutdowns();
    judge(&programs, 3, Mode::ProgramOrder, Queue::<Fifo>::bounded(2), reference);
}

/// One thread puts; the other puts, and then gets.
fn put_beside_put_and_get() -> Program {
    let put = |id| Call::TryPut(Item::new(id));
    Program { threads: vec![vec![put(1)], vec![put(2), Call::TryGet]] }
}

/// Vyukov's ring says `Empty` to one who has just put, while another put is stalled before it: both
/// judges find it.
#[test]
fn vyukov_s_ring_is_not_linearizable() {
    let spec = Queue::<Fifo>::bounded(2);
    let ring = || Ring::new(2);
    let found = refuted(put_beside_put_and_get(), Mode::RealTime, spec, ring);
    let found = found.expect("some execution stalls the first put");
    let table: Vec<&str> = found.why.table.lines().collect();
    assert_eq!(
        table,
        [
            "thread 0            thread 1            afterwards",
            "+ TryPut(1)",
            "|                   TryPut(2) -> Done",
            "|                   TryGet -> Empty",
            "+ -> Done",
            "                                        TryGet -> Got(1)",
            "                                        TryGet -> Got(2)",
            "                                        TryGet -> Empty",
        ]
    );
    let violation = axioms::judge(Kind::Fifo, Some(2), &found.history).expect_err("2 was there");
    assert_eq!(violation.rule, "empty");
}

/// It is not sequentially consistent either: the two calls are of one thread.
#[test]
fn vyukov_s_ring_is_not_sequentially_consistent() {
    let spec = Queue::<Fifo>::bounded(2);
    let found = refuted(put_beside_put_and_get(), Mode::ProgramOrder, spec, || Ring::new(2));
    assert!(found.is_some());
}

/// One after another it is a queue: a put that nothing stalls is found.
#[test]
fn vyukov_s_ring_is_right_for_one_producer() {
    let put = |id| Call::TryPut(Item::new(id));
    let program =
        Program { threads: vec![vec![put(1), put(2), put(3)], vec![Call::TryGet, Call::TryGet]] };
    let spec = Queue::<Fifo>::bounded(2);
    let found = refuted(program, Mode::RealTime, spec, || Ring::new(2));
    assert!(found.is_none(), "{}", found.map(|found| found.why.to_string()).unwrap_or_default());
}
