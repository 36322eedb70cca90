//! Made-up histories: linearizable ones, by stretching the calls of a sequential run, and such as
//! may be wrong, by changing one of those.

use proptest::prelude::*;
use threadbare_linear::axioms::{Kind, QueueOperation};
use threadbare_linear::history::Operation;
use threadbare_linear::search::{Counterexample, linearizable};
use threadbare_linear::spec::Spec;
use threadbare_linear::spec::queue::{
    Answer, Call, Fifo, Item, Lifo, Priority, Queue, Shelf, answer,
};

/// A queue: its kind, and its capacity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sort {
    pub(crate) kind: Kind,
    pub(crate) capacity: Option<usize>,
}

impl Sort {
    pub(crate) fn search(self, history: &[QueueOperation]) -> Result<Vec<usize>, Counterexample> {
        match self.kind {
            Kind::Fifo => linearizable(&spec::<Fifo>(self.capacity), history),
            Kind::Lifo => linearizable(&spec::<Lifo>(self.capacity), history),
            Kind::Priority => linearizable(&spec::<Priority>(self.capacity), history),
        }
    }

    fn answers(self, calls: &[Call]) -> Vec<(Call, Answer)> {
        match self.kind {
            Kind::Fifo => run(&spec::<Fifo>(self.capacity), calls),
            Kind::Lifo => run(&spec::<Lifo>(self.capacity), calls),
            Kind::Priority => run(&spec::<Priority>(self.capacity), calls),
        }
    }
}

pub(crate) fn spec<S: Shelf>(capacity: Option<usize>) -> Queue<S> {
    capacity.map_or_else(Queue::unbounded, Queue::bounded)
}

/// What the specification answers; calls that would wait for ever are left out.
fn run<S: Shelf>(spec: &Queue<S>, calls: &[Call]) -> Vec<(Call, Answer)> {
    let mut state = spec.start();
    let mut played = Vec::new();
    for call in calls {
        if let Some((answer, next)) = answer(spec, &state, call) {
            state = next;
            played.push((*call, answer));
        }
    }
    played
}

pub(crate) fn any_sort() -> impl Strategy<Value = Sort> {
    let kind = prop_oneof![Just(Kind::Fifo), Just(Kind::Lifo), Just(Kind::Priority)];
    let capacity = prop_oneof![Just(None), (1_usize..4).prop_map(Some)];
    (kind, capacity).prop_map(|(kind, capacity)| Sort { kind, capacity })
}

/// Some call; the item is numbered later.
pub(crate) fn any_call() -> impl Strategy<Value = Call> {
    let item = (0_u32..3).prop_map(|rank| Item { rank, id: 0 });
    prop_oneof![
        4 => item.clone().prop_map(Call::Put),
        4 => item.clone().prop_map(Call::TryPut),
        2 => item.clone().prop_map(Call::PutTimeout),
        1 => item.prop_map(Call::PutAsync),
        4 => Just(Call::Get),
        5 => Just(Call::TryGet),
        2 => Just(Call::GetTimeout),
        1 => Just(Call::GetAsync),
        1 => Just(Call::Len),
    ]
}

/// As [`any_call`], and shutdowns.
pub(crate) fn any_closing_call() -> impl Strategy<Value = Call> {
    prop_oneof![12 => any_call(), 1 => Just(Call::Shutdown), 1 => Just(Call::ShutdownNow)]
}

/// As [`any_closing_call`], and the calls of a queue to join.
pub(crate) fn any_joining_call() -> impl Strategy<Value = Call> {
    let joins = prop_oneof![Just(Call::TaskDone), Just(Call::Join), Just(Call::JoinTimeout)];
    prop_oneof![2 => any_closing_call(), 1 => joins]
}

/// One call of a run to be, its thread, and how far it reaches before and after its moment.
type Sketch = (Call, usize, u32, u32);

pub(crate) fn sketches(
    call: impl Strategy<Value = Call>,
    max: usize,
) -> impl Strategy<Value = Vec<Sketch>> {
    proptest::collection::vec((call, 0_usize..3, 0_u32..4000, 0_u32..4000), 1..=max)
}

/// How much time lies between the moments of two calls.
const STEP: u32 = 1000;

