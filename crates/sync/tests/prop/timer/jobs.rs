//! `Timers` against a sequential reference, one move at a time.
//!
//! The executor gives each call to the test, which makes it when a move says so. Deadlines are now
//! or far off, and whatever is due has been given out before the next move: every result is
//! decided.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Weak};
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::{Job, TimerEnd, TimerHandle, Timers};

/// Later than any test runs.
const LATE: Duration = Duration::from_secs(3600);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Now,
    Late,
    Never,
}

#[derive(Clone, Debug)]
enum Move {
    Once(When),
    Every,
    Cancel(usize),
    Reset(usize, When),
    RunJob(usize),
    DropJob(usize),
    DropHandle(usize),
}

fn any_when() -> impl Strategy<Value = When> {
    prop_oneof![Just(When::Now), Just(When::Late), Just(When::Never)]
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => any_when().prop_map(Move::Once),
        2 => Just(Move::Every),
        3 => any::<usize>().prop_map(Move::Cancel),
        5 => (any::<usize>(), any_when()).prop_map(|(which, when)| Move::Reset(which, when)),
        4 => any::<usize>().prop_map(Move::RunJob),
        1 => any::<usize>().prop_map(Move::DropJob),
        1 => any::<usize>().prop_map(Move::DropHandle),
    ]
}

/// How far a timer is, as the reference sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// In the wheel; or idle.
    Waiting(bool),
    /// Given out; after the call, again when a reset has said so, and not when it was cancelled.
    Job {
        again: When,
        is_last: bool,
    },
    Ended(TimerEnd),
}

struct Timer {
    handle: Option<TimerHandle>,
    /// Alive as long as the closure.
    closure: Weak<()>,
    stage: Stage,
    repeats: bool,
    calls: usize,
}

struct Stand {
    timers: Timers,
    jobs: Receiver<Job>,
    calls: (Sender<usize>, Receiver<usize>),
    all: Vec<Timer>,
    given_out: HashMap<usize, Job>,
}

impl Stand {
    fn new() -> Self {
        let (give, jobs) = mpsc::channel();
        let timers = Timers::with_executor(move |job| drop(give.send(job)));
        Self { timers, jobs, calls: mpsc::channel(), all: Vec::new(), given_out: HashMap::new() }
    }

    fn arm(&mut self, when: When, repeats: bool) {
        let id = self.all.len();
        let owned = Arc::new(());
        let closure = Arc::downgrade(&owned);
        let say = self.calls.0.clone();
        let call = move || {
            let _owned = &owned;
            say.send(id).expect("the stand listens");
        };
        let handle = match when {
            _ if repeats => self.timers.every(LATE, call),
            When::Now => self.timers.after(Duration::ZERO, call),
            When::Late => self.timers.after(LATE, call),
            When::Never => self.timers.after(Duration::MAX, call),
        };
        let is_armed = repeats || when != When::Never;
        let stage = Stage::Waiting(is_armed);
        self.all.push(Timer { handle: Some(handle), closure, stage, repeats, calls: 0 });
        if !repeats && when == When::Now {
            self.receive(id);
        }
    }

    /// The job of a timer that is due arrives.
    fn receive(&mut self, id: usize) {
        let job = self.jobs.recv().expect("the timers live");
        self.given_out.insert(id, job);
        self.all[id].stage = Stage::Job { again: When::Late, is_last: false };
    }

    fn cancel(&mut self, id: usize) -> Result<(), TestCaseError> {
        let timer = &mut self.all[id];
        let Some(handle) = &timer.handle else { return Ok(()) };
        let expected = match &mut timer.stage {
            Stage::Waiting(_) => {
                timer.stage = Stage::Ended(TimerEnd::Cancelled);
                true
            }
            Stage::Job { is_last, .. } if timer.repeats => !std::mem::replace(is_last, true),
            Stage::Job { .. } | Stage::Ended(_) => false,
        };
        prop_assert_eq!(handle.cancel(), expected);
        Ok(())
    }

