//! Bounded queues of every kind, with Python's shutdown and `task_done`.
//!
//! | call | legal answers, and what becomes of the queue |
//! |---|---|
//! | every put | `Done` with room: the item is in; `ShutDown` once shut down |
//! | `TryPut` / those that give up | `Full` / `Timeout` without room, before a shutdown |
//! | `ForcePut` | without room `Got` the next item, which goes for the new one, before a shutdown |
//! | every get | `Got` the next item; `ShutDown` once shut down and empty |
//! | `TryGet` / those that give up | `Empty` / `Timeout` when empty, before a shutdown |
//! | `Shutdown` | `First(true)` the first time, then `First(false)` |
//! | `ShutdownNow` | `Items`: all of them, in the order in which they would have been got |
//! | `Len` | `Count` of the items |
//! | `TaskDone` | `Done` with an item unfinished: one less; else `TooMany` |
//! | `Join`, `JoinTimeout` | `Done` with none unfinished; `JoinTimeout` else `Timeout` |
//!
//! An item is unfinished from its put to a `TaskDone`; `ShutdownNow` finishes those that it takes.
//! A real queue to join is judged by `joinable.rs`.

use std::collections::VecDeque;
use std::fmt;

use super::Spec;

/// An item: no two of a history have the same `id`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Item {
    /// What a priority queue sorts by, the least first; other kinds do not look at it.
    pub rank: u32,
    /// Which one it is.
    pub id: u32,
}

impl Item {
    /// An item for a queue that does not look at the rank.
    #[must_use]
    pub fn new(id: u32) -> Self {
        Self { rank: 0, id }
    }

    /// An item for a priority queue.
    #[must_use]
    pub fn ranked(rank: u32, id: u32) -> Self {
        Self { rank, id }
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rank {
            0 => write!(f, "{}", self.id),
            rank => write!(f, "{}@{rank}", self.id),
        }
    }
}

/// What may be asked of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Put, waiting for ever.
    Put(Item),
    /// Put if there is room.
    TryPut(Item),
    /// Put, waiting for some time.
    PutTimeout(Item),
    /// Put as a task that is polled once, and given up unless that was enough.
    PutAsync(Item),
    /// Put; without room the next item is taken out for it.
    ForcePut(Item),
    /// Get, waiting for ever.
    Get,
    /// Get if there is an item.
    TryGet,
    /// Get, waiting for some time.
    GetTimeout,
    /// Get as a task that is polled once, and dropped.
    GetAsync,
    /// Get from the other end of a deque.
    Steal,
    /// Shut down; what is there can be got.
    Shutdown,
    /// Shut down, and take all that is there.
    ShutdownNow,
    /// How many items there are.
    Len,
    /// One item less is unfinished.
    TaskDone,
    /// Wait until none is unfinished.
    Join,
    /// Wait until none is unfinished, for some time.
    JoinTimeout,
}

impl Call {
    /// The item that is put.
    #[must_use]
    pub fn item(&self) -> Option<Item> {
        match self {
            Self::Put(item)
            | Self::TryPut(item)
            | Self::PutTimeout(item)
            | Self::PutAsync(item)
            | Self::ForcePut(item) => Some(*item),
            _ => None,
        }
    }

    /// The same with another item, if it is a put.
    #[must_use]
    pub fn with_item(self, item: Item) -> Self {
        match self {
            Self::Put(_) => Self::Put(item),
            Self::TryPut(_) => Self::TryPut(item),
            Self::PutTimeout(_) => Self::PutTimeout(item),
            Self::PutAsync(_) => Self::PutAsync(item),
            Self::ForcePut(_) => Self::ForcePut(item),
            other => other,
        }
    }

    /// True for the ways to get one item.
    #[must_use]
    pub fn is_get(&self) -> bool {
        matches!(self, Self::Get | Self::TryGet | Self::GetTimeout | Self::GetAsync | Self::Steal)
    }

    /// True when it may wait for ever.
    #[must_use]
    pub fn may_block(&self) -> bool {
        matches!(self, Self::Put(_) | Self::Get | Self::Join)
    }
}

