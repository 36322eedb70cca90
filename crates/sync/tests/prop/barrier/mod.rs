//! `Barrier` against a sequential reference, one move at a time, and with a few real threads.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{Barrier, BarrierAsync, BarrierError};

use crate::support::{block_on, poll_once};

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    NewTask,
    Poll(usize),
    Drop(usize),
    Timeout,
    Deadline,
    Abort,
    Reset,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => Just(Move::NewTask),
        12 => (0_usize..8).prop_map(Move::Poll),
        2 => (0_usize..8).prop_map(Move::Drop),
        1 => Just(Move::Timeout),
        1 => Just(Move::Deadline),
        1 => Just(Move::Abort),
        1 => Just(Move::Reset),
    ]
}

/// What the barrier is meant to do, where nothing happens at the same time.
#[derive(Debug, Default)]
struct Reference {
    parties: u32,
    /// Tasks that wait, and the index of each.
    waiting: BTreeMap<usize, u32>,
    /// Tasks whose round is over, and whether it was complete.
    over: BTreeMap<usize, Option<u32>>,
    /// Those that were over when a reset ended another round, and how many did.
    resets_since: BTreeMap<usize, u32>,
    is_broken: bool,
    actions: u32,
}

impl Reference {
    /// One arrives: broken, the last with its index, or one that waits.
    fn arrive(&mut self, task: Option<usize>) -> Poll<Option<u32>> {
        if self.is_broken {
            return Poll::Ready(None);
        }
        let index = u32::try_from(self.waiting.len()).expect("few");
        if index + 1 == self.parties {
            self.actions += 1;
            self.end(true);
            return Poll::Ready(Some(index));
        }
        if let Some(task) = task {
            self.waiting.insert(task, index);
        }
        Poll::Pending
    }

    fn end(&mut self, is_complete: bool) {
        for (task, index) in std::mem::take(&mut self.waiting) {
            self.over.insert(task, is_complete.then_some(index));
            self.resets_since.insert(task, 0);
        }
    }

    fn poll(&mut self, task: usize) -> Poll<Option<u32>> {
        if let Some(outcome) = self.over.remove(&task) {
            let is_late = self.resets_since[&task] > 1;
            return Poll::Ready(if is_late { None } else { outcome });
        }
        if self.waiting.contains_key(&task) { Poll::Pending } else { self.arrive(Some(task)) }
    }

    fn abort(&mut self) {
        self.end(false);
        self.is_broken = true;
    }

    fn reset(&mut self) {
        if self.is_broken || !self.waiting.is_empty() {
            self.resets_since.values_mut().for_each(|resets| *resets += 1);
            let late: Vec<_> = self.waiting.keys().copied().collect();
            self.end(false);
            late.iter().for_each(|task| *self.resets_since.get_mut(task).expect("over") = 1);
        }
        self.is_broken = false;
    }

    /// One with a deadline that has come: the last, or it breaks.
    fn visit(&mut self) -> Result<u32, BarrierError> {
        match self.arrive(None) {
            Poll::Ready(Some(index)) => Ok(index),
            Poll::Ready(None) => Err(BarrierError::Broken),
            Poll::Pending => {
                self.abort();
                Err(BarrierError::TimedOut)
            }
        }
    }
}

type Tasks<'a, A> = Vec<Option<Pin<Box<BarrierAsync<'a, A>>>>>;

fn play<'a, A: Fn()>(
    barrier: &'a Barrier<A>,
    tasks: &mut Tasks<'a, A>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    match *step {
        Move::NewTask => tasks.push(Some(Box::pin(barrier.wait_async()))),
        Move::Poll(number) if !tasks.is_empty() => {
            let number = number % tasks.len();
            if let Some(task) = &mut tasks[number] {
                let real = poll_once(task.as_mut());
                if real.is_ready() {
                    tasks[number] = None;
                }
                // An index may be given twice in a round from which somebody went.
                let real = real.map(|outcome| outcome.ok().map(|wait| wait.is_leader()));
                let is_leader = |index: u32| index + 1 == barrier.parties();
                let expected = reference.poll(number).map(|outcome| outcome.map(is_leader));
                prop_assert_eq!(real, expected);
            }
        }
        Move::Drop(number) if !tasks.is_empty() => {
            let number = number % tasks.len();
            tasks[number] = None;
            reference.waiting.remove(&number);
            reference.over.remove(&number);
        }
        Move::Poll(_) | Move::Drop(_) => {}
        Move::Timeout => {
            let real = barrier.wait_timeout(Duration::ZERO).map(|wait| wait.index());
            prop_assert_eq!(real, reference.visit());
        }
        Move::Deadline => {
            let real = barrier.wait_deadline(Instant::now()).map(|wait| wait.index());
            prop_assert_eq!(real, reference.visit());
        }
        Move::Abort => {
            barrier.abort();
            reference.abort();
        }
        Move::Reset => {
            barrier.reset();
            reference.reset();
        }
    }
    prop_assert_eq!(barrier.is_broken(), reference.is_broken);
    prop_assert_eq!(barrier.n_waiting(), u32::try_from(reference.waiting.len()).expect("few"));
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_barrier_agrees_with_its_reference(
        parties in 1_u32..5,
        moves in prop::collection::vec(any_move(), 0..80),
    ) {
        let actions = AtomicU32::new(0);
        let barrier = Barrier::with_action(parties, || {
            actions.fetch_add(1, Ordering::Relaxed);
        });
        let mut reference = Reference { parties, ..Reference::default() };
        let mut tasks = Tasks::new();
        for step in &moves {
            play(&barrier, &mut tasks, &mut reference, step)?;
            prop_assert_eq!(actions.load(Ordering::Relaxed), reference.actions);
        }
    }

    /// Parties that come in any way, some with short deadlines: each round is complete for all
    /// or for none, and all end.
    #[test]
    fn a_round_is_complete_for_all_or_for_none(
        ways in prop::collection::vec((0_u8..3, 0_u64..100), 2..5),
    ) {
        let parties = u32::try_from(ways.len()).expect("few");
        let barrier = Barrier::new(parties);
        let rounds: Vec<u32> = thread::scope(|scope| {
            let visit = |&(way, us): &(u8, u64)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    let mut rounds = 0;
                    while rounds < 20 {
                        let is_ok = match way {
                            0 => barrier.wait().is_ok(),
                            1 => block_on(barrier.wait_async()).is_ok(),
                            _ => barrier.wait_timeout(Duration::from_micros(us)).is_ok(),
                        };
                        if !is_ok {
                            break;
                        }
                        rounds += 1;
                    }
                    rounds
                })
            };
            let parties: Vec<_> = ways.iter().map(visit).collect();
            parties.into_iter().map(|party| party.join().expect("no panic")).collect()
        });
        prop_assert!(rounds.iter().all(|count| *count == rounds[0]), "{:?}", rounds);
    }
}
