//! A queue against a sequential reference, one move at a time.
//!
//! One thread plays all parts: tries, tasks in every stage, changes of capacity, the end. So every
//! result is decided, and the reference must agree with each. Who is woken is decided as far as
//! the engines promise: while there is an item and a getter waits, some getter was told and has not
//! come yet; the same for putters and room, unless others put for them.

mod reference;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use proptest::prelude::*;
use threadbare_queue::{GetError, PutError};

pub(crate) use self::reference::{Kind, Reference};
use crate::support::Bell;

/// A priority, which only a heap looks at, and a number of its own.
pub(crate) type Item = (u32, u32);

pub(crate) type Getting<'a> = Pin<Box<dyn Future<Output = Result<Item, GetError>> + 'a>>;
pub(crate) type Putting<'a> = Pin<Box<dyn Future<Output = Result<(), PutError<Item>>> + 'a>>;

/// One move. Tasks are named by their number, modulo how many there are.
#[derive(Clone, Debug)]
pub(crate) enum Move {
    TryPut(u32),
    TryGet,
    PutTimeout(u32),
    GetTimeout,
    ForcePut(u32),
    NewPut(u32),
    NewGet,
    PollPut(usize),
    PollGet(usize),
    DropPut(usize),
    DropGet(usize),
    SetCapacity(usize),
    Shutdown,
    ShutdownNow,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        12 => (0_u32..4).prop_map(Move::TryPut),
        16 => Just(Move::TryGet),
        3 => (0_u32..4).prop_map(Move::PutTimeout),
        3 => Just(Move::GetTimeout),
        3 => (0_u32..4).prop_map(Move::ForcePut),
        14 => (0_u32..4).prop_map(Move::NewPut),
        10 => Just(Move::NewGet),
        16 => (0_usize..8).prop_map(Move::PollPut),
        16 => (0_usize..8).prop_map(Move::PollGet),
        4 => (0_usize..8).prop_map(Move::DropPut),
        5 => (0_usize..8).prop_map(Move::DropGet),
        3 => (0_usize..5).prop_map(Move::SetCapacity),
        1 => Just(Move::Shutdown),
        1 => Just(Move::ShutdownNow),
    ]
}

/// What all kinds can do.
pub(crate) trait Face {
    const KIND: Kind;
    fn try_put(&self, item: Item) -> Result<(), Item>;
    fn try_get(&self) -> Option<Item>;
    fn put_at_once(&self, item: Item) -> Result<(), Item>;
    fn get_at_once(&self) -> Option<Item>;
    /// What was taken out for it; `Err`: it was refused, or cannot be done here.
    fn force_put(&self, item: Item) -> Result<Option<Item>, Item>;
    fn put_task(&self, item: Item) -> Putting<'_>;
    fn get_task(&self) -> Getting<'_>;
    /// Does nothing where it cannot be changed.
    fn set_capacity(&self, capacity: usize);
    fn shutdown(&self) -> bool;
    fn shutdown_now(&self) -> Vec<Item>;
    /// The next item; `None`: it cannot be seen here.
    fn peek(&self) -> Option<Option<Item>>;
    fn len(&self) -> usize;
}

/// Implements `Face`, by what all queues have and what they have not.
macro_rules! face {
    ($queue:ty, $kind:expr, $force:expr, $set_capacity:expr, $peek:expr) => {
        impl $crate::harness::Face for $queue {
            const KIND: $crate::harness::Kind = $kind;

            fn try_put(&self, item: Item) -> Result<(), Item> {
                self.try_put(item).map_err(|error| error.into_inner())
            }

            fn try_get(&self) -> Option<Item> {
                self.try_get().ok()
            }

            fn put_at_once(&self, item: Item) -> Result<(), Item> {
                self.put_timeout(item, std::time::Duration::ZERO)
                    .map_err(|error| error.into_inner())
            }

            fn get_at_once(&self) -> Option<Item> {
                self.get_timeout(std::time::Duration::ZERO).ok()
            }

            fn force_put(&self, item: Item) -> Result<Option<Item>, Item> {
                $force(self, item)
            }

            fn put_task(&self, item: Item) -> Putting<'_> {
                Box::pin(self.put_async(item))
            }

            fn get_task(&self) -> Getting<'_> {
                Box::pin(self.get_async())
            }

            fn set_capacity(&self, capacity: usize) {
                $set_capacity(self, capacity);
            }

            fn shutdown(&self) -> bool {
                self.shutdown()
            }

            fn shutdown_now(&self) -> Vec<Item> {
                self.shutdown_now()
            }

            fn peek(&self) -> Option<Option<Item>> {
                $peek(self)
            }

            fn len(&self) -> usize {
                self.len()
            }
        }
    };
}
pub(crate) use face;

struct Task<F> {
    future: F,
    bell: Arc<Bell>,
    /// How often it had been woken when it was polled last.
    seen: u32,
}

impl<F> Task<F> {
    fn new(future: F) -> Self {
        Self { future, bell: Arc::default(), seen: 0 }
    }

    fn was_told(&self) -> bool {
        self.bell.rings() > self.seen
    }
}

impl<R> Task<Pin<Box<dyn Future<Output = R> + '_>>> {
    fn poll(&mut self) -> Option<R> {
        loop {
            self.seen = self.bell.rings();
            match self.bell.poll(Pin::new(&mut self.future)) {
                Poll::Ready(output) => return Some(output),
                // One that wakes itself has let others run, and comes back.
                Poll::Pending if self.was_told() => {}
                Poll::Pending => return None,
            }
        }
    }
}

/// The real queue and its tasks; those of the putters by the number of their item.
struct Real<'a, Q> {
    queue: &'a Q,
    puts: Vec<(u32, Task<Putting<'a>>)>,
    gets: Vec<Task<Getting<'a>>>,
    next: u32,
}

