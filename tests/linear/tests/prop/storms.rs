//! Four threads on one queue for hundreds of thousands of calls, judged by the axioms.

use std::sync::Arc;
use std::thread;

use threadbare_linear::axioms::{Kind, QueueOperation, judge, per_producer};
use threadbare_linear::program::Target;
use threadbare_linear::record::{Clock, Log, Mode};
use threadbare_linear::spec::queue::{Answer, Call, Fifo, Item, Lifo, Priority, Queue};
use threadbare_linear::specimens::Reference;

const THREADS: u32 = 4;

/// The calls of an everyday storm, of all threads; each kind stands several.
const CALLS: u32 = 60_000;

/// Calls of all threads. Where cases are asked for, a hundred for each: two million in
/// `cargo xtask prop`.
fn calls() -> u32 {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    cases.map_or(CALLS, |cases: u32| cases.saturating_mul(100).max(CALLS))
}

/// What a thread calls next: puts and gets in short runs, so that it is full and empty often.
fn next_call(random: &mut u64, run: &mut (u32, bool), item: Item) -> Call {
    *random =
        random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let dice = *random >> 40;
    if run.0 == 0 {
        *run = (1 + u32::try_from(dice % 23).unwrap_or(0), !run.1);
    }
    run.0 -= 1;
    match (run.1, dice / 23 % 8) {
        (_, 0) => Call::Len,
        (true, 1) => Call::PutTimeout(item),
        (true, _) => Call::TryPut(item),
        (false, 1) => Call::GetTimeout,
        (false, _) => Call::TryGet,
    }
}

fn play(target: &impl Target, mut log: Log<Call, Answer>, thread: u32) -> Vec<QueueOperation> {
    let share = calls() / THREADS;
    let (mut random, mut run) = (u64::from(thread) + 1, (0, thread.is_multiple_of(2)));
    for count in 0..share {
        let item = Item { rank: count % 5, id: thread * share + count };
        let call = next_call(&mut random, &mut run, item);
        log.call(call, |call| target.apply(call));
    }
    log.finish()
}

/// Lets four threads at it, then shuts down and gets what is left.
fn storm(target: &Arc<impl Target>) -> Vec<QueueOperation> {
    let clock = Clock::new(Mode::RealTime);
    let mut history = Vec::new();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let log = clock.log(thread as usize);
                scope.spawn(move || play(&**target, log, thread))
            })
            .collect();
        for thread in threads {
            history.extend(thread.join().expect("a thread that panicked has said why"));
        }
    });
    let mut log = clock.log(THREADS as usize);
    log.call(Call::Shutdown, |call| target.apply(call));
    while let Answer::Got(_) = log.call(Call::TryGet, |call| target.apply(call)) {}
    history.extend(log.finish());
    history
}

/// Two threads put and two get, waiting as long as it takes, until the puts are done.
fn pipeline(target: &Arc<impl Target>) -> Vec<QueueOperation> {
    let clock = Clock::new(Mode::RealTime);
    let share = calls() / THREADS;
    let mut history = Vec::new();
    thread::scope(|scope| {
        let clock = &clock;
        let produce = move |number: u32| {
            let mut log = clock.log(number as usize);
            for count in 0..share {
                let item = Item { rank: count % 5, id: number * share + count };
                log.call(Call::Put(item), |call| target.apply(call));
            }
            log.finish()
        };
        let consume = move |number: usize| {
            let mut log = clock.log(number);
            while let Answer::Got(_) = log.call(Call::Get, |call| target.apply(call)) {}
            log.finish()
        };
        let producers = [0, 1].map(|number| scope.spawn(move || produce(number)));
        let consumers = [2, 3].map(|number| scope.spawn(move || consume(number)));
        for producer in producers {
            history.extend(producer.join().expect("a thread that panicked has said why"));
        }
        let mut log = clock.log(THREADS as usize);
        log.call(Call::Shutdown, |call| target.apply(call));
        history.extend(log.finish());
        for consumer in consumers {
            history.extend(consumer.join().expect("a thread that panicked has said why"));
        }
    });
    history
}

fn judged(kind: Kind, capacity: usize, history: &[QueueOperation]) {
    if let Err(violation) = judge(kind, Some(capacity), history) {
        panic!("{violation}");
    }
    if kind == Kind::Fifo {
        assert_eq!(per_producer(history), Ok(()));
    }
}

#[test]
fn the_reference_stands_a_storm() {
    let (fifo, lifo) = (Queue::<Fifo>::bounded(16), Queue::<Lifo>::bounded(16));
    let priority = Queue::<Priority>::bounded(16);
    judged(Kind::Fifo, 16, &storm(&Arc::new(Reference::new(fifo))));
    judged(Kind::Lifo, 16, &storm(&Arc::new(Reference::new(lifo))));
    judged(Kind::Priority, 16, &storm(&Arc::new(Reference::new(priority))));
}

/// Both storms, at several capacities.
fn stands<T: Target>(kind: Kind, capacities: &[usize], queue: impl Fn(usize) -> T) {
    for &capacity in capacities {
        judged(kind, capacity, &storm(&Arc::new(queue(capacity))));
        judged(kind, capacity, &pipeline(&Arc::new(queue(capacity))));
    }
}

#[test]
fn a_fifo_stands_a_storm() {
    stands(Kind::Fifo, &[1, 2, 16], threadbare_queue::Fifo::bounded);
}

/// With a lock; at capacity zero it is a rendezvous.
#[test]
fn a_fifo_with_a_lock_stands_a_storm() {
    stands(Kind::Fifo, &[0, 1, 16], threadbare_queue::LockedFifo::bounded);
}

#[test]
fn a_lifo_stands_a_storm() {
    stands(Kind::Lifo, &[1, 16], threadbare_queue::Lifo::bounded);
}

#[test]
fn a_priority_queue_stands_a_storm() {
    stands(Kind::Priority, &[1, 16], threadbare_queue::Priority::bounded);
}
