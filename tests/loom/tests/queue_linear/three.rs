//! Three threads, at one preemption: at two, eight programs on a queue with a lock have 290,000
//! executions, which take minutes.

use threadbare_linear::program::Programs;
use threadbare_linear::program::Target;
use threadbare_linear::record::Mode::RealTime;
use threadbare_linear::spec::Spec;
use threadbare_linear::spec::deque::Deque as Ends;
use threadbare_linear::spec::queue::{
    Answer, Call, Fifo as Shelf, Item, Lifo as Stack, Priority as Heap, Queue,
};
use threadbare_linear::spec::rendezvous::Rendezvous;
use threadbare_linear::targets::Deque;
use threadbare_queue::deque::Worker;
use threadbare_queue::{Fifo, Lifo, LockedFifo, Priority};
use threadbare_sys::model::Model;

use super::judge_in;

fn judge<S, T>(programs: &Programs, count: usize, spec: S, queue: fn() -> T)
where
    S: Spec<Call = Call, Answer = Answer> + Clone + Send + Sync + 'static,
    T: Target,
{
    let model = || Model::new().bound_exactly(1);
    judge_in(model, programs, count, RealTime, spec, queue, |history| history.to_vec());
}

/// One or two calls each, tries and tasks.
fn programs() -> Programs {
    Programs::of_tries().of_size(3..=3, 1..=2).with_tasks()
}

/// A FIFO with a lock.
#[test]
fn three_at_a_fifo_with_a_lock() {
    judge(&programs(), 8, Queue::<Shelf>::bounded(2), || LockedFifo::<Item>::bounded(2));
}

/// A stack, with waits and shutdowns.
#[test]
fn three_at_a_stack() {
    let programs = programs().with_timeouts().with_shutdowns();
    judge(&programs, 8, Queue::<Stack>::bounded(2), || Lifo::<Item>::bounded(2));
}

/// A priority queue with items of two ranks.
#[test]
fn three_at_a_priority_queue() {
    let queue = || Priority::<u32, u32>::bounded(2);
    judge(&programs().ranked(2), 8, Queue::<Heap>::bounded(2), queue);
}

/// A rendezvous.
#[test]
fn three_at_a_rendezvous() {
    let programs = Programs::of_tries().of_size(3..=3, 1..=1).with_timeouts().with_blocking();
    judge(&programs, 8, Rendezvous, || LockedFifo::<Item>::bounded(0));
}

/// A ring, one call each.
#[test]
fn three_at_a_ring() {
    let programs = Programs::of_tries().of_size(3..=3, 1..=1).with_tasks();
    judge(&programs, 8, Queue::<Shelf>::bounded(2), || Fifo::<Item>::bounded(2));
}

/// A deque, and two thieves.
#[test]
fn two_thieves_at_a_deque() {
    let programs = Programs::of_tries().of_size(3..=3, 1..=3).with_thieves();
    judge(&programs, 8, Ends::Lifo, || Deque::of(Worker::new_lifo()));
}
