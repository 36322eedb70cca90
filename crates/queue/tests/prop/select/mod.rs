//! Selections against a reference that says which operations may be tried, while one thread plays
//! all parts: those who send and receive, tasks in the lines, a selection that comes and goes.
//!
//! Whatever a selection does, those who wait in the same lines are told as if it were not there.

mod channel;

use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_queue::channel::{
    Receiver, SendError, Sender, after, at, bounded, never, unbounded,
};
use threadbare_queue::select::Select;
use threadbare_queue::{Lifo, select, select_biased};

use self::channel::Channel;
use crate::harness::Item;

/// What can be added to a selection.
#[derive(Clone, Copy, Debug)]
enum Arm {
    Recv(usize),
    Send(usize),
    Get,
    Put,
    Never,
    /// An alarm that has rung, and was not heard yet.
    Due,
    /// An alarm that rings when nobody lives any more.
    Far,
}

#[derive(Clone, Debug)]
enum Move {
    Send(usize),
    Recv(usize),
    Close(usize),
    /// Through the stack, which is no channel.
    Put,
    Get,
    HearAlarm,
    /// A task takes its place, or comes back.
    PollRecv(usize),
    PollSend(usize),
    DropRecv(usize),
    DropSend(usize),
    Add(Arm),
    Remove(usize),
    Try,
    TryAsClone,
    TimeoutOfZero,
    DeadlineOfThePast,
    /// Enters all lines, if nothing is ready, and leaves them.
    Wait,
    Ready,
    Macro(bool),
}

/// So much room have the channels.
const ROOM: [Option<usize>; 4] = [Some(1), Some(2), None, Some(0)];
const CHANNELS: usize = ROOM.len();
/// Long enough to be asleep in, most times.
const MOMENT: Duration = Duration::from_micros(20);

