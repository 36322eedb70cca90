//! The stack and the heap beside a container of std with a mutex around it.

use crate::{
    contest::{Contest, Goal, Subject, each},
    harness::Plan,
    report::Findings,
};
use std::{cmp::Reverse, collections::BinaryHeap, hint::black_box, sync::Mutex, time::Duration};
use threadbare_queue::{Lifo, Priority};

const LENGTH: Duration = Duration::from_millis(20);
const LIFO: &str = "threadbare Lifo";
const PRIORITY: &str = "threadbare Priority";
const STACK: &str = "std Mutex<Vec>";
const HEAP: &str = "std Mutex<BinaryHeap>";
const NOBODY_PANICS: &str = "nobody panics with the lock";

/// How many the stack has room for.
const ROOM: usize = 128;

/// How full the heap is that is not empty, and how far apart its keys are at most.
const MANY: u64 = 100_000;
const RANGE: u64 = 1 << 20;

const CONTESTS: [Contest; 3] = [
    Contest {
        title: "Last in, first out",
        turn: "One number put by try and got again, of a stack with room for 128.",
        length: LENGTH,
        subjects: &[Subject { name: LIFO, sample: lifo }, Subject { name: STACK, sample: stack }],
        goals: &[Goal::OfBest(1.0, &[STACK])],
    },
    Contest {
        title: "Priority, nothing else there",
        turn: "One item put by try and got again. Equals come out in the order in which they came: \
               the heap of std holds a number of the item beside its key.",
        length: LENGTH,
        subjects: &[
            Subject { name: PRIORITY, sample: |length| priority(length, 0) },
            Subject { name: HEAP, sample: |length| heap(length, 0) },
        ],
        goals: &[Goal::OfBest(1.1, &[HEAP])],
    },
    Contest {
        title: "Priority, 100 000 others there",
        turn: "The first item got by try, and put again with a later key.",
        length: Duration::from_millis(40),
        subjects: &[
            Subject { name: PRIORITY, sample: |length| priority(length, MANY) },
            Subject { name: HEAP, sample: |length| heap(length, MANY) },
        ],
        goals: &[Goal::OfBest(0.85, &[HEAP])],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}

/// Numbers that look random, the same in every sample.
struct Numbers(u64);

impl Numbers {
    /// Between 0 and [`RANGE`].
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % RANGE
    }
}

/// Two moves on a queue that holds a number of keys: put and get where it is empty, else get the
/// first and put it back with a later key, so that it stays as it is.
fn keys(
    length: Duration,
    others: u64,
    put: impl Fn(u64) + Send,
    get: impl Fn() -> u64 + Send,
) -> f64 {
    let mut numbers = Numbers(1);
    (0..others).for_each(|_| put(numbers.next()));
    each(length, move || {
        if others == 0 {
            put(black_box(numbers.next()));
            black_box(get());
        } else {
            put(get() + numbers.next());
        }
    })
}

fn lifo(length: Duration) -> f64 {
    let stack = Lifo::bounded(ROOM);
    each(length, move || {
        assert!(stack.try_put(black_box(7_u64)).is_ok(), "there is room");
        black_box(stack.try_get().ok());
    })
}

fn stack(length: Duration) -> f64 {
    let stack = Mutex::new(Vec::with_capacity(ROOM));
    each(length, move || {
        let mut items = stack.lock().expect(NOBODY_PANICS);
        assert!(items.len() < ROOM, "there is room");
        items.push(black_box(7_u64));
        drop(items);
        black_box(stack.lock().expect(NOBODY_PANICS).pop());
    })
}

fn priority(length: Duration, others: u64) -> f64 {
    let queue = Priority::unbounded();
    let put = |key| assert!(queue.try_put((key, ())).is_ok(), "it has no bound");
    let get = || queue.try_get().expect("something was put").0;
    keys(length, others, put, get)
}

/// The heap and how many were put into it.
type Heap = Mutex<(BinaryHeap<Reverse<(u64, u64)>>, u64)>;

fn heap(length: Duration, others: u64) -> f64 {
    let heap: Heap = Mutex::default();
    let put = |key| {
        let mut guard = heap.lock().expect(NOBODY_PANICS);
        let (items, number) = &mut *guard;
        *number += 1;
        items.push(Reverse((key, *number)));
    };
    let get = || {
        let first = heap.lock().expect(NOBODY_PANICS).0.pop();
        first.expect("something was put").0.0
    };
    keys(length, others, put, get)
}
