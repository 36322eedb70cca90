//! Made-up programs: a few threads, a few calls each, run on any queue.

use std::ops::RangeInclusive;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use threadbare_sys::thread;

use crate::axioms::QueueOperation;
use crate::history::AFTERWARDS;
use crate::record::{Clock, Log, Mode};
use crate::spec::queue::{Answer, Call, Item};

/// A queue that is judged.
pub trait Target: Send + Sync + 'static {
    /// Makes the call.
    fn apply(&self, call: &Call) -> Answer;
}

/// What each thread calls, one call after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The first thread is the one that runs the program.
    pub threads: Vec<Vec<Call>>,
}

impl Program {
    /// Runs the program, then gets all that is left; gives all calls.
    ///
    /// # Panics
    ///
    /// When a thread of it does.
    pub fn run(&self, target: &Arc<impl Target>, mode: Mode) -> Vec<QueueOperation> {
        let clock = Clock::new(mode);
        let mut others = Vec::new();
        let first = self.threads.first().cloned().unwrap_or_default();
        for (number, calls) in self.threads.iter().enumerate().skip(1) {
            let (target, log) = (Arc::clone(target), clock.log(number));
            let calls = calls.clone();
            others.push(thread::spawn(move || play(&*target, log, calls)));
        }
        let mut history = play(&**target, clock.log(0), first);
        for other in others {
            history.extend(other.join().expect("a thread that panicked has said why"));
        }
        let mut log = clock.log(AFTERWARDS);
        while let Answer::Got(_) = log.call(Call::TryGet, |call| target.apply(call)) {}
        history.extend(log.finish());
        history
    }

    /// How many calls there are.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.threads.iter().map(Vec::len).sum()
    }
}

fn play(target: &impl Target, mut log: Log<Call, Answer>, calls: Vec<Call>) -> Vec<QueueOperation> {
    for call in calls {
        log.call(call, |call| target.apply(call));
    }
    log.finish()
}

/// Which programs to make up.
#[derive(Clone, Debug)]
pub struct Programs {
    /// How many threads.
    pub threads: RangeInclusive<usize>,
    /// How many calls each of them makes.
    pub calls: RangeInclusive<usize>,
    /// How many ranks the items have.
    pub ranks: u32,
    /// The calls, and how often each comes. Items are put in their place later.
    pub choice: Vec<(u32, Call)>,
    /// Whether all but the first thread steal, whatever was chosen.
    pub are_thieves: bool,
}

/// An item whose number is not known yet.
const SOME: Item = Item { rank: 0, id: 0 };

impl Programs {
    /// Two or three threads with two to four calls that never block.
    #[must_use]
    pub fn of_tries() -> Self {
        let choice = vec![(5, Call::TryPut(SOME)), (5, Call::TryGet)];
        Self { threads: 2..=3, calls: 2..=4, ranks: 1, choice, are_thieves: false }
    }

    /// As [`of_tries`](Self::of_tries), with waits that end by themselves.
    #[must_use]
    pub fn with_timeouts(self) -> Self {
        self.with(&[(3, Call::PutTimeout(SOME)), (3, Call::GetTimeout)])
    }

    /// With waits for ever as well. The first thread never waits so, and ends with a shutdown.
    #[must_use]
    pub fn with_blocking(self) -> Self {
        self.with(&[(4, Call::Put(SOME)), (4, Call::Get)])
    }

    /// With shutdowns.
    #[must_use]
    pub fn with_shutdowns(self) -> Self {
        self.with(&[(1, Call::Shutdown), (1, Call::ShutdownNow)])
    }

    /// With tasks that are polled once, and given up.
    #[must_use]
    pub fn with_tasks(self) -> Self {
        self.with(&[(4, Call::PutAsync(SOME)), (4, Call::GetAsync)])
    }

    /// With puts for which the next item is taken out.
    #[must_use]
    pub fn with_force(self) -> Self {
        self.with(&[(6, Call::ForcePut(SOME))])
    }

    /// With the calls of a queue to join.
    #[must_use]
    pub fn with_joins(self) -> Self {
        self.with(&[(4, Call::TaskDone), (4, Call::JoinTimeout)])
    }

    /// For a deque: the first thread owns it, and puts and gets; the others steal.
    #[must_use]
    pub fn with_thieves(self) -> Self {
        Self { are_thieves: true, ..self }
    }

    /// With these calls as well.
    #[must_use]
    pub fn with(mut self, more: &[(u32, Call)]) -> Self {
        self.choice.extend_from_slice(more);
        self
    }

    /// Items of so many ranks.
    #[must_use]
    pub fn ranked(self, ranks: u32) -> Self {
        Self { ranks, ..self }
    }

    /// So many threads with so many calls.
    #[must_use]
    pub fn of_size(self, threads: RangeInclusive<usize>, calls: RangeInclusive<usize>) -> Self {
        Self { threads, calls, ..self }
    }

    /// The programs.
    pub fn strategy(&self) -> impl Strategy<Value = Program> + use<> {
        let choice = self.choice.iter().map(|(weight, call)| (*weight, Just(*call).boxed()));
        let call = proptest::strategy::Union::new_weighted(choice.collect());
        let call = (call, 0..self.ranks);
        let thread = proptest::collection::vec(call, self.calls.clone());
        let are_thieves = self.are_thieves;
        proptest::collection::vec(thread, self.threads.clone())
            .prop_map(move |threads| finished(threads, are_thieves))
    }

    /// The first `count` programs of a sequence that is always the same.
    ///
    /// # Panics
    ///
    /// When there is no such program.
    #[must_use]
    pub fn fixed(&self, count: usize) -> Vec<Program> {
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let strategy = self.strategy();
        let mut next =
            || strategy.new_tree(&mut runner).expect("nothing is filtered out").current();
        (0..count).map(|_| next()).collect()
    }
}

/// Numbers the items, makes thieves of all but the first if that is wished, and keeps the first
/// thread from waiting for ever.
fn finished(threads: Vec<Vec<(Call, u32)>>, are_thieves: bool) -> Program {
    let mut threads: Vec<Vec<Call>> = threads
        .into_iter()
        .zip((10..).step_by(10))
        .map(|(calls, base)| {
            calls
                .into_iter()
                .zip(base..)
                .map(|((call, rank), id)| call.with_item(Item { rank, id }))
                .collect()
        })
        .collect();
    if are_thieves {
        threads.iter_mut().skip(1).flatten().for_each(|call| *call = Call::Steal);
    }
    let blocks = threads.iter().flatten().any(Call::may_block);
    if let Some(first) = threads.first_mut().filter(|_| blocks) {
        for call in first.iter_mut() {
            *call = match *call {
                Call::Put(item) => Call::TryPut(item),
                Call::Get => Call::TryGet,
                Call::Join => Call::JoinTimeout,
                other => other,
            };
        }
        first.push(Call::Shutdown);
    }
    Program { threads }
}
