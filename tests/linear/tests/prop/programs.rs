//! Made-up programs on real threads, judged by both.

use std::sync::Arc;

use proptest::prelude::*;
use threadbare_linear::axioms::{Kind, judge};
use threadbare_linear::program::{Program, Programs, Target};
use threadbare_linear::record::Mode;
use threadbare_linear::selecting::Selecting;
use threadbare_linear::spec::Spec;
use threadbare_linear::spec::deque::Deque as Ends;
use threadbare_linear::spec::joinable::{Joinable, moments};
use threadbare_linear::spec::queue::{Answer, Call, Fifo, Item, Lifo, Priority, Queue};
use threadbare_linear::spec::rendezvous::Rendezvous;
use threadbare_linear::specimens::Reference;
use threadbare_linear::targets::Deque;
use threadbare_queue::deque::Worker;

fn all() -> Programs {
    Programs::of_tries().with_timeouts().with_blocking().with_tasks().with_shutdowns()
}

fn forced() -> Programs {
    Programs::of_tries().with_timeouts().with_shutdowns().with_force()
}

/// What a channel can be asked for.
fn to_select() -> Programs {
    Programs::of_tries().with_timeouts().with_blocking()
}

fn both<S: Spec<Call = Call, Answer = Answer>>(
    kind: Kind,
    capacity: usize,
    spec: &S,
    program: &Program,
    target: &Arc<impl Target>,
) {
    let history = program.run(target, Mode::RealTime);
    if let Err(refuted) = Mode::RealTime.judge(spec, &history) {
        panic!("{refuted}");
    }
    if let Err(violation) = judge(kind, Some(capacity), &history) {
        panic!("{violation}");
    }
}

proptest! {
    #[test]
    fn the_reference_is_right(program in all().ranked(2).strategy(), capacity in 1_usize..3) {
        let fifo = Queue::<Fifo>::bounded(capacity);
        both(Kind::Fifo, capacity, &fifo, &program, &Arc::new(Reference::new(fifo.clone())));
        let lifo = Queue::<Lifo>::bounded(capacity);
        both(Kind::Lifo, capacity, &lifo, &program, &Arc::new(Reference::new(lifo.clone())));
        let priority = Queue::<Priority>::bounded(capacity);
        let target = Arc::new(Reference::new(priority.clone()));
        both(Kind::Priority, capacity, &priority, &program, &target);
    }

    #[test]
    fn the_ring_is_right(program in all().strategy(), capacity in 1_usize..3) {
        let ring = Arc::new(threadbare_queue::Fifo::bounded(capacity));
        both(Kind::Fifo, capacity, &Queue::<Fifo>::bounded(capacity), &program, &ring);
    }

    #[test]
    fn the_queues_with_a_lock_are_right(
        program in all().ranked(2).strategy(),
        capacity in 1_usize..3,
    ) {
        let fifo = Queue::<Fifo>::bounded(capacity);
        let line = Arc::new(threadbare_queue::LockedFifo::bounded(capacity));
        both(Kind::Fifo, capacity, &fifo, &program, &line);
        let stack = Arc::new(threadbare_queue::Lifo::bounded(capacity));
        both(Kind::Lifo, capacity, &Queue::<Lifo>::bounded(capacity), &program, &stack);
        let heap = Arc::new(threadbare_queue::Priority::bounded(capacity));
        both(Kind::Priority, capacity, &Queue::<Priority>::bounded(capacity), &program, &heap);
    }

    #[test]
    fn a_rendezvous_is_right(program in all().strategy()) {
        let line = Arc::new(threadbare_queue::LockedFifo::bounded(0));
        both(Kind::Fifo, 0, &Rendezvous, &program, &line);
    }

    #[test]
    fn a_rendezvous_of_selections_is_right(program in to_select().strategy()) {
        both(Kind::Fifo, 0, &Rendezvous, &program, &Arc::new(Selecting::new()));
    }
}

proptest! {
    #[test]
    fn queues_to_join_are_right(program in all().with_joins().strategy(), capacity in 1_usize..3) {
        let check = |spec: Queue<Fifo>, queue: threadbare_queue::Fifo<Item>| {
            let target = Arc::new(threadbare_queue::Joinable::new(queue));
            let history = program.run(&target, Mode::RealTime);
            if let Err(refuted) = Mode::RealTime.judge(&Joinable(spec), &moments(&history)) {
                panic!("{refuted}");
            }
        };
        check(Queue::bounded(capacity), threadbare_queue::Fifo::bounded(capacity));
        check(Queue::unbounded(), threadbare_queue::Fifo::unbounded());
    }

    #[test]
    fn forced_puts_are_right(program in forced().strategy(), capacity in 1_usize..3) {
        let spec = Queue::<Fifo>::bounded(capacity);
        let check = |history: Vec<_>| {
            if let Err(refuted) = Mode::RealTime.judge(&spec, &history) {
                panic!("{refuted}");
            }
        };
        let ring = Arc::new(threadbare_queue::Fifo::bounded(capacity));
        check(program.run(&ring, Mode::RealTime));
        let line = Arc::new(threadbare_queue::LockedFifo::bounded(capacity));
        check(program.run(&line, Mode::RealTime));
    }

    #[test]
    fn deques_are_right(program in Programs::of_tries().with_thieves().strategy()) {
        for (spec, worker) in [(Ends::Fifo, Worker::new_fifo()), (Ends::Lifo, Worker::new_lifo())] {
            let history = program.run(&Arc::new(Deque::of(worker)), Mode::RealTime);
            if let Err(refuted) = Mode::RealTime.judge(&spec, &history) {
                panic!("{refuted}");
            }
        }
    }
}

#[test]
fn fixed_programs_are_always_the_same() {
    let programs = all().fixed(20);
    assert_eq!(programs, all().fixed(20));
    assert!(programs.iter().all(|one| (2..=3).contains(&one.threads.len())));
    let ends = programs.iter().all(|program| {
        let blocks = program.threads.iter().flatten().any(Call::may_block);
        !blocks || program.threads[0].last() == Some(&Call::Shutdown)
    });
    assert!(ends, "who may wait for ever is told to go");
}
