//! Queues to join.

use threadbare_linear::program::{Program, Programs};
use threadbare_linear::record::Mode::{self, ProgramOrder, RealTime};
use threadbare_linear::spec::joinable::{Joinable as Spec, moments};
use threadbare_linear::spec::queue::{Call, Fifo as Shelf, Item, Queue};
use threadbare_queue::{Fifo, FifoEngine, Joinable};
use threadbare_sys::model::Model;

use super::judge_in;

fn judge(
    programs: &Programs,
    mode: Mode,
    spec: Queue<Shelf>,
    queue: fn() -> Joinable<FifoEngine<Item>>,
) {
    judge_in(Model::new, programs, 12, mode, Spec(spec), queue, moments);
}

fn programs() -> Programs {
    Programs::of_tries().of_size(2..=2, 2..=3).with_joins()
}

/// A ring that is joined.
#[test]
fn a_ring_to_join() {
    judge(&programs(), RealTime, Queue::bounded(1), || Joinable::new(Fifo::bounded(1)));
}

/// Without fences, each thread by itself sees a queue to join.
#[test]
fn a_ring_to_join_without_fences() {
    let programs = programs().of_size(2..=2, 2..=2);
    judge(&programs, ProgramOrder, Queue::bounded(1), || Joinable::new(Fifo::bounded(1)));
}

/// One with a lock, with shutdowns, which take back what was counted.
#[test]
fn a_queue_with_a_lock_to_join() {
    let programs = programs().of_size(2..=2, 2..=2).with_shutdowns();
    judge(&programs, RealTime, Queue::unbounded(), || Joinable::new(Fifo::unbounded()));
}

/// Puts as tasks, which are given up and counted no more.
#[test]
fn a_ring_to_join_with_tasks() {
    let programs = programs().of_size(2..=2, 2..=2).with_tasks();
    judge(&programs, RealTime, Queue::bounded(1), || Joinable::new(Fifo::bounded(1)));
}

/// A put of any form is counted before its item can be got: whoever gets it and is done with it
/// is not told that this was too much.
#[test]
fn who_gets_an_item_can_finish_it() {
    for put in [Call::TryPut, Call::Put, Call::PutTimeout, Call::PutAsync] {
        let program = Program {
            threads: vec![vec![put(Item::new(1))], vec![Call::GetTimeout, Call::TaskDone]],
        };
        Model::new().check(move || {
            let queue = std::sync::Arc::new(Joinable::new(Fifo::<Item>::bounded(1)));
            let history = program.run(&queue, RealTime);
            let spec = Spec(Queue::<Shelf>::bounded(1));
            if let Err(refuted) = RealTime.judge(&spec, &moments(&history)) {
                panic!("{refuted}");
            }
        });
    }
}