/// A linearizable history: calls take effect one after another, and last as long as is sketched,
/// but not into another call of their thread.
pub(crate) fn stretched(sort: Sort, sketches: &[Sketch]) -> Vec<QueueOperation> {
    let calls: Vec<Call> =
        sketches.iter().zip(1..).map(|(sketch, id)| numbered(sketch.0, id)).collect();
    let answers = sort.answers(&calls);
    let mut free_from = [0_u32; 3];
    let mut raw = Vec::new();
    for (((call, answer), sketch), moment) in
        answers.into_iter().zip(sketches).zip((5 * STEP..).step_by(STEP as usize))
    {
        let (thread, before, after) = (sketch.1, sketch.2, sketch.3);
        let begin = moment.saturating_sub(before).max(free_from[thread]);
        raw.push((thread, call, answer, begin, moment + 1 + after));
        // The next of this thread begins after this moment, and cuts this one short.
        free_from[thread] = moment + 1;
    }
    for index in 0..raw.len() {
        let thread = raw[index].0;
        let next = raw[index + 1..].iter().find(|later| later.0 == thread).map(|later| later.3);
        raw[index].4 = next.map_or(raw[index].4, |next| raw[index].4.min(next));
    }
    let mut stamps: Vec<(u32, bool, usize)> = raw
        .iter()
        .enumerate()
        .flat_map(|(index, one)| [(one.3, true, index), (one.4, false, index)])
        .collect();
    // Where two are equal the end comes first: a thread's call is over when its next begins.
    stamps.sort_unstable();
    let mut places = vec![(0, 0); raw.len()];
    for (place, (_, is_begin, index)) in stamps.into_iter().enumerate() {
        let one = &mut places[index];
        *(if is_begin { &mut one.0 } else { &mut one.1 }) = place;
    }
    let calls = raw.into_iter().zip(places);
    let mut history: Vec<QueueOperation> = calls
        .map(|((thread, call, answer, ..), (begin, end))| Operation {
            thread,
            call,
            answer,
            begin,
            end,
        })
        .collect();
    // As it is recorded: thread by thread. In the order of the run a search would find it at once.
    history.sort_by_key(|one| (one.thread, one.begin));
    history
}

fn numbered(call: Call, id: u32) -> Call {
    call.item().map_or(call, |item| call.with_item(Item { id, ..item }))
}

/// What is changed in a history: two places, and the way.
pub(crate) type Change = (usize, usize, u8);

pub(crate) fn changes() -> impl Strategy<Value = Vec<Change>> {
    proptest::collection::vec((0_usize..64, 0_usize..64, 0_u8..5), 0..4)
}

/// Changes a history; it may be linearizable after that, or not.
pub(crate) fn changed(mut history: Vec<QueueOperation>, changes: &[Change]) -> Vec<QueueOperation> {
    if history.is_empty() {
        return history;
    }
    let all_items: Vec<Item> = history.iter().filter_map(|one| one.call.item()).collect();
    for (one, other, way) in changes {
        let (one, other) = (one % history.len(), other % history.len());
        let is_get = history[one].call.is_get();
        match way {
            0 if is_get && history[other].call.is_get() => {
                let answer = history[one].answer.clone();
                history[one].answer = std::mem::replace(&mut history[other].answer, answer);
            }
            1 if is_get && !all_items.is_empty() => {
                history[one].answer = Answer::Got(all_items[other % all_items.len()]);
            }
            2 => match history[one].call {
                Call::TryGet => history[one].answer = Answer::Empty,
                Call::TryPut(_) => history[one].answer = Answer::Full,
                Call::GetTimeout | Call::PutTimeout(_) | Call::GetAsync | Call::PutAsync(_) => {
                    history[one].answer = Answer::Timeout;
                }
                Call::Len => history[one].answer = Answer::Count(other % 3),
                _ => {}
            },
            3 if history[one].call.item().is_some() => history[one].answer = Answer::Done,
            // Two threads change places in time.
            _ => {
                let [first, second] = [one, other].map(|at| (history[at].begin, history[at].end));
                if history[one].thread != history[other].thread {
                    (history[one].begin, history[one].end) = second;
                    (history[other].begin, history[other].end) = first;
                }
            }
        }
    }
    for one in &mut history {
        // Answers went from call to call.
        match (&one.call, &one.answer) {
            (Call::TryGet, Answer::Timeout) => one.answer = Answer::Empty,
            (Call::GetTimeout | Call::GetAsync, Answer::Empty) => one.answer = Answer::Timeout,
            (Call::Get, Answer::Empty | Answer::Timeout) => one.answer = Answer::Got(Item::new(0)),
            _ => {}
        }
    }
    // What stands in one thread may overlap now; each call gets a thread of its own.
    for (thread, one) in history.iter_mut().enumerate() {
        one.thread = thread;
    }
    history
}