fn any_arm() -> impl Strategy<Value = Arm> {
    prop_oneof![
        6 => (0..CHANNELS).prop_map(Arm::Recv),
        6 => (0..CHANNELS).prop_map(Arm::Send),
        2 => Just(Arm::Get),
        2 => Just(Arm::Put),
        1 => Just(Arm::Never),
        1 => Just(Arm::Due),
        1 => Just(Arm::Far),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    let channel = || 0..CHANNELS;
    let others = prop_oneof![
        12 => channel().prop_map(Move::Send),
        12 => channel().prop_map(Move::Recv),
        1 => channel().prop_map(Move::Close),
        3 => Just(Move::Put),
        3 => Just(Move::Get),
        1 => Just(Move::HearAlarm),
        8 => channel().prop_map(Move::PollRecv),
        8 => channel().prop_map(Move::PollSend),
        3 => channel().prop_map(Move::DropRecv),
        3 => channel().prop_map(Move::DropSend),
    ];
    let selection = prop_oneof![
        8 => any_arm().prop_map(Move::Add),
        4 => (0_usize..16).prop_map(Move::Remove),
        6 => Just(Move::Try),
        2 => Just(Move::TryAsClone),
        2 => Just(Move::TimeoutOfZero),
        2 => Just(Move::DeadlineOfThePast),
        6 => Just(Move::Wait),
        6 => Just(Move::Ready),
        8 => any::<bool>().prop_map(Move::Macro),
    ];
    prop_oneof![5 => others, 4 => selection]
}

/// What is selected from.
struct Things {
    channels: [(Sender<Item>, Receiver<Item>); CHANNELS],
    stack: Lifo<u32>,
    never: Receiver<u8>,
    due: Receiver<Instant>,
    far: Receiver<Instant>,
}

impl Things {
    fn new() -> Self {
        Self {
            channels: ROOM.map(|room| room.map_or_else(unbounded, bounded)),
            stack: Lifo::bounded(1),
            never: never(),
            due: at(Instant::now()),
            far: after(Duration::MAX),
        }
    }
}

struct World<'a> {
    things: &'a Things,
    channels: [Channel<'a>; CHANNELS],
    select: Select<'a>,
    is_biased: bool,
    /// `None`: removed.
    arms: Vec<Option<Arm>>,
    is_due: bool,
    next: u32,
}

impl<'a> World<'a> {
    fn new(things: &'a Things, is_biased: bool) -> Self {
        let select = if is_biased { Select::new_biased() } else { Select::new() };
        let channels = things.channels.each_ref().map(Channel::new);
        Self { things, channels, select, is_biased, arms: Vec::new(), is_due: true, next: 0 }
    }

    fn item(&mut self) -> Item {
        self.next += 1;
        (0, self.next)
    }

    fn is_ready(&self, arm: Option<Arm>) -> bool {
        match arm {
            Some(Arm::Recv(channel)) => self.channels[channel].may_recv(),
            Some(Arm::Send(channel)) => self.channels[channel].may_send(),
            Some(Arm::Get) => !self.things.stack.is_empty(),
            Some(Arm::Put) => self.things.stack.is_empty(),
            Some(Arm::Due) => self.is_due,
            Some(Arm::Never | Arm::Far) | None => false,
        }
    }

    fn add(&mut self, arm: Arm) -> usize {
        let Things { channels, stack, never, due, far } = self.things;
        self.arms.push(Some(arm));
        match arm {
            Arm::Recv(channel) => self.select.recv(&channels[channel].1),
            Arm::Send(channel) => self.select.send(&channels[channel].0),
            Arm::Get => self.select.recv_queue(stack),
            Arm::Put => self.select.send_queue(stack),
            Arm::Never => self.select.recv(never),
            Arm::Due => self.select.recv(due),
            Arm::Far => self.select.recv(far),
        }
    }

    /// `None` if, and only if, nothing is ready; else something that is: the first, if biased.
    fn judge(&self, answer: Option<usize>) -> Result<(), TestCaseError> {
        let mut ready = (0..self.arms.len()).filter(|index| self.is_ready(self.arms[*index]));
        let first = ready.next();
        if answer == first {
            return Ok(());
        }
        let is_another = answer.is_some_and(|answer| ready.any(|index| index == answer));
        prop_assert!(is_another && !self.is_biased, "{answer:?}, the first is {first:?}");
        Ok(())
    }

    fn select(&mut self, step: &Move) -> Result<(), TestCaseError> {
        let answer = match step {
            Move::Try => self.select.try_ready().ok(),
            Move::TryAsClone => self.select.clone().try_ready().ok(),
            Move::TimeoutOfZero => self.select.ready_timeout(Duration::ZERO).ok(),
            Move::DeadlineOfThePast => self.select.ready_deadline(Instant::now()).ok(),
            Move::Wait => self.select.ready_timeout(MOMENT).ok(),
            Move::Ready if self.arms.iter().any(|arm| self.is_ready(*arm)) => {
                Some(self.select.ready())
            }
            _ => return Ok(()),
        };
        self.judge(answer)
    }

    /// Does one of three by a macro.
    fn select_by_macro(&mut self, is_biased: bool) -> Result<(), TestCaseError> {
        let item = self.item();
        let [one, two, three, _] = self.things.channels.each_ref();
        let (done, got) = if is_biased {
            select_biased! {
                recv(one.1) -> got => (0, got.ok()),
                send(two.0, item) -> sent => (1, sent.err().map(SendError::into_inner)),
                recv(three.1) -> got => (2, got.ok()),
                default => (3, None),
            }
        } else {
            select! {
                recv(one.1) -> got => (0, got.ok()),
                send(two.0, item) -> sent => (1, sent.err().map(SendError::into_inner)),
                recv(three.1) -> got => (2, got.ok()),
                default => (3, None),
            }
        };
        let [one, two, three, _] = &mut self.channels;
        let may = [one.may_recv(), two.may_send(), three.may_recv()];
        let first = may.iter().position(|may| *may).unwrap_or(3);
        prop_assert!(done == first || !is_biased && done > first && may.get(done) == Some(&true));
        let expected = match done {
            0 => one.reference.get(),
            1 => two.reference.put(item).err(),
            2 => three.reference.get(),
            _ => None,
        };
        prop_assert_eq!(got, expected);
        Ok(())
    }
}

fn play(world: &mut World<'_>, step: &Move) -> Result<(), TestCaseError> {
    let item = world.item();
    match *step {
        Move::Send(channel) => {
            let Channel { sender, reference, .. } = &mut world.channels[channel];
            let sent = sender.try_send(item).map_err(|error| error.into_inner());
            prop_assert_eq!(sent, reference.put(item));
        }
        Move::Recv(channel) => {
            let Channel { receiver, reference, .. } = &mut world.channels[channel];
            prop_assert_eq!(receiver.try_recv().ok(), reference.get());
        }
        Move::Close(channel) => {
            let Channel { receiver, reference, .. } = &mut world.channels[channel];
            prop_assert_eq!(receiver.close(), reference.shutdown());
        }
        Move::Put => {
            let is_room = world.things.stack.is_empty();
            prop_assert_eq!(world.things.stack.try_put(1).is_ok(), is_room);
        }
        Move::Get => drop(world.things.stack.try_get()),
        Move::HearAlarm => {
            prop_assert_eq!(world.things.due.try_recv().is_ok(), world.is_due);
            world.is_due = false;
        }
        Move::PollRecv(channel) => world.channels[channel].poll_recv()?,
        Move::PollSend(channel) => world.channels[channel].poll_send(item)?,
        Move::DropRecv(channel) => world.channels[channel].receiving = None,
        Move::DropSend(channel) => world.channels[channel].drop_send(),
        Move::Add(arm) => {
            let number = world.arms.len();
            prop_assert_eq!(world.add(arm), number);
        }
        Move::Remove(number) => {
            if let Some(index) = number.checked_rem(world.arms.len()) {
                world.select.remove(index);
                world.arms[index] = None;
            }
        }
        Move::Macro(is_biased) => world.select_by_macro(is_biased)?,
        _ => world.select(step)?,
    }
    world.channels.iter().try_for_each(Channel::check)
}

proptest! {
    #[test]
    fn a_selection_agrees_with_its_reference(
        is_biased in any::<bool>(),
        moves in prop::collection::vec(any_move(), 0..100),
    ) {
        let things = Things::new();
        let mut world = World::new(&things, is_biased);
        for step in &moves {
            play(&mut world, step)?;
        }
    }
}
