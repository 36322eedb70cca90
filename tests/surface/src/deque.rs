//! The rows of `threadbare_queue::deque`.

use core::cell::Cell;

use threadbare_queue::deque::{Injector, Steal, Stealer, Worker};

use crate::matrix::{Otherwise as _, Row, row};

pub(crate) fn deques() -> Vec<Row> {
    type Pointer = *const u8;
    vec![
        row!("threadbare_queue::deque::Injector<u64>", Injector<u64>),
        row!("threadbare_queue::deque::Injector<Cell<u64>>", Injector<Cell<u64>>),
        row!("threadbare_queue::deque::Injector<*const u8>", Injector<Pointer>),
        row!("threadbare_queue::deque::Steal<u64>", Steal<u64>),
        row!("threadbare_queue::deque::Steal<*const u8>", Steal<Pointer>),
        row!("threadbare_queue::deque::Stealer<u64>", Stealer<u64>),
        row!("threadbare_queue::deque::Stealer<Cell<u64>>", Stealer<Cell<u64>>),
        row!("threadbare_queue::deque::Stealer<*const u8>", Stealer<Pointer>),
        row!("threadbare_queue::deque::Worker<u64>", Worker<u64>),
        row!("threadbare_queue::deque::Worker<Cell<u64>>", Worker<Cell<u64>>),
        row!("threadbare_queue::deque::Worker<*const u8>", Worker<Pointer>),
    ]
}
