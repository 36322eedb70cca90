//! A queue that knows what is not finished, against a count of its own, one move at a time.

use std::pin::Pin;
use std::task::Poll;

use proptest::prelude::*;
use threadbare_queue::{Fifo, Join, Joinable, Lifo, LockedFifo, Priority, PutCounted, Task};

use crate::support::poll_once;

/// One move. Futures and tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    TryPut,
    NewPut,
    PollPut(usize),
    DropPut(usize),
    Get,
    GetTask,
    DropTask(usize),
    ForgetTask(usize),
    TaskDone,
    NewJoin,
    PollJoin(usize),
    Shutdown,
    ShutdownNow,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        10 => Just(Move::TryPut),
        6 => Just(Move::NewPut),
        8 => (0_usize..4).prop_map(Move::PollPut),
        3 => (0_usize..4).prop_map(Move::DropPut),
        6 => Just(Move::Get),
        8 => Just(Move::GetTask),
        8 => (0_usize..4).prop_map(Move::DropTask),
        2 => (0_usize..4).prop_map(Move::ForgetTask),
        6 => Just(Move::TaskDone),
        4 => Just(Move::NewJoin),
        6 => (0_usize..4).prop_map(Move::PollJoin),
        1 => Just(Move::Shutdown),
        1 => Just(Move::ShutdownNow),
    ]
}

macro_rules! against_a_count {
    ($claim:ident, $queue:expr, $item:expr) => {
        proptest! {
            #[test]
            fn $claim(capacity in 1_usize..4, moves in prop::collection::vec(any_move(), 0..80)) {
                let jobs = Joinable::new(($queue)(capacity));
                // Each with whether it was polled, so that it is counted.
                let mut puts: Vec<(Pin<Box<PutCounted<'_, _>>>, bool)> = vec![];
                let mut tasks: Vec<Task<'_, _>> = vec![];
                // Each with whether it is over, if it was polled.
                let mut joins: Vec<(Pin<Box<Join<'_>>>, Option<bool>)> = vec![];
                // Not finished; put, as far as was told; and got.
                let (mut count, mut entered, mut got) = (0_usize, 0_usize, 0_usize);
                for step in moves {
                    match step {
                        Move::TryPut => {
                            let is_put = jobs.try_put($item).is_ok();
                            count += usize::from(is_put);
                            entered += usize::from(is_put);
                        }
                        Move::NewPut => puts.push((Box::pin(jobs.put_async($item)), false)),
                        Move::PollPut(number) if !puts.is_empty() => {
                            let index = number % puts.len();
                            let (put, is_counted) = &mut puts[index];
                            count += usize::from(!*is_counted);
                            *is_counted = true;
                            if let Poll::Ready(answer) = poll_once(put.as_mut()) {
                                entered += usize::from(answer.is_ok());
                                count = count.saturating_sub(usize::from(answer.is_err()));
                                drop(puts.remove(index));
                            }
                        }
                        Move::DropPut(number) if !puts.is_empty() => {
                            let (mut put, is_counted) = puts.remove(number % puts.len());
                            let is_put = put.as_mut().cancel().is_none();
                            entered += usize::from(is_put);
                            count = count.saturating_sub(usize::from(is_counted && !is_put));
                        }
                        Move::Get => got += usize::from(jobs.try_get().is_ok()),
                        Move::GetTask => tasks.extend(jobs.try_get_task().inspect(|_| got += 1)),
                        Move::DropTask(number) if !tasks.is_empty() => {
                            drop(tasks.swap_remove(number % tasks.len()));
                            count = count.saturating_sub(1);
                        }
                        Move::ForgetTask(number) if !tasks.is_empty() => {
                            tasks.swap_remove(number % tasks.len()).forget();
                        }
                        Move::TaskDone => {
                            prop_assert_eq!(jobs.task_done().is_ok(), count > 0);
                            count = count.saturating_sub(1);
                        }
                        Move::NewJoin => joins.push((Box::pin(jobs.join_async()), None)),
                        Move::PollJoin(number) if !joins.is_empty() => {
                            let index = number % joins.len();
                            let (join, is_over) = &mut joins[index];
                            let expected = *is_over.get_or_insert(count == 0);
                            prop_assert_eq!(poll_once(join.as_mut()).is_ready(), expected);
                            if expected {
                                drop(joins.swap_remove(index));
                            }
                        }
                        Move::Shutdown => drop(jobs.shutdown()),
                        Move::ShutdownNow => {
                            let left = jobs.shutdown_now().len();
                            got += left;
                            count = count.saturating_sub(left);
                        }
                        _ => {}
                    }
                    prop_assert_eq!(jobs.unfinished(), count);
                    prop_assert_eq!(jobs.try_join(), count == 0);
                    for join in joins.iter_mut().filter(|_| count == 0) {
                        join.1 = join.1.map(|_| true);
                    }
                }
                // What was told of the puts is what came in.
                for (mut put, is_counted) in puts {
                    let is_put = put.as_mut().cancel().is_none();
                    entered += usize::from(is_put);
                    count = count.saturating_sub(usize::from(is_counted && !is_put));
                }
                prop_assert_eq!((jobs.len() + got, jobs.unfinished()), (entered, count));
            }
        }
    };
}

against_a_count!(a_ring_counts_what_was_put_and_not_finished, Fifo::bounded, 1);
against_a_count!(a_line_counts_what_was_put_and_not_finished, LockedFifo::bounded, 1);
against_a_count!(a_stack_counts_what_was_put_and_not_finished, Lifo::bounded, 1);
against_a_count!(a_heap_counts_what_was_put_and_not_finished, Priority::bounded, (1, 1));
against_a_count!(a_rendezvous_counts_what_was_put_and_not_finished, |_| Fifo::rendezvous(), 1);
against_a_count!(an_endless_one_counts_what_was_put_and_not_finished, |_| Fifo::unbounded(), 1);
