//! `RawFairLock` against a sequential reference, one move at a time: a flag and a queue of numbers.

mod reference;
mod threads;

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{AcquireFairAsync, RawFairLock};

use self::reference::Reference;
use crate::support::Bell;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Try,
    TryTimeout,
    /// Joins the queue behind all others, and leaves it when the time is over.
    Timeout,
    TryDeadline,
    Release,
    NewTask,
    Poll(usize),
    Drop(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        2 => Just(Move::Try),
        1 => Just(Move::TryTimeout),
        1 => Just(Move::Timeout),
        1 => Just(Move::TryDeadline),
        5 => Just(Move::Release),
        3 => Just(Move::NewTask),
        6 => (0_usize..8).prop_map(Move::Poll),
        2 => (0_usize..8).prop_map(Move::Drop),
    ]
}

struct Task<'a> {
    future: Pin<Box<AcquireFairAsync<'a>>>,
    bell: Arc<Bell>,
}

/// The real lock and its tasks.
struct Real<'a> {
    lock: &'a RawFairLock,
    tasks: Vec<Option<Task<'a>>>,
}

impl Real<'_> {
    fn new_task(&mut self) {
        let future = Box::pin(self.lock.acquire_async());
        self.tasks.push(Some(Task { future, bell: Arc::default() }));
    }

    /// Polls a task; true when it is inside. It is done then.
    fn poll(&mut self, number: usize) -> bool {
        let Some(task) = &mut self.tasks[number] else { return false };
        let is_ready = task.bell.poll(task.future.as_mut()).is_ready();
        if is_ready {
            self.tasks[number] = None;
        }
        is_ready
    }

    fn rings(&self) -> Vec<Option<u32>> {
        let rings = |task: &Task<'_>| task.bell.rings();
        self.tasks.iter().map(|task| task.as_ref().map(rings)).collect()
    }
}

fn play(real: &mut Real<'_>, reference: &mut Reference, step: &Move) -> Result<(), TestCaseError> {
    let lock = real.lock;
    let numbered = |number: usize, count: usize| (count > 0).then(|| number % count);
    match *step {
        Move::Try => prop_assert_eq!(lock.try_acquire(), reference.try_acquire()),
        Move::TryTimeout => {
            prop_assert_eq!(lock.acquire_timeout(Duration::ZERO).is_ok(), reference.try_acquire());
        }
        Move::Timeout => {
            let acquired = lock.acquire_timeout(Duration::from_nanos(1)).is_ok();
            prop_assert_eq!(acquired, reference.acquire_in_time());
        }
        Move::TryDeadline => {
            let past = Instant::now();
            prop_assert_eq!(lock.acquire_deadline(past).is_ok(), reference.try_acquire());
        }
        // A lock that is a task's, which does not know it yet, is not ours to release.
        Move::Release if reference.is_chosen() => {}
        Move::Release => prop_assert_eq!(lock.release().is_ok(), reference.release()),
        Move::NewTask => {
            real.new_task();
            reference.new_task();
        }
        Move::Poll(number) => {
            if let Some(number) = numbered(number, real.tasks.len()) {
                prop_assert_eq!(real.poll(number), reference.poll(number));
            }
        }
        Move::Drop(number) => {
            if let Some(number) = numbered(number, real.tasks.len()) {
                real.tasks[number] = None;
                reference.drop_task(number);
            }
        }
    }
    prop_assert_eq!(lock.is_locked(), reference.is_locked());
    prop_assert_eq!(real.rings(), reference.rings());
    prop_assert_eq!(format!("{lock:?}"), reference.shown());
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_lock_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let lock = RawFairLock::new();
        let mut real = Real { lock: &lock, tasks: Vec::new() };
        let mut reference = Reference::default();
        for step in &moves {
            play(&mut real, &mut reference, step)?;
        }
    }
}