/// What a queue may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was done.
    Done,
    /// This item was got.
    Got(Item),
    /// There was no room.
    Full,
    /// There was no item.
    Empty,
    /// The time was over, or the task was given up.
    Timeout,
    /// The queue was shut down.
    ShutDown,
    /// Whether this was the first shutdown.
    First(bool),
    /// All that was there.
    Items(Vec<Item>),
    /// So many.
    Count(usize),
    /// More tasks were done than items put.
    TooMany,
    /// Somebody else was faster.
    Retry,
}

/// How the items stand: which is the next.
pub trait Shelf: Clone + Eq + std::hash::Hash + fmt::Debug + Default {
    /// Adds an item.
    fn push(&mut self, item: Item);
    /// Takes the next.
    fn pop(&mut self) -> Option<Item>;
    /// How many there are.
    fn count(&self) -> usize;
}

/// First in, first out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fifo(VecDeque<Item>);

impl Shelf for Fifo {
    fn push(&mut self, item: Item) {
        self.0.push_back(item);
    }

    fn pop(&mut self) -> Option<Item> {
        self.0.pop_front()
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

/// Last in, first out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lifo(Vec<Item>);

impl Shelf for Lifo {
    fn push(&mut self, item: Item) {
        self.0.push(item);
    }

    fn pop(&mut self) -> Option<Item> {
        self.0.pop()
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

/// The least rank first, and first in, first out among equals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Priority(VecDeque<Item>);

impl Shelf for Priority {
    fn push(&mut self, item: Item) {
        let place = self.0.partition_point(|other| other.rank <= item.rank);
        self.0.insert(place, item);
    }

    fn pop(&mut self) -> Option<Item> {
        self.0.pop_front()
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

/// A queue with at most `capacity` items; `None`: any number.
#[derive(Clone, Debug)]
pub struct Queue<S> {
    capacity: Option<usize>,
    shelf: std::marker::PhantomData<S>,
}

impl<S: Shelf> Queue<S> {
    /// One with room for so many.
    #[must_use]
    pub fn bounded(capacity: usize) -> Self {
        Self { capacity: Some(capacity), shelf: std::marker::PhantomData }
    }

    /// One with room for all.
    #[must_use]
    pub fn unbounded() -> Self {
        Self { capacity: None, shelf: std::marker::PhantomData }
    }

    fn is_full(&self, state: &State<S>) -> bool {
        self.capacity.is_some_and(|capacity| state.shelf.count() >= capacity)
    }

    fn put(&self, state: &State<S>, item: Item, answer: &Answer) -> Option<State<S>> {
        let is_full = self.is_full(state);
        match answer {
            Answer::Done if !state.is_shut_down && !is_full => {
                let mut next = state.clone();
                next.shelf.push(item);
                next.unfinished += 1;
                Some(next)
            }
            Answer::Full | Answer::Timeout if !state.is_shut_down && is_full => Some(state.clone()),
            Answer::ShutDown if state.is_shut_down => Some(state.clone()),
            _ => None,
        }
    }
}

impl<S: Shelf> Queue<S> {
    fn force(&self, state: &State<S>, item: Item, answer: &Answer) -> Option<State<S>> {
        let Answer::Got(oldest) = answer else { return self.put(state, item, answer) };
        let mut next = state.clone();
        let is_legal = !state.is_shut_down && self.is_full(state);
        let is_next = next.shelf.pop() == Some(*oldest);
        next.shelf.push(item);
        (is_legal && is_next).then_some(next)
    }
}

/// What a queue remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct State<S> {
    shelf: S,
    is_shut_down: bool,
    unfinished: usize,
}

fn get<S: Shelf>(state: &State<S>, answer: &Answer) -> Option<State<S>> {
    let is_empty = state.shelf.count() == 0;
    match answer {
        Answer::Got(item) => {
            let mut next = state.clone();
            (next.shelf.pop() == Some(*item)).then_some(next)
        }
        Answer::Empty | Answer::Timeout if is_empty && !state.is_shut_down => Some(state.clone()),
        Answer::ShutDown if is_empty && state.is_shut_down => Some(state.clone()),
        _ => None,
    }
}

fn shut_down<S: Shelf>(state: &State<S>, answer: &Answer) -> Option<State<S>> {
    let mut next = state.clone();
    next.is_shut_down = true;
    match answer {
        Answer::First(first) => (*first != state.is_shut_down).then_some(next),
        Answer::Items(items) => {
            let all: Vec<Item> = std::iter::from_fn(|| next.shelf.pop()).collect();
            next.unfinished = next.unfinished.saturating_sub(all.len());
            (all == *items).then_some(next)
        }
        _ => None,
    }
}

fn joinable<S: Shelf>(state: &State<S>, call: &Call, answer: &Answer) -> Option<State<S>> {
    let mut next = state.clone();
    let is_legal = match (call, answer) {
        (Call::TaskDone, Answer::Done) => {
            next.unfinished = state.unfinished.checked_sub(1)?;
            true
        }
        (Call::TaskDone, Answer::TooMany) | (Call::Join | Call::JoinTimeout, Answer::Done) => {
            state.unfinished == 0
        }
        (Call::JoinTimeout, Answer::Timeout) => state.unfinished > 0,
        _ => false,
    };
    is_legal.then_some(next)
}

/// Whether the call has such an answer at all: a try does not time out.
fn fits(call: &Call, answer: &Answer) -> bool {
    match answer {
        Answer::Full => matches!(call, Call::TryPut(_)),
        Answer::Empty => matches!(call, Call::TryGet),
        Answer::Timeout => {
            let waits = matches!(call, Call::PutTimeout(_) | Call::GetTimeout | Call::JoinTimeout);
            waits || matches!(call, Call::PutAsync(_) | Call::GetAsync)
        }
        Answer::First(_) => matches!(call, Call::Shutdown),
        Answer::Items(_) => matches!(call, Call::ShutdownNow),
        _ => true,
    }
}

impl<S: Shelf> Spec for Queue<S> {
    type State = State<S>;
    type Call = Call;
    type Answer = Answer;

    fn start(&self) -> State<S> {
        State { shelf: S::default(), is_shut_down: false, unfinished: 0 }
    }

    fn step(&self, state: &State<S>, call: &Call, answer: &Answer) -> Option<State<S>> {
        if !fits(call, answer) {
            return None;
        }
        match call {
            Call::Put(item)
            | Call::TryPut(item)
            | Call::PutTimeout(item)
            | Call::PutAsync(item) => self.put(state, *item, answer),
            Call::ForcePut(item) => self.force(state, *item, answer),
            Call::Get | Call::TryGet | Call::GetTimeout | Call::GetAsync => get(state, answer),
            Call::Steal => None,
            Call::Shutdown | Call::ShutdownNow => shut_down(state, answer),
            Call::Len => {
                let is_right = *answer == Answer::Count(state.shelf.count());
                is_right.then(|| state.clone())
            }
            Call::TaskDone | Call::Join | Call::JoinTimeout => joinable(state, call, answer),
        }
    }
}

/// Answers as the specification does, one call after another: what a single thread must see.
/// `None`: the call would wait for ever. A wait with a timeout times out at once.
pub fn answer<S: Shelf>(
    spec: &Queue<S>,
    state: &State<S>,
    call: &Call,
) -> Option<(Answer, State<S>)> {
    let mut rest = state.clone();
    let next = rest.shelf.pop();
    let all: Vec<Item> = next.into_iter().chain(std::iter::from_fn(|| rest.shelf.pop())).collect();
    let candidates = [
        Answer::Done,
        next.map_or(Answer::Empty, Answer::Got),
        Answer::Full,
        Answer::Timeout,
        Answer::ShutDown,
        Answer::First(!state.is_shut_down),
        Answer::Items(all),
        Answer::Count(state.shelf.count()),
        Answer::TooMany,
    ];
    candidates
        .into_iter()
        .find_map(|answer| Some((answer.clone(), spec.step(state, call, &answer)?)))
}
