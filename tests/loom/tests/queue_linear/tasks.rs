//! Tasks that are polled once, and given up: nothing is lost, and nothing is put twice.

use threadbare_linear::program::Programs;
use threadbare_linear::record::Mode::RealTime;
use threadbare_linear::spec::queue::{Fifo as Shelf, Item, Lifo as Stack, Queue};
use threadbare_linear::spec::rendezvous::Rendezvous;
use threadbare_queue::{Fifo, Lifo, LockedFifo};

use super::judge;

fn programs() -> Programs {
    Programs::of_tries().of_size(2..=2, 2..=2).with_tasks()
}

/// On a ring.
#[test]
fn tasks_on_a_ring() {
    judge(&programs(), 4, RealTime, Queue::<Shelf>::bounded(1), || Fifo::<Item>::bounded(1));
}

/// On a stack, which puts for a task that waits.
#[test]
fn tasks_on_a_stack() {
    judge(&programs(), 4, RealTime, Queue::<Stack>::bounded(1), || Lifo::<Item>::bounded(1));
}

/// Beside threads that wait for ever, until a shutdown.
#[test]
fn tasks_beside_threads_that_wait() {
    let programs = programs().with_blocking();
    judge(&programs, 3, RealTime, Queue::<Stack>::bounded(1), || Lifo::<Item>::bounded(1));
}

/// At a rendezvous.
#[test]
fn tasks_at_a_rendezvous() {
    let programs = Programs::of_tries().of_size(2..=2, 1..=2).with_timeouts().with_tasks();
    judge(&programs, 4, RealTime, Rendezvous, || LockedFifo::<Item>::bounded(0));
}
