//! Tasks that send and receive, in every stage.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use proptest::prelude::*;
use threadbare_queue::channel::{Receiver, RecvAsync, RecvStream, SendAsync, SendError, Sender};

use super::handles::{Counted, Parcel};
use super::{Move, World};
use crate::harness::{Item, Kind};
use crate::support::{Bell, forget};

/// Who waits, and whether it was told since.
#[derive(Default)]
struct Ear {
    bell: Arc<Bell>,
    /// How often it had been rung at the last poll; `None`: it is in no line.
    waits_since: Option<u32>,
}

impl Ear {
    fn poll<R>(&mut self, mut poll: impl FnMut(&mut Context<'_>) -> Poll<R>) -> Option<R> {
        let waker = Waker::from(Arc::clone(&self.bell));
        loop {
            let rings = self.bell.rings();
            match poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => {
                    self.waits_since = None;
                    return Some(output);
                }
                // One that wakes itself has let others run, and comes back.
                Poll::Pending if self.bell.rings() > rings => {}
                Poll::Pending => {
                    self.waits_since = Some(rings);
                    return None;
                }
            }
        }
    }

    /// `None`: it does not wait.
    fn was_told(&self) -> Option<bool> {
        self.waits_since.map(|seen| self.bell.rings() > seen)
    }
}

/// Those that wait and are never polled again.
#[derive(Default)]
pub(super) struct Forgotten {
    sends: Vec<Ear>,
    recvs: Vec<Ear>,
}

fn told(ears: &[Ear]) -> usize {
    ears.iter().filter(|ear| ear.was_told() == Some(true)).count()
}

/// What the handle is, for as long as the future beside it lives.
fn beside<H>(handle: &Rc<Counted<H>>) -> &'static H {
    let handle: &H = handle;
    // SAFETY: the future stands beside a part of the `Rc`, and is dropped before it.
    unsafe { &*std::ptr::from_ref(handle) }
}

pub(super) struct Send {
    future: Pin<Box<SendAsync<'static, Parcel>>>,
    _sender: Rc<Counted<Sender<Parcel>>>,
    item: Item,
    ear: Ear,
    was_polled: bool,
}

impl Send {
    pub(super) fn was_polled(&self) -> bool {
        self.was_polled
    }
}

