//! Getting from whichever of eight queues has something.

use super::{CROSSBEAM, OURS, channel::Putter};
use crate::{
    contest::{Contest, Goal, Subject, per_turn, time_each},
    harness::Plan,
    report::Findings,
};
use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};
use threadbare_queue::{channel, select::Select};

const QUEUES: usize = 8;
const CAPACITY: usize = 128;
const PUTTERS: usize = 2;
/// Odd: it leads to all of the queues in turn, and not to the next one.
const STEP: usize = 5;
const THERE: &str = "the other side is there";

/// Eight queues, as one thread gets from them.
trait Selection: Sync + Sized {
    const NAME: &'static str;
    type Put: Putter + Sync;
    /// What is made once, before the first item is got.
    type Select<'queues>
    where
        Self: 'queues;

    /// The queues, and where one puts into each.
    fn new() -> (Self, Vec<Self::Put>);

    fn select(&self) -> Self::Select<'_>;

    /// Gets an item from any of them; blocks while there is none.
    fn get<'queues>(&'queues self, select: &mut Self::Select<'queues>) -> u64;
}

const LENGTH: Duration = Duration::from_millis(20);

const CONTESTS: [Contest; 2] = [
    Contest {
        title: "Select from 8 queues, alone",
        turn: "An item put into one of the queues, each in its turn, and got by a selection over \
               all of them, by one thread.",
        length: LENGTH,
        subjects: &[
            Subject { name: Ours::NAME, sample: alone::<Ours> },
            Subject { name: Crossbeam::NAME, sample: alone::<Crossbeam> },
            Subject { name: Flume::NAME, sample: alone::<Flume> },
        ],
        goals: &[Goal::OfBest(0.8, &[CROSSBEAM])],
    },
    Contest {
        title: "Select from 8 queues, 2 putters",
        turn: "Two threads put, each into four queues in turn, which have room for 128; a third \
               gets by a selection over all eight. Time of an item.",
        length: Duration::from_millis(60),
        subjects: &[
            Subject { name: Ours::NAME, sample: beside::<Ours> },
            Subject { name: Crossbeam::NAME, sample: beside::<Crossbeam> },
            Subject { name: Flume::NAME, sample: beside::<Flume> },
        ],
        goals: &[Goal::OfBest(0.8, &[CROSSBEAM])],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}

fn alone<S: Selection>(length: Duration) -> f64 {
    let (queues, puts) = S::new();
    thread::scope(|scope| {
        let timing = scope.spawn(|| {
            let (puts, mut next) = (puts, 0);
            let mut select = queues.select();
            time_each(length, || {
                next = (next + STEP) % QUEUES;
                puts[next].put(black_box(7));
                black_box(queues.get(&mut select));
            })
        });
        timing.join().expect("the loop has nothing that panics")
    })
}

fn beside<S: Selection>(length: Duration) -> f64 {
    per_turn(length, 512, |turns| {
        let each = turns.div_ceil(PUTTERS as u64);
        // What can be put into stays, as a queue that nobody can put into is always selected.
        let (queues, puts) = S::new();
        let mut select = queues.select();
        thread::scope(|scope| {
            for mine in puts.chunks(QUEUES / PUTTERS) {
                scope.spawn(move || {
                    let turns = mine.iter().cycle().zip(0..each);
                    turns.for_each(|(put, item)| put.put(item));
                });
            }
            let start = Instant::now();
            let all = each * PUTTERS as u64;
            let sum = (0..all).map(|_| queues.get(&mut select)).sum::<u64>();
            let spent = start.elapsed();
            let put = each * (each - 1) / 2 * PUTTERS as u64;
            assert_eq!(sum, put, "{}: not what was put", S::NAME);
            spent
        })
    })
}

/// Nothing is reserved: what is ready is tried, and may be gone.
struct Ours(Vec<channel::Receiver<u64>>);

impl Selection for Ours {
    const NAME: &'static str = OURS;
    type Put = channel::Sender<u64>;
    type Select<'queues> = Select<'queues>;

    fn new() -> (Self, Vec<Self::Put>) {
        let queues = (0..QUEUES).map(|_| channel::bounded(CAPACITY));
        let (senders, receivers) = queues.unzip();
        (Self(receivers), senders)
    }

    fn select(&self) -> Self::Select<'_> {
        let mut select = Select::new();
        for receiver in &self.0 {
            select.recv(receiver);
        }
        select
    }

    fn get<'queues>(&'queues self, select: &mut Self::Select<'queues>) -> u64 {
        loop {
            if let Ok(item) = self.0[select.ready()].try_recv() {
                return item;
            }
        }
    }
}

struct Crossbeam(Vec<crossbeam_channel::Receiver<u64>>);

impl Selection for Crossbeam {
    const NAME: &'static str = CROSSBEAM;
    type Put = crossbeam_channel::Sender<u64>;
    type Select<'queues> = crossbeam_channel::Select<'queues>;

    fn new() -> (Self, Vec<Self::Put>) {
        let queues = (0..QUEUES).map(|_| crossbeam_channel::bounded(CAPACITY));
        let (senders, receivers) = queues.unzip();
        (Self(receivers), senders)
    }

    fn select(&self) -> Self::Select<'_> {
        let mut select = crossbeam_channel::Select::new();
        for receiver in &self.0 {
            select.recv(receiver);
        }
        select
    }

    fn get<'queues>(&'queues self, select: &mut Self::Select<'queues>) -> u64 {
        let chosen = select.select();
        let receiver = &self.0[chosen.index()];
        chosen.recv(receiver).expect(THERE)
    }
}

impl Putter for channel::Sender<u64> {
    #[inline]
    fn put(&self, item: u64) {
        self.send(item).expect(THERE);
    }

    #[inline]
    fn try_put(&self, item: u64) -> bool {
        self.try_send(item).is_ok()
    }
}

/// Its selector is used up by one item.
struct Flume(Vec<flume::Receiver<u64>>);

impl Selection for Flume {
    const NAME: &'static str = "flume";
    type Put = flume::Sender<u64>;
    type Select<'queues> = ();

    fn new() -> (Self, Vec<Self::Put>) {
        let queues = (0..QUEUES).map(|_| flume::bounded(CAPACITY));
        let (senders, receivers) = queues.unzip();
        (Self(receivers), senders)
    }

    fn select(&self) -> Self::Select<'_> {}

    fn get<'queues>(&'queues self, (): &mut Self::Select<'queues>) -> u64 {
        let all = self.0.iter();
        let selector = all.fold(flume::Selector::new(), |selector, receiver| {
            selector.recv(receiver, |item| item.expect(THERE))
        });
        selector.wait()
    }
}
