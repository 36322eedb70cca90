//! `Latch` against a sequential reference, and counted down by a few real threads.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::{Latch, LatchAsync};

use crate::support::{Bell, block_on};

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    CountDown(u32),
    Try,
    Timeout,
    Deadline,
    NewTask,
    Poll(usize),
    Drop(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => (0_u32..4).prop_map(Move::CountDown),
        1 => Just(Move::Try),
        1 => Just(Move::Timeout),
        1 => Just(Move::Deadline),
        3 => Just(Move::NewTask),
        6 => (0_usize..6).prop_map(Move::Poll),
        2 => (0_usize..6).prop_map(Move::Drop),
    ]
}

struct Task<'a> {
    wait: Pin<Box<LatchAsync<'a>>>,
    bell: Arc<Bell>,
    has_begun: bool,
}

impl Task<'_> {
    /// Polls the task; true when its wait is over.
    fn poll(&mut self) -> bool {
        self.has_begun = true;
        self.bell.poll(self.wait.as_mut()).is_ready()
    }
}

fn play<'a>(
    latch: &'a Latch,
    tasks: &mut Vec<Option<Task<'a>>>,
    left: &mut u32,
    step: &Move,
) -> Result<(), TestCaseError> {
    let is_done = *left == 0;
    match *step {
        Move::CountDown(n) if n > *left => {} // a misuse, and a test of its own
        Move::CountDown(n) => {
            *left -= n;
            prop_assert_eq!(latch.count_down_by(n), !is_done && *left == 0);
        }
        Move::Try => prop_assert_eq!(latch.try_wait(), is_done),
        Move::Timeout => prop_assert_eq!(latch.wait_timeout(Duration::ZERO).is_ok(), is_done),
        Move::Deadline => prop_assert_eq!(latch.wait_deadline(Instant::now()).is_ok(), is_done),
        Move::NewTask => {
            let wait = Box::pin(latch.wait_async());
            tasks.push(Some(Task { wait, bell: Arc::default(), has_begun: false }));
        }
        Move::Poll(number) if !tasks.is_empty() => {
            let number = number % tasks.len();
            if let Some(task) = &mut tasks[number] {
                prop_assert_eq!(task.poll(), is_done);
                if is_done {
                    tasks[number] = None;
                }
            }
        }
        Move::Drop(number) if !tasks.is_empty() => {
            let number = number % tasks.len();
            tasks[number] = None;
        }
        Move::Poll(_) | Move::Drop(_) => {}
    }
    prop_assert_eq!(latch.count(), *left);
    prop_assert_eq!(latch.is_done(), *left == 0);
    for task in tasks.iter().flatten() {
        let is_woken = *left == 0 && (task.has_begun || task.bell.rings() > 0);
        prop_assert_eq!(task.bell.rings(), u32::from(is_woken && task.has_begun));
    }
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results of a plain number.
    #[test]
    fn the_latch_agrees_with_a_number(
        count in 0_u32..12,
        moves in prop::collection::vec(any_move(), 0..60),
    ) {
        let latch = Latch::new(count);
        let (mut tasks, mut left) = (Vec::new(), count);
        for step in &moves {
            play(&latch, &mut tasks, &mut left, step)?;
        }
    }

    /// However the parts are shared out, one thread is told that it was the last, and whoever
    /// waits, in whatever way, sees all of them done.
    #[test]
    fn the_parts_are_shared_out(shares in prop::collection::vec((1_u32..5, 0_u8..4), 1..5)) {
        let latch = Latch::new(shares.iter().map(|(parts, _)| parts).sum());
        let (done, last) = (AtomicU32::new(0), AtomicU32::new(0));
        let all = latch.count();
        thread::scope(|scope| {
            for (parts, way) in &shares {
                let (latch, done, last) = (&latch, &done, &last);
                scope.spawn(move || {
                    for _ in 0..*parts {
                        done.fetch_add(1, Ordering::Relaxed);
                        last.fetch_add(u32::from(latch.count_down()), Ordering::Relaxed);
                    }
                    match way {
                        0 => latch.wait(),
                        1 => block_on(latch.wait_async()),
                        2 => while latch.wait_timeout(Duration::from_micros(20)).is_err() {},
                        _ => return,
                    }
                    assert_eq!(done.load(Ordering::Relaxed), all);
                });
            }
        });
        prop_assert_eq!(last.load(Ordering::Relaxed), 1);
    }
}
