//! `RawRLock` against a sequential reference: three threads that do what they are told, one move
//! at a time, so that every result is decided.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::RawRLock;

/// What a thread may be told to do.
#[derive(Clone, Copy, Debug)]
enum Move {
    Try,
    TryTimeout,
    TryDeadline,
    Timeout,
    Release,
}

/// What a move led to, as its thread sees it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    succeeded: bool,
    is_owned: bool,
    depth: u32,
    is_locked: bool,
}

const THREADS: usize = 3;

fn any_move() -> impl Strategy<Value = (usize, Move)> {
    let step = prop_oneof![
        3 => Just(Move::Try),
        1 => Just(Move::TryTimeout),
        1 => Just(Move::TryDeadline),
        1 => Just(Move::Timeout),
        5 => Just(Move::Release),
    ];
    (0..THREADS, step)
}

fn perform(lock: &RawRLock, step: Move) -> Seen {
    let succeeded = match step {
        Move::Try => lock.try_acquire(),
        Move::TryTimeout => lock.acquire_timeout(Duration::ZERO).is_ok(),
        Move::TryDeadline => lock.acquire_deadline(Instant::now()).is_ok(),
        Move::Timeout => lock.acquire_timeout(Duration::from_nanos(1)).is_ok(),
        Move::Release => lock.release().is_ok(),
    };
    let (is_owned, depth, is_locked) = (lock.is_owned(), lock.depth(), lock.is_locked());
    Seen { succeeded, is_owned, depth, is_locked }
}

/// Who has the lock, and how often.
#[derive(Default)]
struct Reference {
    holder: Option<(usize, u32)>,
}

impl Reference {
    fn perform(&mut self, thread: usize, step: Move) -> Seen {
        let ours = self.holder.is_none_or(|(holder, _)| holder == thread);
        let depth = self.holder.map_or(0, |(_, depth)| depth);
        let succeeded = match step {
            Move::Release => ours && depth > 0,
            _ => ours,
        };
        if succeeded {
            let depth = if matches!(step, Move::Release) { depth - 1 } else { depth + 1 };
            self.holder = (depth > 0).then_some((thread, depth));
        }
        let own = self.holder.filter(|(holder, _)| *holder == thread);
        Seen {
            succeeded,
            is_owned: own.is_some(),
            depth: own.map_or(0, |(_, depth)| depth),
            is_locked: self.holder.is_some(),
        }
    }
}

/// Does what it is told until nobody tells it anything.
fn obey(lock: &RawRLock, orders: &Receiver<Move>, answers: &Sender<Seen>) {
    for step in orders {
        answers.send(perform(lock, step)).expect("the test listens");
    }
}

proptest! {
    /// Every sequence of moves by three threads has the results that the reference says.
    #[test]
    fn the_lock_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let lock = RawRLock::new();
        let mut reference = Reference::default();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|_| {
                    let (order, orders) = channel();
                    let (answer, answers) = channel();
                    let lock = &lock;
                    scope.spawn(move || obey(lock, &orders, &answer));
                    (order, answers)
                })
                .collect();
            for (thread, step) in moves {
                let (order, answers) = &threads[thread];
                order.send(step).expect("the thread listens");
                let seen = answers.recv().expect("the thread answers");
                prop_assert_eq!(seen, reference.perform(thread, step), "{} {:?}", thread, step);
            }
            Ok(())
        })?;
    }
}
