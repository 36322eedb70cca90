//! `AutoResetEvent` against a sequential reference, one move at a time, and with real threads.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{AutoResetEvent, AutoResetEventAsync};

use crate::support::{Bell, block_on};

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Set,
    Try,
    Timeout,
    Deadline,
    NewTask,
    Poll(usize),
    Drop(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        5 => Just(Move::Set),
        1 => Just(Move::Try),
        1 => Just(Move::Timeout),
        1 => Just(Move::Deadline),
        3 => Just(Move::NewTask),
        8 => (0_usize..8).prop_map(Move::Poll),
        2 => (0_usize..8).prop_map(Move::Drop),
    ]
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Fresh,
    Queued,
    /// Taken out of the queue by a wake, not polled since.
    Chosen,
    Gone,
}

/// What the event is meant to do, where nothing happens at the same time.
#[derive(Debug, Default)]
struct Reference {
    signals: usize,
    tasks: Vec<(Stage, u32)>,
    queue: VecDeque<usize>,
}

impl Reference {
    fn waiting(&self) -> usize {
        let waits = |task: &&(Stage, u32)| matches!(task.0, Stage::Queued | Stage::Chosen);
        self.tasks.iter().filter(waits).count()
    }

    fn set(&mut self) {
        if self.signals <= self.waiting() {
            self.signals += 1;
            self.choose();
        }
    }

    fn take(&mut self) -> bool {
        let has_signal = self.signals > 0;
        self.signals -= usize::from(has_signal);
        has_signal
    }

    fn poll(&mut self, number: usize) -> bool {
        if matches!(self.tasks[number].0, Stage::Queued | Stage::Gone) {
            return false;
        }
        let is_over = self.take();
        self.tasks[number].0 = if is_over { Stage::Gone } else { Stage::Queued };
        if !is_over {
            self.queue.push_back(number);
        }
        is_over
    }

    fn drop_task(&mut self, number: usize) {
        let stage = std::mem::replace(&mut self.tasks[number].0, Stage::Gone);
        self.queue.retain(|queued| *queued != number);
        if stage == Stage::Chosen {
            self.choose();
        }
        self.signals = self.signals.min(self.waiting() + 1);
    }

    fn choose(&mut self) {
        if let Some(first) = self.queue.pop_front() {
            self.tasks[first].0 = Stage::Chosen;
            self.tasks[first].1 += 1;
        }
    }

    fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|(stage, rings)| (*stage != Stage::Gone).then_some(*rings)).collect()
    }
}

struct Task<'a> {
    wait: Pin<Box<AutoResetEventAsync<'a>>>,
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
    event: &'a AutoResetEvent,
    tasks: &mut Tasks<'a>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    match *step {
        Move::Set => {
            event.set();
            reference.set();
        }
        Move::Try => prop_assert_eq!(event.try_wait(), reference.take()),
        Move::Timeout => {
            prop_assert_eq!(event.wait_timeout(Duration::ZERO).is_ok(), reference.take());
        }
        Move::Deadline => {
            prop_assert_eq!(event.wait_deadline(Instant::now()).is_ok(), reference.take());
        }
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
    let (signals, waiters) = (reference.signals, reference.waiting());
    let shown = format!("AutoResetEvent {{ signals: {signals}, waiters: {waiters} }}");
    prop_assert_eq!(format!("{event:?}"), shown);
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_event_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let event = AutoResetEvent::new();
        let (mut tasks, mut reference) = (Tasks::new(), Reference::default());
        for step in &moves {
            play(&event, &mut tasks, &mut reference, step)?;
        }
    }

    /// Threads wait in any way; a signal is given for each that was taken: all end, and no signal
    /// was taken twice.
    #[test]
    fn each_signal_is_taken_once(
        programs in prop::collection::vec(prop::collection::vec(0_u8..4, 1..15), 1..4),
    ) {
        let event = AutoResetEvent::new();
        let (set, taken) = (AtomicU32::new(0), AtomicU32::new(0));
        let all: usize = programs.iter().map(Vec::len).sum();
        let all = u32::try_from(all).expect("few");
        thread::scope(|scope| {
            for ways in &programs {
                let (event, taken) = (&event, &taken);
                scope.spawn(move || {
                    for way in ways {
                        match way {
                            0 => event.wait(),
                            1 => block_on(event.wait_async()),
                            2 => while event.wait_timeout(Duration::from_micros(20)).is_err() {},
                            _ => while !event.try_wait() { thread::yield_now() },
                        }
                        taken.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            while taken.load(Ordering::SeqCst) < all {
                if !event.is_set() {
                    set.fetch_add(1, Ordering::SeqCst);
                    event.set();
                }
                thread::yield_now();
            }
        });
        let left = u32::from(event.try_wait());
        prop_assert_eq!(set.into_inner(), taken.into_inner() + left);
    }
}