enum Source {
    Once(Pin<Box<RecvAsync<'static, Parcel>>>, #[expect(dead_code, reason = "it is held")] Held),
    Stream(Pin<Box<RecvStream<Parcel>>>, #[expect(dead_code, reason = "it counts")] Rc<()>),
}

type Held = Rc<Counted<Receiver<Parcel>>>;

pub(super) struct Recv {
    source: Source,
    ear: Ear,
}

fn poll_send(world: &mut World, index: usize) -> Result<(), TestCaseError> {
    let send = &mut world.sends[index];
    if !std::mem::replace(&mut send.was_polled, true) {
        world.reference.new_put(send.item);
    }
    let answer = send.ear.poll(|task| send.future.as_mut().poll(task));
    let answer = answer.map(|sent| sent.map_err(|SendError(parcel)| parcel.item));
    prop_assert_eq!(&answer, &world.reference.poll_put(send.item.1));
    if answer.is_some() {
        drop(world.sends.remove(index));
    }
    Ok(())
}

fn poll_recv(world: &mut World, index: usize) -> Result<(), TestCaseError> {
    let Recv { source, ear } = &mut world.recvs[index];
    let (answer, is_once) = match source {
        Source::Once(future, _) => {
            (ear.poll(|task| future.as_mut().poll(task)).map(Result::ok), true)
        }
        Source::Stream(stream, _) => (ear.poll(|task| stream.as_mut().poll_next(task)), false),
    };
    let expected = match world.reference.get() {
        None if !world.reference.is_closed => None,
        got => Some(got),
    };
    prop_assert_eq!(answer.map(|got| got.map(|parcel| parcel.item)), expected);
    if is_once && expected.is_some() {
        drop(world.recvs.remove(index));
    }
    Ok(())
}

fn forget_send(world: &mut World, index: usize) {
    let send = world.sends.remove(index);
    if send.was_polled {
        // It waits for ever; its item is the reference's affair.
        let forgotten = Ear { bell: Arc::clone(&send.ear.bell), ..send.ear };
        world.forgotten.sends.push(forgotten);
    } else {
        world.leaked += 1;
    }
    forget((send.future, send._sender));
}

pub(super) fn play(world: &mut World, step: &Move) -> Result<(), TestCaseError> {
    let (sends, recvs) = (world.sends.len(), world.recvs.len());
    match *step {
        Move::SendAsync(number) => {
            let parcel = world.parcel();
            let Some(sender) = world.senders.at(number) else { return Ok(()) };
            let item = parcel.item;
            let future = Box::pin(beside(sender).send_async(parcel));
            let (_sender, ear) = (Rc::clone(sender), Ear::default());
            world.sends.push(Send { future, _sender, item, ear, was_polled: false });
        }
        Move::RecvAsync(number) => {
            let Some(receiver) = world.receivers.at(number) else { return Ok(()) };
            let future = Box::pin(beside(receiver).recv_async());
            let source = Source::Once(future, Rc::clone(receiver));
            world.recvs.push(Recv { source, ear: Ear::default() });
        }
        Move::IntoStream(number) => {
            let Some(receiver) = world.receivers.at(number) else { return Ok(()) };
            let stream = Box::pin(Receiver::clone(receiver).into_stream());
            let source = Source::Stream(stream, world.receivers.counter());
            world.recvs.push(Recv { source, ear: Ear::default() });
        }
        Move::PollSend(number) if sends > 0 => poll_send(world, number % sends)?,
        Move::DropSend(number) if sends > 0 => {
            let send = world.sends.remove(number % sends);
            world.reference.drop_put(send.item.1);
        }
        Move::CancelSend(number) if sends > 0 => {
            let mut send = world.sends.remove(number % sends);
            let was_sent = send.was_polled && world.reference.was_put(send.item.1);
            let back = send.future.as_mut().cancel().map(|parcel| parcel.item);
            prop_assert_eq!(back, (!was_sent).then_some(send.item));
            world.reference.drop_put(send.item.1);
        }
        Move::ForgetSend(number) if sends > 0 => forget_send(world, number % sends),
        Move::PollRecv(number) if recvs > 0 => poll_recv(world, number % recvs)?,
        Move::DropRecv(number) if recvs > 0 => drop(world.recvs.remove(number % recvs)),
        Move::ForgetRecv(number) if recvs > 0 => {
            let recv = world.recvs.remove(number % recvs);
            world.forgotten.recvs.push(recv.ear);
            forget(recv.source);
        }
        _ => {}
    }
    Ok(())
}

/// What is promised to those who wait: while there is something for them, more of it than
/// forgotten ones were told of, one of them was told and has not come yet. At the end, all were.
fn promise(
    waiting: impl Iterator<Item = Option<bool>> + Clone,
    forgotten: &[Ear],
    there: usize,
    is_closed: bool,
) -> Result<(), TestCaseError> {
    let somebody_sleeps = waiting.clone().any(|told| told == Some(false));
    let somebody_comes = waiting.clone().any(|told| told == Some(true));
    if somebody_sleeps && there > told(forgotten) {
        prop_assert!(somebody_comes, "there, and nobody was told");
    }
    prop_assert!(!(somebody_sleeps && is_closed), "the end, and not all were told");
    Ok(())
}

pub(super) fn check(world: &World) -> Result<(), TestCaseError> {
    let reference = &world.reference;
    let is_closed = reference.is_closed;
    let recvs = world.recvs.iter().map(|recv| recv.ear.was_told());
    promise(recvs, &world.forgotten.recvs, reference.available(), is_closed)?;
    if reference.kind() == Kind::Ring {
        let room = world.capacity.unwrap_or(0) - reference.items.len();
        let sends = world.sends.iter().map(|send| send.ear.was_told());
        return promise(sends, &world.forgotten.sends, if is_closed { 0 } else { room }, is_closed);
    }
    for send in world.sends.iter().filter(|send| send.was_polled) {
        let is_over = reference.is_over(send.item.1);
        prop_assert_eq!(send.ear.was_told(), Some(is_over), "told when it is over, not before");
    }
    Ok(())
}
