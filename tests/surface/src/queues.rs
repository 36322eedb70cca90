//! The rows of the queues of items.

use core::cell::Cell;

use threadbare_queue::{
    FifoEngine, GetTask, Join, JoinTimeoutError, Joinable, Lifo, LockedFifo, Priority, PutCounted,
    Task, Tasks, TooManyDone,
};

use crate::matrix::{Otherwise as _, Row, row};

type Engine = FifoEngine<u64>;

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row!("threadbare_queue::GetTask", GetTask<'static, Engine>),
        row!("threadbare_queue::Join", Join<'static>),
        row!("threadbare_queue::JoinTimeoutError", JoinTimeoutError),
        row!("threadbare_queue::Joinable", Joinable<Engine>),
        row!("threadbare_queue::PutCounted", PutCounted<'static, Engine>),
        row!("threadbare_queue::Task", Task<'static, u64>),
        row!("threadbare_queue::Task<Cell>", Task<'static, Cell<u64>>),
        row!("threadbare_queue::Tasks", Tasks<'static, Engine>),
        row!("threadbare_queue::TooManyDone", TooManyDone),
        row!("threadbare_queue::Lifo", Lifo<u64>),
        row!("threadbare_queue::LockedFifo", LockedFifo<u64>),
        row!("threadbare_queue::Priority", Priority<u32, u64>),
        // Send and Sync ask for nothing but items that may be sent.
        row!("threadbare_queue::Lifo<Cell>", Lifo<Cell<u64>>),
    ]
}