    fn reset(&mut self, id: usize, when: When) -> Result<(), TestCaseError> {
        let timer = &mut self.all[id];
        let Some(handle) = &timer.handle else { return Ok(()) };
        let delay = match when {
            When::Now => Duration::ZERO,
            When::Late => LATE,
            When::Never => Duration::MAX,
        };
        let (expected, is_due) = match &mut timer.stage {
            Stage::Waiting(is_armed) => {
                *is_armed = when != When::Never;
                (true, when == When::Now)
            }
            Stage::Job { again, is_last: false } if timer.repeats => {
                *again = when;
                (true, false)
            }
            Stage::Job { .. } | Stage::Ended(_) => (false, false),
        };
        prop_assert_eq!(handle.reset(delay), expected);
        if is_due {
            self.receive(id);
        }
        Ok(())
    }

    /// Runs the job of a timer, or drops it.
    fn end_job(&mut self, id: usize, runs: bool) -> Result<(), TestCaseError> {
        let Some(job) = self.given_out.remove(&id) else { return Ok(()) };
        let timer = &mut self.all[id];
        let Stage::Job { again, is_last } = timer.stage else { panic!("it has a job") };
        let goes_on = runs && timer.repeats && !is_last;
        timer.stage = match (goes_on, runs && !timer.repeats) {
            (true, _) if again == When::Never && timer.handle.is_none() => {
                Stage::Ended(TimerEnd::Cancelled)
            }
            (true, _) => Stage::Waiting(again != When::Never),
            (_, true) => Stage::Ended(TimerEnd::Ran),
            _ => Stage::Ended(TimerEnd::Cancelled),
        };
        if runs {
            job.run();
            timer.calls += 1;
            prop_assert_eq!(self.calls.1.try_recv(), Ok(id));
        } else {
            drop(job);
        }
        prop_assert!(self.calls.1.try_recv().is_err(), "one call a job");
        if goes_on && again == When::Now {
            self.receive(id);
        }
        Ok(())
    }

    /// A timer that is idle goes with its handle; others go on.
    fn drop_handle(&mut self, id: usize) {
        let timer = &mut self.all[id];
        if timer.handle.take().is_some() && timer.stage == Stage::Waiting(false) {
            timer.stage = Stage::Ended(TimerEnd::Cancelled);
        }
    }

    fn play(&mut self, step: &Move) -> Result<(), TestCaseError> {
        let count = self.all.len();
        match *step {
            Move::Once(when) => self.arm(when, false),
            Move::Every => self.arm(When::Late, true),
            _ if count == 0 => {}
            Move::Cancel(which) => self.cancel(which % count)?,
            Move::Reset(which, when) => self.reset(which % count, when)?,
            Move::RunJob(which) => self.end_job(which % count, true)?,
            Move::DropJob(which) => self.end_job(which % count, false)?,
            Move::DropHandle(which) => self.drop_handle(which % count),
        }
        self.agree()
    }

    fn agree(&self) -> Result<(), TestCaseError> {
        for timer in &self.all {
            let is_over = matches!(timer.stage, Stage::Ended(_));
            let is_taken = matches!(timer.stage, Stage::Job { .. });
            if !is_taken {
                prop_assert_eq!(timer.closure.strong_count() == 0, is_over, "{:?}", timer.stage);
            }
            let Some(handle) = &timer.handle else { continue };
            let end = handle.try_join().map(|end| end.expect("no call panics"));
            let (expected, is_pending) = match timer.stage {
                Stage::Waiting(_) => (None, true),
                Stage::Job { is_last, .. } => (None, timer.repeats && !is_last),
                Stage::Ended(end) => (Some(end), false),
            };
            prop_assert_eq!(end, expected);
            prop_assert_eq!(handle.is_pending(), is_pending);
        }
        prop_assert!(self.jobs.try_recv().is_err(), "no job comes unasked");
        Ok(())
    }
}

proptest! {
    /// Every sequence of moves has the results that the reference says, and when the timers go,
    /// what had no job is cancelled and its closure gone.
    #[test]
    fn timers_agree_with_their_reference(moves in prop::collection::vec(any_move(), 0..60)) {
        let mut stand = Stand::new();
        for step in &moves {
            stand.play(step)?;
        }
        let Stand { timers, given_out, all, .. } = stand;
        timers.stop();
        drop(given_out);
        for timer in &all {
            let end = timer.handle.as_ref().and_then(TimerHandle::try_join);
            let is_idle = timer.stage == Stage::Waiting(false);
            prop_assert!(is_idle || timer.closure.strong_count() == 0, "{:?}", timer.stage);
            prop_assert!(is_idle || timer.handle.is_none() || end.is_some());
        }
    }
}
