//! `Event` against a sequential reference, one move at a time: one thread plays all parts.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{Event, EventAsync};

use crate::support::Bell;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Set,
    Clear,
    Try,
    Timeout,
    Deadline,
    NewTask,
    Poll(usize),
    Drop(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => Just(Move::Set),
        3 => Just(Move::Clear),
        1 => Just(Move::Try),
        1 => Just(Move::Timeout),
        1 => Just(Move::Deadline),
        3 => Just(Move::NewTask),
        8 => (0_usize..8).prop_map(Move::Poll),
        2 => (0_usize..8).prop_map(Move::Drop),
    ]
}

/// How far a task has come. What it holds is the number of sets when its wait began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Fresh,
    Queued(u32),
    /// Taken out of the queue by a wake, not polled since.
    Chosen(u32),
    Gone,
}

/// What the event is meant to do, where nothing happens at the same time.
#[derive(Debug, Default)]
struct Reference {
    is_set: bool,
    sleepers: bool,
    sets: u32,
    tasks: Vec<(Stage, u32)>,
    queue: VecDeque<usize>,
}

impl Reference {
    fn set(&mut self) {
        if !self.is_set {
            self.sets += 1;
            self.is_set = true;
            self.sleepers = false;
            while self.choose() {}
        }
    }

    fn poll(&mut self, number: usize) -> bool {
        let since = match self.tasks[number].0 {
            Stage::Fresh => self.sets,
            Stage::Chosen(since) => since,
            Stage::Queued(_) | Stage::Gone => return false,
        };
        let is_over = self.is_set || self.sets != since;
        if is_over {
            self.tasks[number].0 = Stage::Gone;
        } else {
            self.sleepers = true;
            self.tasks[number].0 = Stage::Queued(since);
            self.queue.push_back(number);
        }
        is_over
    }

    fn drop_task(&mut self, number: usize) {
        let stage = std::mem::replace(&mut self.tasks[number].0, Stage::Gone);
        self.queue.retain(|queued| *queued != number);
        if matches!(stage, Stage::Chosen(_)) {
            self.choose();
        }
    }

    /// Wakes the first in the queue.
    fn choose(&mut self) -> bool {
        let Some(first) = self.queue.pop_front() else { return false };
        let (stage, rings) = &mut self.tasks[first];
        if let Stage::Queued(since) = *stage {
            *stage = Stage::Chosen(since);
        }
        *rings += 1;
        true
    }

    fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|(stage, rings)| (*stage != Stage::Gone).then_some(*rings)).collect()
    }

    fn shown(&self) -> String {
        format!("Event {{ set: {}, sleepers: {} }}", self.is_set, self.sleepers)
    }
}

struct Task<'a> {
    wait: Pin<Box<EventAsync<'a>>>,
    bell: Arc<Bell>,
}

type Tasks<'a> = Vec<Option<Task<'a>>>;

fn poll(tasks: &mut Tasks<'_>, number: usize) -> bool {
    let Some(task) = &mut tasks[number] else { return false };
    let is_ready = task.bell.poll(task.wait.as_mut()).is_ready();
    if is_ready {
        tasks[number] = None;
    }
    is_ready
}

fn play<'a>(
    event: &'a Event,
    tasks: &mut Tasks<'a>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    let is_set = reference.is_set;
    match *step {
        Move::Set => {
            event.set();
            reference.set();
        }
        Move::Clear => prop_assert_eq!(event.clear(), std::mem::take(&mut reference.is_set)),
        Move::Try => prop_assert_eq!(event.try_wait(), is_set),
        Move::Timeout => prop_assert_eq!(event.wait_timeout(Duration::ZERO).is_ok(), is_set),
        Move::Deadline => prop_assert_eq!(event.wait_deadline(Instant::now()).is_ok(), is_set),
        Move::NewTask => {
            tasks.push(Some(Task { wait: Box::pin(event.wait_async()), bell: Arc::default() }));
            reference.tasks.push((Stage::Fresh, 0));
        }
        Move::Poll(number) if !tasks.is_empty() => {
            let number = number % tasks.len();
            prop_assert_eq!(poll(tasks, number), reference.poll(number));
        }
        Move::Drop(number) if !tasks.is_empty() => {
            let number = number % tasks.len();
            tasks[number] = None;
            reference.drop_task(number);
        }
        Move::Poll(_) | Move::Drop(_) => {}
    }
    let rings = |task: &Task<'_>| task.bell.rings();
    let rings: Vec<_> = tasks.iter().map(|task| task.as_ref().map(rings)).collect();
    prop_assert_eq!(rings, reference.rings());
    prop_assert_eq!(event.is_set(), reference.is_set);
    prop_assert_eq!(format!("{event:?}"), reference.shown());
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_event_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let event = Event::new();
        let (mut tasks, mut reference) = (Tasks::new(), Reference::default());
        for step in &moves {
            play(&event, &mut tasks, &mut reference, step)?;
        }
    }
}
