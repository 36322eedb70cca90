//! Semaphores against a sequential reference, one move at a time.
//!
//! One thread plays all parts: tries, tasks in every stage, releases by hand, the close. So every
//! result is decided, and the reference must agree with each: who gets in, who is woken, in which
//! order, and what the words say.

mod reference;
mod threads;

use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{
    AcquireError, BoundedSemaphore, CountingSemaphore, Limit, OverRelease, Semaphore,
    SemaphoreAcquireRaw, TryAcquireError,
};

use self::reference::Reference;
use crate::support::Bell;

/// The most that anybody asks for.
const MOST: u32 = 4;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Try(u32),
    TryTimeout(u32),
    TryDeadline(u32),
    Release(u32),
    ReleaseTooMany,
    Close,
    NewTask(u32),
    Poll(usize),
    Drop(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => (0..=MOST).prop_map(Move::Try),
        2 => (0..=MOST).prop_map(Move::TryTimeout),
        2 => (0..=MOST).prop_map(Move::TryDeadline),
        18 => (0..=MOST).prop_map(Move::Release),
        1 => Just(Move::ReleaseTooMany),
        1 => Just(Move::Close),
        15 => (0..=MOST).prop_map(Move::NewTask),
        30 => (0_usize..8).prop_map(Move::Poll),
        8 => (0_usize..8).prop_map(Move::Drop),
    ]
}

struct Task<'a> {
    future: Pin<Box<SemaphoreAcquireRaw<'a>>>,
    bell: Arc<Bell>,
}

/// The real semaphore and its tasks.
struct Real<'a, L: Limit> {
    seats: &'a CountingSemaphore<L>,
    tasks: Vec<Option<Task<'a>>>,
}

impl<L: Limit> Real<'_, L> {
    fn new_task(&mut self, n: u32) {
        let future = Box::pin(self.seats.acquire_raw_async(n));
        self.tasks.push(Some(Task { future, bell: Arc::default() }));
    }

    /// Polls a task; whether it has permits, if it is done.
    fn poll(&mut self, number: usize) -> Option<bool> {
        let task = self.tasks[number].as_mut()?;
        let Poll::Ready(outcome) = task.bell.poll(task.future.as_mut()) else { return None };
        self.tasks[number] = None;
        Some(outcome.is_ok())
    }

    fn rings(&self) -> Vec<Option<u32>> {
        let rings = |task: &Task<'_>| task.bell.rings();
        self.tasks.iter().map(|task| task.as_ref().map(rings)).collect()
    }
}

/// What a wait says that may not wait.
fn at_once(outcome: Result<(), AcquireError>) -> Result<(), TryAcquireError> {
    outcome.map_err(|error| match error {
        AcquireError::Closed => TryAcquireError::Closed,
        _ => TryAcquireError::NoPermits,
    })
}

fn play<L: Limit>(
    real: &mut Real<'_, L>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    let seats = real.seats;
    let numbered = |number: usize, count: usize| (count > 0).then(|| number % count);
    match *step {
        Move::Try(n) => prop_assert_eq!(seats.try_acquire_raw(n), reference.try_acquire(n)),
        Move::TryTimeout(n) => {
            let outcome = seats.acquire_raw_timeout(n, Duration::ZERO);
            prop_assert_eq!(at_once(outcome), reference.try_acquire(n));
        }
        Move::TryDeadline(n) => {
            let outcome = seats.acquire_raw_deadline(n, Instant::now());
            prop_assert_eq!(at_once(outcome), reference.try_acquire(n));
        }
        Move::Release(n) => {
            prop_assert_eq!(seats.release(n).map_err(OverRelease::count), reference.release(n));
        }
        Move::ReleaseTooMany => {
            let outcome = seats.release(u32::MAX).map_err(OverRelease::count);
            prop_assert_eq!(outcome, reference.release(u32::MAX));
        }
        Move::Close => {
            seats.close();
            reference.close();
        }
        Move::NewTask(n) => {
            real.new_task(n);
            reference.new_task(n);
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
    prop_assert_eq!(seats.available(), reference.available());
    prop_assert_eq!(real.rings(), reference.rings());
    let shown = format!("{seats:?}");
    prop_assert!(shown.starts_with(&reference.shown()), "{shown} {reference:?}");
    Ok(())
}

fn play_all<L: Limit>(
    seats: &CountingSemaphore<L>,
    mut reference: Reference,
    moves: &[Move],
) -> Result<(), TestCaseError> {
    let mut real = Real { seats, tasks: Vec::new() };
    moves.iter().try_for_each(|step| play(&mut real, &mut reference, step))
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn a_semaphore_agrees_with_its_reference(
        permits in 0..=MOST,
        moves in prop::collection::vec(any_move(), 0..60),
    ) {
        let reference = Reference::new(permits, Semaphore::MAX_PERMITS);
        play_all(&Semaphore::new(permits), reference, &moves)?;
    }

    /// And so has a bounded one, which refuses more than it had.
    #[test]
    fn a_bounded_semaphore_agrees_with_its_reference(
        moves in prop::collection::vec(any_move(), 0..60),
    ) {
        play_all(&BoundedSemaphore::new(MOST), Reference::new(MOST, MOST), &moves)?;
    }
}