impl<Q: Face> Real<'_, Q> {
    fn item(&mut self, priority: u32) -> Item {
        self.next += 1;
        (priority, self.next)
    }

    fn poll_put(&mut self, index: usize, reference: &mut Reference) -> Result<(), TestCaseError> {
        let (number, task) = &mut self.puts[index];
        let answer = task.poll().map(|done| done.map_err(PutError::into_inner));
        prop_assert_eq!(&answer, &reference.poll_put(*number));
        if answer.is_some() {
            drop(self.puts.remove(index));
        }
        Ok(())
    }

    fn poll_get(&mut self, index: usize, reference: &mut Reference) -> Result<(), TestCaseError> {
        let answer = self.gets[index].poll();
        let expected = match reference.get() {
            None if reference.is_closed => Some(Err(())),
            None => None,
            Some(item) => Some(Ok(item)),
        };
        prop_assert_eq!(&answer.map(|got| got.map_err(drop)), &expected);
        if expected.is_some() {
            drop(self.gets.remove(index));
        }
        Ok(())
    }

    fn check(&self, reference: &Reference) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.queue.len(), reference.items.len());
        if let Some(first) = self.queue.peek() {
            prop_assert_eq!(first, reference.clone().pop());
        }
        if Q::KIND == Kind::Ring {
            let tasks = self.puts.iter().map(|(_, task)| task.was_told());
            told(tasks, reference.has_room(), reference.is_closed)?;
        }
        for (number, task) in self.puts.iter().filter(|_| Q::KIND != Kind::Ring) {
            let is_due = reference.is_over(*number);
            prop_assert_eq!(
                task.was_told(),
                is_due,
                "a put is woken when it is over, and not before"
            );
        }
        let has_item = reference.clone().get().is_some();
        told(self.gets.iter().map(Task::was_told), has_item, reference.is_closed)
    }
}

/// What is promised to those who wait for something: while it is there, one of them was told and
/// has not come yet; at the end, all were.
fn told(
    tasks: impl Iterator<Item = bool> + Clone,
    is_there: bool,
    is_closed: bool,
) -> Result<(), TestCaseError> {
    let somebody_sleeps = tasks.clone().any(|was_told| !was_told);
    let somebody_comes = tasks.clone().any(|was_told| was_told);
    prop_assert!(!(somebody_sleeps && is_there) || somebody_comes, "there, and nobody was told");
    prop_assert!(!(somebody_sleeps && is_closed), "the end, and not all were told");
    Ok(())
}

fn play<Q: Face>(
    real: &mut Real<'_, Q>,
    reference: &mut Reference,
    step: &Move,
) -> Result<(), TestCaseError> {
    let queue = real.queue;
    match *step {
        Move::TryPut(priority) => {
            let item = real.item(priority);
            prop_assert_eq!(queue.try_put(item), reference.put(item));
        }
        Move::PutTimeout(priority) => {
            let item = real.item(priority);
            prop_assert_eq!(queue.put_at_once(item), reference.put(item));
        }
        Move::TryGet => prop_assert_eq!(queue.try_get(), reference.get()),
        Move::GetTimeout => prop_assert_eq!(queue.get_at_once(), reference.get()),
        Move::ForcePut(priority) if matches!(Q::KIND, Kind::Line | Kind::Stack | Kind::Ring) => {
            let item = real.item(priority);
            prop_assert_eq!(queue.force_put(item), reference.force_put(item));
        }
        Move::ForcePut(_) => {}
        Move::NewPut(priority) => {
            let item = real.item(priority);
            real.puts.push((item.1, Task::new(queue.put_task(item))));
            reference.new_put(item);
            real.poll_put(real.puts.len() - 1, reference)?;
        }
        Move::NewGet => {
            real.gets.push(Task::new(queue.get_task()));
            real.poll_get(real.gets.len() - 1, reference)?;
        }
        Move::PollPut(number) if !real.puts.is_empty() => {
            real.poll_put(number % real.puts.len(), reference)?;
        }
        Move::PollGet(number) if !real.gets.is_empty() => {
            real.poll_get(number % real.gets.len(), reference)?;
        }
        Move::DropPut(number) if !real.puts.is_empty() => {
            let (number, task) = real.puts.remove(number % real.puts.len());
            drop(task);
            reference.drop_put(number);
        }
        Move::DropGet(number) if !real.gets.is_empty() => {
            drop(real.gets.remove(number % real.gets.len()));
        }
        Move::PollPut(_) | Move::PollGet(_) | Move::DropPut(_) | Move::DropGet(_) => {}
        Move::SetCapacity(_) if Q::KIND == Kind::Ring => {}
        Move::SetCapacity(capacity) => {
            let capacity = if Q::KIND == Kind::Line { capacity } else { capacity + 1 };
            queue.set_capacity(capacity);
            reference.set_capacity(capacity);
        }
        Move::Shutdown => prop_assert_eq!(queue.shutdown(), reference.shutdown()),
        Move::ShutdownNow => {
            let _ = reference.shutdown();
            prop_assert_eq!(queue.shutdown_now(), reference.take_all());
        }
    }
    real.check(reference)
}

/// Plays the moves on an empty queue of this capacity.
pub(crate) fn agree<Q: Face>(
    queue: &Q,
    capacity: usize,
    moves: &[Move],
) -> Result<(), TestCaseError> {
    let mut reference = Reference::new(Q::KIND, capacity);
    let mut real = Real { queue, puts: Vec::new(), gets: Vec::new(), next: 0 };
    for step in moves {
        play(&mut real, &mut reference, step)?;
    }
    Ok(())
}

/// A program.
pub(crate) fn moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(any_move(), 0..80)
}
