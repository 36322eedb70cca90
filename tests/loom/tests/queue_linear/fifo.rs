//! `Fifo`, the ring, by its smallest capacities.

use threadbare_linear::program::Programs;
use threadbare_linear::record::Mode::{ProgramOrder, RealTime};
use threadbare_linear::spec::queue::{Fifo as Shelf, Item, Queue};
use threadbare_queue::Fifo;

use super::judge;

/// Tries of two threads, at capacity 1.
#[test]
fn tries_at_capacity_1() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3);
    judge(&programs, 3, RealTime, Queue::<Shelf>::bounded(1), || Fifo::<Item>::bounded(1));
}

/// Tries of two threads, at capacity 2.
#[test]
fn tries_at_capacity_2() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3);
    judge(&programs, 3, RealTime, Queue::<Shelf>::bounded(2), || Fifo::<Item>::bounded(2));
}

/// Tries of two threads, at capacity 16.
#[test]
fn tries_at_capacity_16() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3);
    judge(&programs, 3, RealTime, Queue::<Shelf>::bounded(16), || Fifo::<Item>::bounded(16));
}

/// Without fences, each thread by itself sees a queue.
#[test]
fn tries_without_fences() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=2);
    judge(&programs, 3, ProgramOrder, Queue::<Shelf>::bounded(1), || Fifo::<Item>::bounded(1));
}

/// Waits that end by themselves, and shutdowns.
#[test]
fn timeouts_and_shutdowns() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3).with_timeouts().with_shutdowns();
    judge(&programs, 3, RealTime, Queue::<Shelf>::bounded(1), || Fifo::<Item>::bounded(1));
}

/// Waits for ever, until a shutdown.
#[test]
fn waits_for_ever() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3).with_blocking();
    judge(&programs, 3, RealTime, Queue::<Shelf>::bounded(1), || Fifo::<Item>::bounded(1));
}

/// Puts that displace, beside tries and shutdowns.
#[test]
fn forced_puts_at_capacity_1() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=2).with_shutdowns().with_force();
    judge(&programs, 4, RealTime, Queue::<Shelf>::bounded(1), || Fifo::<Item>::bounded(1));
}

/// Puts that displace, in a ring of two.
#[test]
fn forced_puts_at_capacity_2() {
    let programs = Programs::of_tries().of_size(2..=2, 2..=3).with_force();
    judge(&programs, 4, RealTime, Queue::<Shelf>::bounded(2), || Fifo::<Item>::bounded(2));
}
