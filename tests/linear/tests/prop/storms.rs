//! Four threads on one queue for hundreds of thousands of calls, judged by the axioms.

use std::sync::Arc;
use std::thread;

use threadbare_linear::axioms::{Kind, QueueOperation, judge, per_producer};
use threadbare_linear::program::Target;
use threadbare_linear::record::{Clock, Log, Mode};
use threadbare_linear::spec::queue::{Answer, Call, Fifo, Item, Lifo, Priority, Queue};
use threadbare_linear::specimens::Reference;

const THREADS: u32 = 4;

/// Calls of all threads. Where cases are asked for, a hundred for each: two million in
/// `cargo xtask prop`.
fn calls() -> u32 {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    cases.map_or(200_000, |cases: u32| cases.saturating_mul(100).max(200_000))
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
pub(crate) fn storm(target: &Arc<impl Target>) -> Vec<QueueOperation> {
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

fn judged(kind: Kind, capacity: usize, target: &Arc<impl Target>) {
    let history = storm(target);
    if let Err(violation) = judge(kind, Some(capacity), &history) {
        panic!("{violation}");
    }
    if kind == Kind::Fifo {
        assert_eq!(per_producer(&history), Ok(()));
    }
}

#[test]
fn the_reference_stands_a_storm() {
    let (fifo, lifo) = (Queue::<Fifo>::bounded(16), Queue::<Lifo>::bounded(16));
    let priority = Queue::<Priority>::bounded(16);
    judged(Kind::Fifo, 16, &Arc::new(Reference::new(fifo)));
    judged(Kind::Lifo, 16, &Arc::new(Reference::new(lifo)));
    judged(Kind::Priority, 16, &Arc::new(Reference::new(priority)));
}
