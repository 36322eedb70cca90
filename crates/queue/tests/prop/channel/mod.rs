//! The two sides of a channel against a sequential reference: handles that come and go, tasks in
//! every stage, the end.
//!
//! The queue in the middle is that of `harness`. What is added here are the handles: how many there
//! are decides when the channel ends, and whether what is left is dropped.

mod handles;
mod tasks;

use proptest::prelude::*;
use threadbare_queue::channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, TryRecvError, TrySendError, bounded, unbounded,
};

use self::handles::{Parcel, Side};
use self::tasks::{Recv, Send};
use crate::harness::{Kind, Reference};

/// One move. Handles and tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    TrySend(usize),
    SendTimeout(usize),
    SendAsync(usize),
    PollSend(usize),
    DropSend(usize),
    CancelSend(usize),
    ForgetSend(usize),
    TryRecv(usize),
    RecvTimeout(usize),
    Iter(usize, usize),
    TryIter(usize, usize),
    IntoIter(usize, usize),
    RecvAsync(usize),
    IntoStream(usize),
    PollRecv(usize),
    DropRecv(usize),
    ForgetRecv(usize),
    /// Of handles, by the side.
    Clone(bool, usize),
    Drop(bool, usize),
    Downgrade(bool, usize),
    Upgrade(bool, usize),
    Close(bool, usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    let number = || 0_usize..8;
    let few = || 0_usize..4;
    let side = || any::<bool>();
    let sends = prop_oneof![
        12 => number().prop_map(Move::TrySend),
        4 => number().prop_map(Move::SendTimeout),
        12 => number().prop_map(Move::SendAsync),
        14 => number().prop_map(Move::PollSend),
        4 => number().prop_map(Move::DropSend),
        4 => number().prop_map(Move::CancelSend),
        2 => number().prop_map(Move::ForgetSend),
    ];
    let receives = prop_oneof![
        12 => number().prop_map(Move::TryRecv),
        4 => number().prop_map(Move::RecvTimeout),
        2 => (number(), few()).prop_map(|(number, max)| Move::Iter(number, max)),
        2 => (number(), few()).prop_map(|(number, max)| Move::TryIter(number, max)),
        1 => (number(), few()).prop_map(|(number, max)| Move::IntoIter(number, max)),
        10 => number().prop_map(Move::RecvAsync),
        3 => number().prop_map(Move::IntoStream),
        18 => number().prop_map(Move::PollRecv),
        6 => number().prop_map(Move::DropRecv),
        2 => number().prop_map(Move::ForgetRecv),
    ];
    let handles = prop_oneof![
        8 => (side(), number()).prop_map(|(side, number)| Move::Clone(side, number)),
        8 => (side(), number()).prop_map(|(side, number)| Move::Drop(side, number)),
        4 => (side(), number()).prop_map(|(side, number)| Move::Downgrade(side, number)),
        6 => (side(), number()).prop_map(|(side, number)| Move::Upgrade(side, number)),
        1 => (side(), number()).prop_map(|(side, number)| Move::Close(side, number)),
    ];
    prop_oneof![4 => sends, 4 => receives, 2 => handles]
}

/// A channel, and what it should be.
struct World {
    capacity: Option<usize>,
    reference: Reference,
    next: u32,
    /// Before the handles, which they outlive otherwise.
    sends: Vec<Send>,
    recvs: Vec<Recv>,
    senders: Side<handles::Senders>,
    receivers: Side<handles::Receivers>,
    /// How many of those that wait and were forgotten have been told of something.
    forgotten: tasks::Forgotten,
    /// Every item holds a part of it.
    alive: std::sync::Arc<()>,
    /// Items that nobody drops any more.
    leaked: usize,
}

impl World {
    fn new(capacity: Option<usize>) -> Self {
        let kind = if capacity.is_some_and(|room| room > 0) { Kind::Ring } else { Kind::Line };
        let (sender, receiver) = capacity.map_or_else(unbounded, bounded);
        Self {
            capacity,
            reference: Reference::new(kind, capacity.unwrap_or(usize::MAX)),
            next: 0,
            sends: Vec::new(),
            recvs: Vec::new(),
            senders: Side::new(sender),
            receivers: Side::new(receiver),
            forgotten: tasks::Forgotten::default(),
            alive: std::sync::Arc::default(),
            leaked: 0,
        }
    }

    fn parcel(&mut self) -> Parcel {
        self.next += 1;
        Parcel::new((0, self.next), &self.alive)
    }

