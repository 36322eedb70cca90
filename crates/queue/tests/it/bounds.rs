//! Which types may go to another thread, and which may be shared: asked of the compiler. Peers
//! had `Sync` where the items were not `Send`.

use std::cell::Cell;
use std::marker::PhantomPinned;

use threadbare_queue::channel::{
    IntoIter, Iter, Receiver, RecvAsync, RecvError, RecvStream, RecvTimeoutError, SendAsync,
    SendError, SendTimeoutError, Sender, TryIter, TryRecvError, TrySendError, WeakReceiver,
    WeakSender,
};
use threadbare_queue::deque::{Injector, Steal, Stealer, Worker};
use threadbare_queue::select::{ReadyTimeoutError, Select, TryReadyError};
use threadbare_queue::{
    Fifo, FifoEngine, Get, GetError, GetTimeoutError, Lifo, Priority, Put, PutError,
    PutTimeoutError, TryGetError, TryPutError,
};

/// May be sent, but not shared.
type Sent = Cell<u8>;

fn is_send<T: Send>() {}
fn is_sync<T: Sync>() {}
fn is_unpin<T: Unpin>() {}

/// Has two implementations for a type that is `Sync`, so that naming one is ambiguous.
trait NotSync<Marker> {
    fn holds() {}
}
impl<T: ?Sized> NotSync<()> for T {}
impl<T: ?Sized + Sync> NotSync<u8> for T {}

trait NotUnpin<Marker> {
    fn holds() {}
}
impl<T: ?Sized> NotUnpin<()> for T {}
impl<T: ?Sized + Unpin> NotUnpin<u8> for T {}

/// An item need not be `Sync` for the queue to be.
#[test]
fn queues_are_shared_whatever_can_be_sent() {
    is_send::<Fifo<Sent>>();
    is_sync::<Fifo<Sent>>();
    is_sync::<FifoEngine<Sent>>();
    is_sync::<Lifo<Sent>>();
    is_sync::<Priority<u8, Sent>>();
    is_sync::<Injector<Sent>>();
    is_sync::<Stealer<Sent>>();
    is_send::<Stealer<Sent>>();
    is_unpin::<Fifo<PhantomPinned>>();
}

#[test]
fn futures_go_to_any_thread_and_stay_where_they_are_polled() {
    is_send::<Get<'static, FifoEngine<Sent>>>();
    is_send::<Put<'static, FifoEngine<Sent>>>();
    is_sync::<Put<'static, FifoEngine<Sent>>>();
    <Get<'static, FifoEngine<u8>> as NotUnpin<_>>::holds();
    <Put<'static, FifoEngine<u8>> as NotUnpin<_>>::holds();
}

/// Handles are sent and shared, whatever the items are.
#[test]
fn handles_of_a_channel_are_shared_whatever_can_be_sent() {
    is_send::<(Sender<Sent>, Receiver<Sent>, WeakSender<Sent>, WeakReceiver<Sent>)>();
    is_sync::<(Sender<Sent>, Receiver<Sent>, WeakSender<Sent>, WeakReceiver<Sent>)>();
    is_send::<(Iter<'static, Sent>, TryIter<'static, Sent>, IntoIter<Sent>)>();
    is_sync::<(Iter<'static, Sent>, TryIter<'static, Sent>, IntoIter<Sent>)>();
    is_unpin::<(Sender<PhantomPinned>, Receiver<PhantomPinned>, IntoIter<PhantomPinned>)>();
}

#[test]
fn tasks_of_a_channel_go_to_any_thread_and_stay_where_they_are_polled() {
    is_send::<(RecvAsync<'static, Sent>, SendAsync<'static, Sent>, RecvStream<Sent>)>();
    is_sync::<(RecvAsync<'static, Sent>, SendAsync<'static, Sent>, RecvStream<Sent>)>();
    <RecvAsync<'static, u8> as NotUnpin<_>>::holds();
    <SendAsync<'static, u8> as NotUnpin<_>>::holds();
    <RecvStream<u8> as NotUnpin<_>>::holds();
}

#[test]
fn a_selection_moves_between_its_waits() {
    is_unpin::<Select<'static>>();
    is_send::<(TryReadyError, ReadyTimeoutError)>();
    is_sync::<(TryReadyError, ReadyTimeoutError)>();
}

#[test]
fn errors_of_a_channel_are_as_their_items() {
    is_send::<(SendError<Sent>, TrySendError<Sent>, SendTimeoutError<Sent>)>();
    <SendError<Sent> as NotSync<_>>::holds();
    <TrySendError<Sent> as NotSync<_>>::holds();
    <SendTimeoutError<Sent> as NotSync<_>>::holds();
    is_sync::<(SendError<u8>, TrySendError<u8>, SendTimeoutError<u8>)>();
    is_sync::<(RecvError, TryRecvError, RecvTimeoutError)>();
}

/// A worker has one thread at a time.
#[test]
fn a_worker_is_sent_and_not_shared() {
    is_send::<Worker<Sent>>();
    <Worker<u8> as NotSync<_>>::holds();
}

/// What is handed out with an item is like the item.
#[test]
fn errors_and_answers_are_as_their_items() {
    is_send::<PutError<Sent>>();
    is_send::<TryPutError<Sent>>();
    is_send::<PutTimeoutError<Sent>>();
    is_send::<Steal<Sent>>();
    <PutError<Sent> as NotSync<_>>::holds();
    <TryPutError<Sent> as NotSync<_>>::holds();
    <PutTimeoutError<Sent> as NotSync<_>>::holds();
    <Steal<Sent> as NotSync<_>>::holds();
    is_sync::<(PutError<u8>, TryPutError<u8>, PutTimeoutError<u8>)>();
    is_sync::<(GetError, TryGetError, GetTimeoutError)>();
}
