//! The queues with a lock, the rendezvous, and the injector.

use threadbare_linear::program::Programs;
use threadbare_linear::record::Mode::{ProgramOrder, RealTime};
use threadbare_linear::selecting::Selecting;
use threadbare_linear::spec::queue::{Fifo, Item, Lifo as Stack, Priority as Heap, Queue};
use threadbare_linear::spec::rendezvous::Rendezvous;
use threadbare_queue::deque::Injector;
use threadbare_queue::{Lifo, LockedFifo, Priority};

use super::judge;

/// Two threads, with all that ends by itself.
fn programs() -> Programs {
    Programs::of_tries().of_size(2..=2, 2..=3).with_timeouts().with_shutdowns()
}

/// A FIFO with a lock.
#[test]
fn a_fifo_with_a_lock() {
    judge(&programs(), 6, RealTime, Queue::<Fifo>::bounded(2), || LockedFifo::<Item>::bounded(2));
}

/// A LIFO.
#[test]
fn a_lifo() {
    judge(&programs(), 3, RealTime, Queue::<Stack>::bounded(2), || Lifo::<Item>::bounded(2));
}

/// A LIFO whose callers wait for ever, until a shutdown.
#[test]
fn a_lifo_that_is_waited_for() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=2).with_blocking();
    judge(&programs, 3, RealTime, Queue::<Stack>::bounded(1), || Lifo::<Item>::bounded(1));
}

/// A priority queue, with items of two ranks.
#[test]
fn a_priority_queue() {
    let queue = || Priority::<u32, u32>::bounded(2);
    judge(&programs().ranked(2), 6, RealTime, Queue::<Heap>::bounded(2), queue);
}

/// A rendezvous.
#[test]
fn a_rendezvous() {
    let programs = Programs::of_tries().of_size(2..=2, 1..=2).with_timeouts().with_blocking();
    judge(&programs, 3, RealTime, Rendezvous, || LockedFifo::<Item>::bounded(0));
}

/// A rendezvous of which one thread or both select.
#[test]
fn a_rendezvous_of_selections() {
    let programs = Programs::of_tries().of_size(2..=2, 1..=2).with_timeouts().with_blocking();
    judge(&programs, 3, RealTime, Rendezvous, Selecting::new);
}

/// The injector.
#[test]
fn an_injector() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3);
    judge(&programs, 3, RealTime, Queue::<Fifo>::unbounded(), Injector::<Item>::new);
}

/// Without fences, each thread by itself sees a queue in the injector.
#[test]
fn an_injector_without_fences() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=2);
    judge(&programs, 3, ProgramOrder, Queue::<Fifo>::unbounded(), Injector::<Item>::new);
}
