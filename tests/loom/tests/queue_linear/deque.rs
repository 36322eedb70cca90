//! The deque: its owner pushes and pops, the others steal.

use threadbare_linear::program::Programs;
use threadbare_linear::record::Mode::{ProgramOrder, RealTime};
use threadbare_linear::spec::deque::Deque as Ends;
use threadbare_linear::targets::Deque;
use threadbare_queue::deque::Worker;

use super::judge;

fn programs() -> Programs {
    Programs::of_tries().of_size(2..=2, 2..=4).with_thieves()
}

/// An owner that pops the newest, and a thief.
#[test]
fn a_lifo_owner_and_a_thief() {
    judge(&programs(), 6, RealTime, Ends::Lifo, || Deque::of(Worker::new_lifo()));
}

/// An owner that pops the oldest, and a thief.
#[test]
fn a_fifo_owner_and_a_thief() {
    judge(&programs(), 6, RealTime, Ends::Fifo, || Deque::of(Worker::new_fifo()));
}

/// A deque that grows while it is stolen from.
#[test]
fn a_deque_that_grows() {
    let programs = programs().of_size(2..=2, 3..=4);
    judge(&programs, 4, RealTime, Ends::Lifo, || Deque::of(Worker::lifo_with_capacity(1)));
}

/// Without fences, each thread by itself sees a deque.
#[test]
fn a_deque_without_fences() {
    judge(&programs(), 4, ProgramOrder, Ends::Lifo, || Deque::of(Worker::new_lifo()));
}
