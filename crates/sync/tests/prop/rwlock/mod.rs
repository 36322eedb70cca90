//! `RawRwLock` against a sequential reference, one move at a time.
//!
//! One thread plays all parts: holders, tries, tasks in every stage. So every result is decided,
//! and the reference must agree with each: who gets in, who is woken, and what the word says.

mod reference;
mod threads;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::RawRwLock;

use self::reference::{Reference, Slot, Want};
use crate::support::Bell;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Try(Want),
    TryTimeout(Want),
    TryDeadline(Want),
    ReleaseRead,
    ReleaseSlot,
    Downgrade,
    DowngradeToUpgradable,
    TryUpgrade,
    NewTask(Want),
    Poll(usize),
    Drop(usize),
}

fn any_want() -> impl Strategy<Value = Want> {
    prop_oneof![Just(Want::Read), Just(Want::Write), Just(Want::Upgradable)]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        2 => any_want().prop_map(Move::Try),
        1 => any_want().prop_map(Move::TryTimeout),
        1 => any_want().prop_map(Move::TryDeadline),
        4 => Just(Move::ReleaseRead),
        4 => Just(Move::ReleaseSlot),
        1 => Just(Move::Downgrade),
        1 => Just(Move::DowngradeToUpgradable),
        2 => Just(Move::TryUpgrade),
        5 => any_want().prop_map(Move::NewTask),
        9 => (0_usize..8).prop_map(Move::Poll),
        3 => (0_usize..8).prop_map(Move::Drop),
    ]
}

struct Task<'a> {
    future: Pin<Box<dyn Future<Output = ()> + 'a>>,
    bell: Arc<Bell>,
}

/// The real lock and its tasks.
struct Real<'a> {
    lock: &'a RawRwLock,
    tasks: Vec<Option<Task<'a>>>,
}

impl Real<'_> {
    fn new_task(&mut self, want: Want) {
        let future: Pin<Box<dyn Future<Output = ()>>> = match want {
            Want::Read => Box::pin(self.lock.acquire_read_async()),
            Want::Write => Box::pin(self.lock.acquire_write_async()),
            Want::Upgradable => Box::pin(self.lock.acquire_upgradable_async()),
        };
        self.tasks.push(Some(Task { future, bell: Arc::default() }));
    }

    /// Polls a task; true when it is inside. It is done then.
    fn poll(&mut self, number: usize) -> bool {
        let Some(task) = &mut self.tasks[number] else { return false };
        let is_ready = task.bell.poll(Pin::new(&mut task.future)).is_ready();
        if is_ready {
            self.tasks[number] = None;
        }
        is_ready
    }

    fn try_acquire(&self, step: &Move) -> bool {
        let lock = self.lock;
        let past = Instant::now();
        match step {
            Move::Try(Want::Read) => lock.try_acquire_read(),
            Move::Try(Want::Write) => lock.try_acquire_write(),
            Move::Try(Want::Upgradable) => lock.try_acquire_upgradable(),
            Move::TryTimeout(Want::Read) => lock.acquire_read_timeout(Duration::ZERO).is_ok(),
            Move::TryTimeout(Want::Write) => lock.acquire_write_timeout(Duration::ZERO).is_ok(),
            Move::TryTimeout(Want::Upgradable) => {
                lock.acquire_upgradable_timeout(Duration::ZERO).is_ok()
            }
            Move::TryDeadline(Want::Read) => lock.acquire_read_deadline(past).is_ok(),
            Move::TryDeadline(Want::Write) => lock.acquire_write_deadline(past).is_ok(),
            Move::TryDeadline(Want::Upgradable) => lock.acquire_upgradable_deadline(past).is_ok(),
            _ => false,
        }
    }

    fn rings(&self) -> Vec<Option<u32>> {
        let rings = |task: &Task<'_>| task.bell.rings();
        self.tasks.iter().map(|task| task.as_ref().map(rings)).collect()
    }
}

/// A move of the holders; one that nobody can make is left out.
fn hold(lock: &RawRwLock, reference: &mut Reference, step: &Move) -> Result<(), TestCaseError> {
    // SAFETY, for all of these: the reference says who holds what, and agrees with the lock.
    match (step, reference.slot) {
        (Move::ReleaseRead, _) if reference.readers > 0 => {
            reference.release_read();
            // SAFETY: a read is held, says the reference.
            unsafe { lock.release_read() };
        }
        (Move::ReleaseSlot, Slot::Writer) => {
            reference.release_write();
            // SAFETY: the write is held, says the reference.
            unsafe { lock.release_write() };
        }
        (Move::ReleaseSlot, Slot::Upgradable) => {
            reference.release_upgradable();
            // SAFETY: the upgradable read is held, says the reference.
            unsafe { lock.release_upgradable() };
        }
        (Move::Downgrade, Slot::Writer) => {
            reference.downgrade();
            // SAFETY: the write is held, says the reference.
            unsafe { lock.downgrade() };
        }
        (Move::Downgrade, Slot::Upgradable) => {
            reference.downgrade_upgradable();
            // SAFETY: the upgradable read is held, says the reference.
            unsafe { lock.downgrade_upgradable() };
        }
        (Move::DowngradeToUpgradable, Slot::Writer) => {
            reference.downgrade_to_upgradable();
            // SAFETY: the write is held, says the reference.
            unsafe { lock.downgrade_to_upgradable() };
        }
        (Move::TryUpgrade, Slot::Upgradable) => {
            // SAFETY: the upgradable read is held, says the reference.
            prop_assert_eq!(unsafe { lock.try_upgrade() }, reference.try_upgrade());
        }
        _ => {}
    }
    Ok(())
}

fn play(real: &mut Real<'_>, reference: &mut Reference, step: &Move) -> Result<(), TestCaseError> {
    let numbered = |number: usize, count: usize| (count > 0).then(|| number % count);
    match *step {
        Move::Try(want) | Move::TryTimeout(want) | Move::TryDeadline(want) => {
            prop_assert_eq!(real.try_acquire(step), reference.try_acquire(want));
        }
        Move::NewTask(want) => {
            real.new_task(want);
            reference.new_task(want);
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
        _ => hold(real.lock, reference, step)?,
    }
    prop_assert_eq!(real.rings(), reference.rings());
    prop_assert_eq!(format!("{:?}", real.lock), reference.shown());
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_lock_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..80)) {
        let lock = RawRwLock::new();
        let mut real = Real { lock: &lock, tasks: Vec::new() };
        let mut reference = Reference::default();
        for step in &moves {
            play(&mut real, &mut reference, step)?;
        }
    }
}
