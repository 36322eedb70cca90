//! `WaitGroup` against a plain number.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::{WaitGroup, WaitGroupAsync};

use crate::support::Bell;

/// One move. Handles and tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Clone(usize),
    Drop(usize),
    Try(usize),
    Timeout(usize),
    WaitAsTask(usize),
    Poll(usize),
    DropTask(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    let number = 0_usize..8;
    prop_oneof![
        3 => number.clone().prop_map(Move::Clone),
        3 => number.clone().prop_map(Move::Drop),
        1 => number.clone().prop_map(Move::Try),
        1 => number.clone().prop_map(Move::Timeout),
        2 => number.clone().prop_map(Move::WaitAsTask),
        4 => number.clone().prop_map(Move::Poll),
        1 => number.prop_map(Move::DropTask),
    ]
}

struct Task {
    wait: Pin<Box<WaitGroupAsync>>,
    bell: Arc<Bell>,
    has_begun: bool,
}

/// The handles that live, and those who wait.
struct Play {
    handles: Vec<WaitGroup>,
    tasks: Vec<Task>,
}

impl Play {
    fn step(&mut self, step: &Move) -> Result<(), TestCaseError> {
        let (handles, tasks) = (self.handles.len(), self.tasks.len());
        match *step {
            Move::Clone(number) if handles > 0 => {
                self.handles.push(self.handles[number % handles].clone());
            }
            Move::Drop(number) if handles > 0 => drop(self.handles.remove(number % handles)),
            Move::Try(number) if handles > 0 => {
                let outcome = self.handles.remove(number % handles).try_wait();
                prop_assert_eq!(outcome.is_ok(), handles == 1);
                self.handles.extend(outcome.err().map(|unfinished| unfinished.into_group()));
            }
            Move::Timeout(number) if handles > 0 => {
                let handle = self.handles.remove(number % handles);
                let outcome = handle.wait_timeout(Duration::from_nanos(1));
                prop_assert_eq!(outcome.is_ok(), handles == 1);
                self.handles.extend(outcome.err().map(|unfinished| unfinished.into_group()));
            }
            Move::WaitAsTask(number) if handles > 0 => {
                let wait = Box::pin(self.handles.remove(number % handles).wait_async());
                self.tasks.push(Task { wait, bell: Arc::default(), has_begun: false });
            }
            Move::Poll(number) if tasks > 0 => {
                let task = &mut self.tasks[number % tasks];
                task.has_begun = true;
                let is_ready = task.bell.poll(task.wait.as_mut()).is_ready();
                prop_assert_eq!(is_ready, handles == 0);
                if is_ready {
                    drop(self.tasks.remove(number % tasks));
                }
            }
            Move::DropTask(number) if tasks > 0 => drop(self.tasks.remove(number % tasks)),
            _ => {}
        }
        let left = self.handles.len();
        for handle in &self.handles {
            prop_assert_eq!(format!("{handle:?}"), format!("WaitGroup {{ handles: {left} }}"));
        }
        for task in &self.tasks {
            // A handle that comes back from a timeout goes through zero only if it is the last.
            prop_assert!(left > 0 || task.bell.rings() == u32::from(task.has_begun));
            prop_assert!(left == 0 || task.bell.rings() == 0);
        }
        Ok(())
    }
}

proptest! {
    /// Every sequence of moves has the results of a plain number.
    #[test]
    fn the_group_agrees_with_a_number(moves in prop::collection::vec(any_move(), 0..60)) {
        let mut play = Play { handles: vec![WaitGroup::new()], tasks: Vec::new() };
        for step in &moves {
            play.step(step)?;
        }
    }
}
