//! A `ResultCell` against a sequential reference, one move at a time.
//!
//! One thread plays all parts: the producer, whoever cancels, whoever takes, callbacks, tasks in
//! every stage, watchers. So every result is decided, and the reference must agree with each.

mod reference;
mod threads;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::completion::{
    AsCompleted, Failure, Panic, Phase, Progress, ResultCell, WaitOver, as_completed,
};

use self::reference::Reference;
use crate::support::Bell;

/// One move. Tasks and watchers are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Start,
    Set(u32),
    Fail,
    Abandon,
    Cancel,
    Take,
    Callback,
    NewTask,
    Poll(usize),
    DropTask(usize),
    Watch,
    Next(usize),
    DropWatcher(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        1 => Just(Move::Start),
        1 => (0_u32..100).prop_map(Move::Set),
        1 => Just(Move::Fail),
        1 => Just(Move::Abandon),
        1 => Just(Move::Cancel),
        2 => Just(Move::Take),
        4 => Just(Move::Callback),
        4 => Just(Move::NewTask),
        8 => (0_usize..8).prop_map(Move::Poll),
        2 => (0_usize..8).prop_map(Move::DropTask),
        4 => Just(Move::Watch),
        6 => (0_usize..8).prop_map(Move::Next),
        4 => (0_usize..8).prop_map(Move::DropWatcher),
    ]
}

struct Task<'a> {
    future: Pin<Box<WaitOver<'a>>>,
    bell: Arc<Bell>,
}

type Ran = Arc<Mutex<Vec<(usize, Phase)>>>;

/// The real cell and those who wait.
struct Real<'a> {
    cell: &'a ResultCell<u32>,
    ran: Ran,
    callbacks: usize,
    tasks: Vec<Option<Task<'a>>>,
    watchers: Vec<Option<AsCompleted<&'a Progress>>>,
}

impl<'a> Real<'a> {
    fn new(cell: &'a ResultCell<u32>) -> Self {
        let (tasks, watchers) = (Vec::new(), Vec::new());
        Self { cell, ran: Ran::default(), callbacks: 0, tasks, watchers }
    }

    fn set(&self, result: Result<u32, ()>) -> bool {
        match result {
            // SAFETY: one thread, and the reference has said that nothing was set.
            Ok(value) => unsafe { self.cell.set(value) }.is_ok(),
            // SAFETY: one thread, and nothing was set.
            Err(()) => unsafe { self.cell.fail(Panic::new(Box::new("fails"))) }.is_ok(),
        }
    }

    fn take(&self) -> Option<Result<u32, ()>> {
        // SAFETY: one thread plays all parts.
        match unsafe { self.cell.take() }? {
            Ok(value) => Some(Ok(value)),
            Err(Failure::Panicked(_)) => Some(Err(())),
            Err(_) => None,
        }
    }

    fn add_callback(&mut self) {
        let (number, ran) = (self.callbacks, Arc::clone(&self.ran));
        self.callbacks += 1;
        self.cell.progress().on_over(move |end| {
            ran.lock().expect("no panic").push((number, end));
        });
    }

    fn poll(&mut self, number: usize) -> bool {
        let Some(task) = &mut self.tasks[number] else { return false };
        let is_ready = task.bell.poll(task.future.as_mut()).is_ready();
        if is_ready {
            self.tasks[number] = None;
        }
        is_ready
    }

    fn next(&mut self, number: usize) -> bool {
        let Some(watcher) = &mut self.watchers[number] else { return false };
        matches!(watcher.try_next(), Ok(Some(_)))
    }

    fn rings(&self) -> Vec<Option<u32>> {
        let rings = |task: &Task<'_>| task.bell.rings();
        self.tasks.iter().map(|task| task.as_ref().map(rings)).collect()
    }
}

/// The moves of the producer and the taker.
fn play_sides(
    real: &mut Real<'_>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    match *step {
        Move::Start => prop_assert_eq!(real.cell.progress().start(), reference.start()),
        Move::Set(value) if reference.may_set() => {
            prop_assert_eq!(real.set(Ok(value)), reference.set(Ok(value)));
        }
        Move::Fail if reference.may_set() => {
            prop_assert_eq!(real.set(Err(())), reference.set(Err(())));
        }
        Move::Abandon => {
            // SAFETY: the cell outlives the game.
            unsafe { real.cell.abandon() };
            reference.abandon();
        }
        Move::Cancel => prop_assert_eq!(real.cell.progress().cancel(), reference.cancel()),
        Move::Take => prop_assert_eq!(real.take(), reference.take()),
        _ => {}
    }
    Ok(())
}

/// The moves of those who wait.
fn play_waiters(
    real: &mut Real<'_>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    let numbered = |number: usize, count: usize| (count > 0).then(|| number % count);
    let (tasks, watchers) = (real.tasks.len(), real.watchers.len());
    match *step {
        Move::Callback => {
            real.add_callback();
            reference.add_callback();
        }
        Move::NewTask => {
            let future = Box::pin(real.cell.progress().wait_async());
            real.tasks.push(Some(Task { future, bell: Arc::default() }));
            reference.new_task();
        }
        Move::Poll(number) => {
            if let Some(number) = numbered(number, tasks) {
                prop_assert_eq!(real.poll(number), reference.poll(number));
            }
        }
        Move::DropTask(number) => {
            if let Some(number) = numbered(number, tasks) {
                real.tasks[number] = None;
                reference.drop_task(number);
            }
        }
        Move::Watch => {
            real.watchers.push(Some(as_completed([real.cell.progress()])));
            reference.watch();
        }
        Move::Next(number) => {
            if let Some(number) = numbered(number, watchers) {
                prop_assert_eq!(real.next(number), reference.next(number));
            }
        }
        Move::DropWatcher(number) => {
            if let Some(number) = numbered(number, watchers) {
                real.watchers[number] = None;
                reference.drop_watcher(number);
            }
        }
        _ => {}
    }
    Ok(())
}

fn play(real: &mut Real<'_>, reference: &mut Reference, step: &Move) -> Result<(), TestCaseError> {
    play_sides(real, reference, step)?;
    play_waiters(real, reference, step)?;
    let phase = real.cell.progress().phase();
    prop_assert_eq!(phase, reference.phase());
    let waited = real.cell.progress().wait_timeout(Duration::ZERO);
    prop_assert_eq!(waited.ok(), phase.is_over().then_some(phase));
    prop_assert_eq!(real.rings(), reference.rings());
    prop_assert_eq!(&*real.ran.lock().expect("no panic"), reference.ran());
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_cell_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let cell = ResultCell::new();
        let (mut real, mut reference) = (Real::new(&cell), Reference::new());
        for step in &moves {
            play(&mut real, &mut reference, step)?;
        }
    }
}
