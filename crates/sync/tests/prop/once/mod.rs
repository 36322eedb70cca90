//! `OnceLock`, and with it `Once`, against a sequential reference, one move at a time.
//!
//! One thread plays all parts: those who fill the cell, who fail, who look, and tasks in every
//! stage. So every result is decided, and the reference must agree with each.

mod reference;
mod threads;

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::OnceLock;

use self::reference::{Kind, Reference};
use crate::support::Bell;

/// What a task comes to: the value that is there, or its own failure.
type Outcome = Result<u32, ()>;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
enum Move {
    Get,
    Set(u32),
    Init(u32),
    Deadline(u32),
    Fail,
    Panic,
    Look,
    NewTask(Kind),
    Poll(usize),
    Drop(usize),
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Wait),
        (0_u32..3, any::<Option<u32>>()).prop_map(|(polls, value)| Kind::Init { polls, value }),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        1 => Just(Move::Get),
        1 => any::<u32>().prop_map(Move::Set),
        1 => any::<u32>().prop_map(Move::Init),
        1 => any::<u32>().prop_map(Move::Deadline),
        3 => Just(Move::Fail),
        2 => Just(Move::Panic),
        1 => Just(Move::Look),
        6 => any_kind().prop_map(Move::NewTask),
        12 => (0_usize..8).prop_map(Move::Poll),
        3 => (0_usize..8).prop_map(Move::Drop),
    ]
}

struct Task<'a> {
    future: Pin<Box<dyn Future<Output = Outcome> + 'a>>,
    bell: Arc<Bell>,
}

/// Pending so often, without a wake; then the outcome.
async fn make(mut polls: u32, value: Option<u32>) -> Outcome {
    poll_fn(move |_| match polls {
        0 => Poll::Ready(value.ok_or(())),
        _ => {
            polls -= 1;
            Poll::Pending
        }
    })
    .await
}

/// The real cell and its tasks.
struct Real<'a> {
    cell: &'a OnceLock<u32>,
    tasks: Vec<Option<Task<'a>>>,
}

impl Real<'_> {
    fn new_task(&mut self, kind: Kind) {
        let cell = self.cell;
        let future: Pin<Box<dyn Future<Output = Outcome>>> =
            match kind {
                Kind::Wait => Box::pin(async { Ok(*cell.wait_async().await) }),
                Kind::Init { polls, value } => Box::pin(async move {
                    cell.get_or_try_init_async(|| make(polls, value)).await.copied()
                }),
            };
        self.tasks.push(Some(Task { future, bell: Arc::default() }));
    }

    /// Polls a task; what it came to, if it did. It is done then.
    fn poll(&mut self, number: usize) -> Option<Outcome> {
        let task = self.tasks[number].as_mut()?;
        let Poll::Ready(outcome) = task.bell.poll(Pin::new(&mut task.future)) else { return None };
        self.tasks[number] = None;
        Some(outcome)
    }

    fn rings(&self) -> Vec<Option<u32>> {
        let rings = |task: &Task<'_>| task.bell.rings();
        self.tasks.iter().map(|task| task.as_ref().map(rings)).collect()
    }
}

fn fail(cell: &OnceLock<u32>) -> Outcome {
    cell.get_or_try_init(|| Err(())).copied()
}

fn panic(cell: &OnceLock<u32>) -> Outcome {
    let caught =
        catch_unwind(AssertUnwindSafe(|| *cell.get_or_init(|| resume_unwind(Box::new(())))));
    caught.map_err(drop)
}

fn play(real: &mut Real<'_>, reference: &mut Reference, step: &Move) -> Result<(), TestCaseError> {
    let cell = real.cell;
    let numbered = |number: usize, count: usize| (count > 0).then(|| number % count);
    match *step {
        Move::Get => prop_assert_eq!(cell.get().copied(), reference.get()),
        // These three would wait for a task that nobody polls meanwhile.
        Move::Set(_) | Move::Fail | Move::Panic if reference.is_running() => {}
        Move::Set(value) => prop_assert_eq!(cell.set(value).is_ok(), reference.set(value)),
        Move::Fail => prop_assert_eq!(fail(cell), reference.fail()),
        Move::Panic => prop_assert_eq!(panic(cell), reference.fail()),
        Move::Init(value) => {
            let made = cell.get_or_init_timeout(Duration::ZERO, || value);
            prop_assert_eq!(made.ok().copied(), reference.init(value));
        }
        Move::Deadline(value) => {
            let made = cell.get_or_init_deadline(Instant::now(), || value);
            prop_assert_eq!(made.ok().copied(), reference.init(value));
        }
        Move::Look => {
            let looked = cell.wait_timeout(Duration::ZERO);
            prop_assert_eq!(looked.ok().copied(), reference.get());
        }
        Move::NewTask(kind) => {
            real.new_task(kind);
            reference.new_task(kind);
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
    prop_assert_eq!(cell.state(), reference.state());
    prop_assert_eq!(real.rings(), reference.rings());
    Ok(())
}

proptest! {
    /// Every sequence of moves has the results that the reference says.
    #[test]
    fn the_cell_agrees_with_its_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let cell = OnceLock::new();
        let mut real = Real { cell: &cell, tasks: Vec::new() };
        let mut reference = Reference::default();
        for step in &moves {
            play(&mut real, &mut reference, step)?;
        }
    }
}
