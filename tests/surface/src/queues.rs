//! The rows of the queues of items.

use core::cell::Cell;

use threadbare_queue::select::arms::{End, RecvArm, SendArm, Which};
use threadbare_queue::{
    Drain, Fifo, FifoEngine, Get, GetError, GetMany, GetTask, GetTimeoutError, IntoIter, Iter,
    Join, JoinTimeoutError, Joinable, Lifo, LockedFifo, Priority, Put, PutCounted, PutError,
    PutManyError, PutTimeoutError, Queue, Task, Tasks, TooManyDone, TryGetError, TryIter,
    TryPutError,
};

use crate::matrix::{Otherwise as _, Row, row};

type Engine = FifoEngine<u64>;

pub(crate) fn rows() -> Vec<Row> {
    vec![
        row!("threadbare_queue::Fifo", Fifo<u64>),
        row!("threadbare_queue::Fifo<Cell>", Fifo<Cell<u64>>),
        row!("threadbare_queue::FifoEngine", Engine),
        row!("threadbare_queue::Get", Get<'static, Engine>),
        row!("threadbare_queue::GetMany", GetMany<'static, Engine>),
        row!("threadbare_queue::GetError", GetError),
        row!("threadbare_queue::GetTimeoutError", GetTimeoutError),
        row!("threadbare_queue::Put", Put<'static, Engine>),
        row!("threadbare_queue::PutError", PutError<u64>),
        row!("threadbare_queue::PutTimeoutError", PutTimeoutError<u64>),
        row!("threadbare_queue::TryGetError", TryGetError),
        row!("threadbare_queue::TryPutError", TryPutError<u64>),
        row!("threadbare_queue::Queue", Queue<Engine>),
        row!("threadbare_queue::Iter", Iter<'static, Engine>),
        row!("threadbare_queue::IntoIter", IntoIter<Engine>),
        row!("threadbare_queue::TryIter", TryIter<'static, Engine>),
        row!("threadbare_queue::Drain", Drain<'static, Engine>),
        row!("threadbare_queue::PutManyError", PutManyError<core::ops::Range<u64>>),
        row!("threadbare_queue::select::arms::End", End),
        row!("threadbare_queue::select::arms::RecvArm", RecvArm<'static, u64>),
        row!("threadbare_queue::select::arms::SendArm", SendArm<'static, u64, fn() -> u64>),
        row!("threadbare_queue::select::arms::Which", Which<u64, u64>),
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
