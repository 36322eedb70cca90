//! What a queue costs one thread alone, and two that wait for each other.

use super::{
    CROSSBEAM, CROSSFIRE,
    channel::{Channel, Getter, Putter, every},
};
use crate::{
    contest::{Contest, Goal, Subject, each, per_turn},
    harness::Plan,
    report::Findings,
};
use crossbeam_queue::ArrayQueue;
use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

const LENGTH: Duration = Duration::from_millis(20);
const ITEM: u64 = 7;

const ALONE: [Contest; 3] = [
    Contest {
        title: "Put and get by try, capacity 128",
        turn: "One item put and got again by the forms that do not block, by one thread.",
        length: LENGTH,
        subjects: &every!(C => Subject { name: C::NAME, sample: try_pair::<C> };
            Subject { name: "crossbeam ArrayQueue", sample: array_queue }),
        goals: &[Goal::OfBest(1.05, &[CROSSFIRE]), Goal::OfBest(0.7, &[CROSSBEAM])],
    },
    Contest {
        title: "Put and get, capacity 128",
        turn: "One item put and got again by the forms that block, by one thread: they never do.",
        length: LENGTH,
        subjects: &every!(C => Subject { name: C::NAME, sample: pair::<C> }),
        goals: &[Goal::OfBest(0.75, &[CROSSFIRE]), Goal::OfBest(0.4, &[CROSSBEAM])],
    },
    Contest {
        title: "Create and drop, capacity 16",
        turn: "A queue made and dropped, with all of its handles.",
        length: LENGTH,
        subjects: &every!(C => Subject { name: C::NAME, sample: create::<C> }),
        goals: &[Goal::Nanoseconds(130.0)],
    },
];

const PING_PONG: Contest = Contest {
    title: "Ping-pong, capacity 1",
    turn: "Two queues and two threads: an item goes there and another comes back.",
    length: Duration::from_millis(80),
    subjects: &every!(C => Subject { name: C::NAME, sample: round_trip::<C> }),
    goals: &[Goal::OfBest(1.1, &[CROSSBEAM])],
};

pub(super) fn uncontended(plan: &Plan) -> Findings {
    ALONE.iter().map(|contest| contest.run(plan)).sum()
}

pub(super) fn ping_pong(plan: &Plan) -> Findings {
    PING_PONG.run(plan)
}

fn try_pair<C: Channel>(length: Duration) -> f64 {
    let (put, mut get) = C::bounded(128);
    each(length, move || {
        assert!(put.try_put(black_box(ITEM)), "there is room");
        black_box(get.try_get());
    })
}

fn pair<C: Channel>(length: Duration) -> f64 {
    let (put, mut get) = C::bounded(128);
    each(length, move || {
        put.put(black_box(ITEM));
        black_box(get.get());
    })
}

fn array_queue(length: Duration) -> f64 {
    let queue = ArrayQueue::new(128);
    each(length, move || {
        assert!(queue.push(black_box(ITEM)).is_ok(), "there is room");
        black_box(queue.pop());
    })
}

fn create<C: Channel>(length: Duration) -> f64 {
    each(length, || {
        black_box(C::bounded(black_box(16)));
    })
}

fn round_trip<C: Channel>(length: Duration) -> f64 {
    per_turn(length, 200, |turns| {
        let (serve, mut there) = C::bounded(1);
        let (back, mut returned) = C::bounded(1);
        thread::scope(|scope| {
            scope.spawn(move || (0..turns).for_each(|_| back.put(there.get())));
            let start = Instant::now();
            for turn in 0..turns {
                serve.put(turn);
                assert_eq!(returned.get(), turn, "{}: another item came back", C::NAME);
            }
            start.elapsed()
        })
    })
}
