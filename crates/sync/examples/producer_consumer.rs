//! A bounded buffer: a lock and two conditions, "there is room" and "there is something".
//!
//! The predicate is looked at under the lock and again after every wait; who changes it notifies
//! the condition that the other side waits on. The end is a state of its own, so that a consumer
//! leaves when the producers are done and the buffer is empty.
//!
//!     cargo run -p threadbare-sync --example producer_consumer
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::collections::VecDeque;
use std::thread;

use threadbare_sync::{Condition, Lock};

const CAPACITY: usize = 4;
const PRODUCERS: u64 = 3;
const CONSUMERS: usize = 2;
const ITEMS: u64 = 5_000;

struct Buffer {
    state: Lock<State>,
    has_room: Condition,
    has_items: Condition,
}

struct State {
    items: VecDeque<u64>,
    producers: u64,
}

impl Buffer {
    fn new() -> Self {
        let state = State { items: VecDeque::with_capacity(CAPACITY), producers: PRODUCERS };
        Self { state: Lock::new(state), has_room: Condition::new(), has_items: Condition::new() }
    }

    fn put(&self, item: u64) {
        let mut state = self.state.lock();
        self.has_room.wait_for(&mut state, |state| state.items.len() < CAPACITY);
        state.items.push_back(item);
        self.has_items.notify_one();
    }

    /// The next item; `None` when there will be no more.
    fn get(&self) -> Option<u64> {
        let mut state = self.state.lock();
        self.has_items
            .wait_for(&mut state, |state| !state.items.is_empty() || state.producers == 0);
        let item = state.items.pop_front();
        self.has_room.notify_one();
        item
    }

    fn one_producer_is_done(&self) {
        let mut state = self.state.lock();
        state.producers -= 1;
        if state.producers == 0 {
            self.has_items.notify_all();
        }
    }
}

fn main() {
    let buffer = Buffer::new();
    let sum: u64 = thread::scope(|scope| {
        for producer in 0..PRODUCERS {
            let buffer = &buffer;
            scope.spawn(move || {
                (0..ITEMS).for_each(|item| buffer.put(producer * ITEMS + item));
                buffer.one_producer_is_done();
            });
        }
        let consume = || std::iter::from_fn(|| buffer.get()).sum::<u64>();
        let consumers: Vec<_> = (0..CONSUMERS).map(|_| scope.spawn(consume)).collect();
        consumers.into_iter().map(|consumer| consumer.join().expect("no panic")).sum()
    });
    let all = PRODUCERS * ITEMS;
    assert_eq!(sum, all * (all - 1) / 2, "every item came through, once");
    println!("{all} items through a buffer of {CAPACITY}");
}

#[test]
fn it_runs() {
    main();
}