    /// What the number of handles comes to, after a move.
    fn count_handles(&mut self) {
        if self.senders.count() == 0 || self.receivers.count() == 0 {
            let _ = self.reference.shutdown();
        }
        if self.receivers.count() == 0 {
            drop(self.reference.take_all());
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let (len, counts) =
            (self.reference.items.len(), (self.senders.count(), self.receivers.count()));
        let is_full = self.capacity.is_some_and(|capacity| len >= capacity);
        let is_closed = self.reference.is_closed;
        for sender in self.senders.all() {
            prop_assert_eq!((sender.len(), sender.is_empty()), (len, len == 0));
            prop_assert_eq!((sender.capacity(), sender.is_full()), (self.capacity, is_full));
            prop_assert_eq!((sender.sender_count(), sender.receiver_count()), counts);
            prop_assert_eq!(sender.is_closed(), is_closed);
            prop_assert!(sender.same_channel(self.senders.all().next().expect("there is one")));
        }
        for receiver in self.receivers.all() {
            prop_assert_eq!((receiver.len(), receiver.is_empty()), (len, len == 0));
            prop_assert_eq!((receiver.capacity(), receiver.is_full()), (self.capacity, is_full));
            prop_assert_eq!((receiver.sender_count(), receiver.receiver_count()), counts);
            prop_assert_eq!(receiver.is_closed(), is_closed);
        }
        let unpolled = self.sends.iter().filter(|send| !send.was_polled()).count();
        let alive = std::sync::Arc::strong_count(&self.alive) - 1;
        let expected = len + self.reference.held() + unpolled + self.leaked;
        prop_assert_eq!(alive, expected, "each item is somewhere, or was dropped");
        tasks::check(self)
    }
}

fn play(world: &mut World, step: &Move) -> Result<(), TestCaseError> {
    match *step {
        Move::TrySend(_) | Move::SendTimeout(_) => send(world, step)?,
        Move::TryRecv(number) => {
            let Some(receiver) = world.receivers.at(number) else { return Ok(()) };
            let got = receiver.try_recv().map(|parcel| parcel.item);
            let nothing = if world.reference.is_closed {
                TryRecvError::Disconnected
            } else {
                TryRecvError::Empty
            };
            prop_assert_eq!(got, world.reference.get().ok_or(nothing));
        }
        Move::RecvTimeout(number) => {
            let Some(receiver) = world.receivers.at(number) else { return Ok(()) };
            let got = receiver.recv_timeout(core::time::Duration::ZERO).map(|parcel| parcel.item);
            let nothing = if world.reference.is_closed {
                RecvTimeoutError::Disconnected
            } else {
                RecvTimeoutError::Timeout
            };
            prop_assert_eq!(got, world.reference.get().ok_or(nothing));
        }
        Move::Iter(..) | Move::TryIter(..) | Move::IntoIter(..) => iterate(world, step)?,
        Move::Clone(..) | Move::Drop(..) | Move::Downgrade(..) | Move::Upgrade(..) => {
            handles::play(world, step)?;
        }
        Move::Close(by_sender, number) => {
            let was_first = if by_sender {
                world.senders.at(number).map(|sender| sender.close())
            } else {
                world.receivers.at(number).map(|receiver| receiver.close())
            };
            if let Some(was_first) = was_first {
                prop_assert_eq!(was_first, world.reference.shutdown());
            }
        }
        _ => tasks::play(world, step)?,
    }
    world.count_handles();
    world.check()
}

fn send(world: &mut World, step: &Move) -> Result<(), TestCaseError> {
    let (Move::TrySend(number) | Move::SendTimeout(number)) = *step else { return Ok(()) };
    let parcel = world.parcel();
    let Some(sender) = world.senders.at(number) else { return Ok(()) };
    let expected = world.reference.put(parcel.item);
    let is_closed = world.reference.is_closed;
    let refused = if matches!(step, Move::TrySend(_)) {
        sender.try_send(parcel).map_err(|error| match error {
            TrySendError::Full(back) => (back, false),
            TrySendError::Disconnected(back) => (back, true),
        })
    } else {
        sender.send_timeout(parcel, core::time::Duration::ZERO).map_err(|error| match error {
            SendTimeoutError::Timeout(back) => (back, false),
            SendTimeoutError::Disconnected(back) => (back, true),
        })
    };
    match refused {
        Ok(()) => prop_assert_eq!(Ok(()), expected),
        Err((back, is_the_end)) => {
            prop_assert_eq!(Err(back.item), expected);
            prop_assert_eq!(is_the_end, is_closed);
        }
    }
    Ok(())
}

fn iterate(world: &mut World, step: &Move) -> Result<(), TestCaseError> {
    let (Move::Iter(number, max) | Move::TryIter(number, max) | Move::IntoIter(number, max)) =
        *step
    else {
        return Ok(());
    };
    let Some(receiver) = world.receivers.at(number) else { return Ok(()) };
    // One that blocks is not asked for more than there is.
    let is_over = matches!(step, Move::TryIter(..)) || world.reference.is_closed;
    let max = if is_over { max } else { max.min(world.reference.available()) };
    let item = |parcel: Parcel| parcel.item;
    let got: Vec<_> = match step {
        Move::TryIter(..) => receiver.try_iter().take(max).map(item).collect(),
        Move::Iter(..) => <&Receiver<_>>::into_iter(receiver).take(max).map(item).collect(),
        _ => Receiver::clone(receiver).into_iter().take(max).map(item).collect(),
    };
    let expected = std::iter::from_fn(|| world.reference.get()).take(max);
    prop_assert_eq!(got, expected.collect::<Vec<_>>());
    Ok(())
}

proptest! {
    #[test]
    fn a_channel_agrees_with_its_reference(
        capacity in prop_oneof![
            2 => Just(Some(0)),
            2 => Just(Some(1)),
            2 => (2_usize..5).prop_map(Some),
            2 => Just(None),
        ],
        moves in prop::collection::vec(any_move(), 0..100),
    ) {
        let mut world = World::new(capacity);
        for step in &moves {
            play(&mut world, step)?;
        }
    }
}
