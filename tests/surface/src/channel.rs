//! The rows of channels and selections.

use core::cell::Cell;

use threadbare_queue::channel::{
    IntoIter, Iter, Receiver, RecvAsync, RecvError, RecvStream, RecvTimeoutError, SendAsync,
    SendError, SendTimeoutError, Sender, TryIter, TryRecvError, TrySendError, WeakReceiver,
    WeakSender,
};
use threadbare_queue::select::{ReadyTimeoutError, Select, TryReadyError};

use crate::matrix::{Otherwise as _, Row, row};

/// What the documentation promises; a build that breaks it fails.
const _: () = {
    assert!(size_of::<Sender<u64>>() == 8, "a sender is a pointer");
    assert!(size_of::<Receiver<u64>>() == 16, "who sends");
};

pub(crate) fn channels() -> Vec<Row> {
    vec![
        row!("threadbare_queue::channel::IntoIter<u64>", IntoIter<u64>),
        row!("threadbare_queue::channel::Iter<u64>", Iter<'static, u64>),
        row!("threadbare_queue::channel::Receiver<u64>", Receiver<u64>),
        row!("threadbare_queue::channel::Receiver<Cell>", Receiver<Cell<u64>>),
        row!("threadbare_queue::channel::RecvAsync<u64>", RecvAsync<'static, u64>),
        row!("threadbare_queue::channel::RecvAsync<Cell>", RecvAsync<'static, Cell<u64>>),
        row!("threadbare_queue::channel::RecvError", RecvError),
        row!("threadbare_queue::channel::RecvStream<u64>", RecvStream<u64>),
        row!("threadbare_queue::channel::RecvTimeoutError", RecvTimeoutError),
        row!("threadbare_queue::channel::SendAsync<u64>", SendAsync<'static, u64>),
        row!("threadbare_queue::channel::SendAsync<Cell>", SendAsync<'static, Cell<u64>>),
        row!("threadbare_queue::channel::SendError<u64>", SendError<u64>),
        row!("threadbare_queue::channel::SendTimeoutError<u64>", SendTimeoutError<u64>),
        row!("threadbare_queue::channel::Sender<u64>", Sender<u64>),
        row!("threadbare_queue::channel::Sender<Cell>", Sender<Cell<u64>>),
        row!("threadbare_queue::channel::TryIter<u64>", TryIter<'static, u64>),
        row!("threadbare_queue::channel::TryRecvError", TryRecvError),
        row!("threadbare_queue::channel::TrySendError<u64>", TrySendError<u64>),
        row!("threadbare_queue::channel::WeakReceiver<u64>", WeakReceiver<u64>),
        row!("threadbare_queue::channel::WeakSender<u64>", WeakSender<u64>),
        row!("threadbare_queue::select::ReadyTimeoutError", ReadyTimeoutError),
        row!("threadbare_queue::select::Select", Select<'static>),
        row!("threadbare_queue::select::TryReadyError", TryReadyError),
    ]
}
