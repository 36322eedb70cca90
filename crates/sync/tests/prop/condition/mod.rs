//! `Condition` against a sequential reference, one move at a time.
//!
//! One thread plays all parts: it holds the lock and lets it go, is a task in every stage, waits
//! with a time that is over, and notifies. Who was notified is decided by the order of arrival, and
//! the reference must agree.

mod reference;
mod threads;

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{Condition, ConditionWait, Lock, LockGuard};

use self::reference::{Reference, Stage};
use crate::support::Bell;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Hold,
    LetGo,
    NewTask,
    Poll(usize),
    Drop(usize),
    Notify(usize),
    NotifyAll,
    TimedOut,
    LookOnly,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        2 => Just(Move::Hold),
        3 => Just(Move::LetGo),
        8 => Just(Move::NewTask),
        8 => (0_usize..40).prop_map(Move::Poll),
        3 => (0_usize..40).prop_map(Move::Drop),
        4 => (0_usize..25).prop_map(Move::Notify),
        1 => Just(Move::NotifyAll),
        1 => Just(Move::TimedOut),
        1 => Just(Move::LookOnly),
    ]
}

struct Task<'a> {
    future: Pin<Box<ConditionWait<'a, LockGuard<'a, u32>>>>,
    bell: Arc<Bell>,
}

/// The real condition, its lock, who holds that, and the tasks.
struct Real<'a> {
    lock: &'a Lock<u32>,
    changed: &'a Condition,
    held: Option<LockGuard<'a, u32>>,
    tasks: Vec<Option<Task<'a>>>,
}

impl Real<'_> {
    /// A task joins by its first poll; before that it would hold the lock.
    fn new_task(&mut self) -> bool {
        let mut future = Box::pin(self.changed.wait_async(self.lock.lock()));
        let bell = Arc::<Bell>::default();
        let is_pending = bell.poll(future.as_mut()).is_pending();
        self.tasks.push(Some(Task { future, bell }));
        is_pending
    }

    /// True when the task has its guard back, which it lets go.
    fn poll(&mut self, number: usize) -> bool {
        let Some(task) = &mut self.tasks[number] else { return false };
        let is_ready = task.bell.poll(task.future.as_mut()).is_ready();
        if is_ready {
            self.tasks[number] = None;
        }
        is_ready
    }

    /// A wait whose time is over, with the lock that is held already or for the occasion.
    fn time_out(&mut self) -> bool {
        let mut own = None;
        let guard = match &mut self.held {
            Some(guard) => guard,
            None => own.insert(self.lock.lock()),
        };
        let timed_out = self.changed.wait_timeout(guard, Duration::ZERO).is_err();
        timed_out && self.changed.wait_deadline(guard, Instant::now()).is_err()
    }

    /// A wait for what is so already.
    fn look_only(&mut self) -> bool {
        let mut own = None;
        let guard = match &mut self.held {
            Some(guard) => guard,
            None => own.insert(self.lock.lock()),
        };
        self.changed.wait_for_timeout(guard, |value| *value == 0, Duration::ZERO).is_ok()
    }
}

fn play(real: &mut Real<'_>, reference: &mut Reference, step: &Move) -> Result<(), TestCaseError> {
    let numbered = |number: usize, count: usize| (count > 0).then(|| number % count);
    match *step {
        Move::Hold if real.held.is_none() => real.held = real.lock.try_lock(),
        Move::LetGo => real.held = None,
        Move::NewTask if real.held.is_none() => {
            prop_assert!(real.new_task());
            reference.new_task();
        }
        Move::Hold | Move::NewTask => {}
        Move::Poll(number) => {
            if let Some(number) = numbered(number, real.tasks.len()) {
                let seen = real.poll(number);
                prop_assert_eq!(seen, reference.poll(number, seen));
            }
        }
        Move::Drop(number) => {
            if let Some(number) = numbered(number, real.tasks.len()) {
                real.tasks[number] = None;
                reference.drop_task(number);
            }
        }
        Move::Notify(n) => prop_assert_eq!(real.changed.notify(n), reference.notify(n)),
        Move::NotifyAll => {
            prop_assert_eq!(real.changed.notify_all(), reference.notify(usize::MAX));
        }
        Move::TimedOut => prop_assert!(real.time_out()),
        Move::LookOnly => prop_assert!(real.look_only()),
    }
    reference.hold(real.held.is_some());
    prop_assert_eq!(real.lock.is_locked(), reference.is_held());
    prop_assert_eq!(format!("{:?}", real.changed), reference.shown());
    for (task, stage) in real.tasks.iter().zip(reference.stages()) {
        // One that waits for the lock is woken by its releases, too.
        let was_woken = task.as_ref().map(|task| task.bell.rings() > 0);
        prop_assert_eq!(was_woken, (*stage != Stage::Gone).then_some(*stage != Stage::Queued));
    }
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_condition_agrees_with_its_reference(
        moves in prop::collection::vec(any_move(), 0..150),
    ) {
        let (lock, changed) = (Lock::new(0), Condition::new());
        let mut real = Real { lock: &lock, changed: &changed, held: None, tasks: Vec::new() };
        let mut reference = Reference::default();
        for step in &moves {
            play(&mut real, &mut reference, step)?;
        }
    }
}
