//! What a completion is meant to do, where nothing happens at the same time.

use threadbare_sync::completion::Phase;

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Never polled.
    Fresh,
    /// Asleep, or woken and not polled since.
    Queued,
    /// Ready once, or dropped.
    Gone,
}

/// How far a watcher has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watch {
    Waiting,
    Yielded,
    Gone,
}

/// A cell and those who wait.
#[derive(Debug)]
pub(crate) struct Reference {
    phase: Phase,
    value: Option<Result<u32, ()>>,
    /// Callbacks that wait for the end.
    waiting: Vec<usize>,
    /// How many callbacks there ever were.
    callbacks: usize,
    /// Callbacks that ran, in order.
    ran: Vec<(usize, Phase)>,
    tasks: Vec<(Stage, u32)>,
    watchers: Vec<Watch>,
}

impl Reference {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Pending,
            value: None,
            waiting: Vec::new(),
            callbacks: 0,
            ran: Vec::new(),
            tasks: Vec::new(),
            watchers: Vec::new(),
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    /// True while a producer may still try to set.
    pub(crate) fn may_set(&self) -> bool {
        !self.phase.is_over() || self.phase == Phase::Cancelled
    }

    fn end(&mut self, phase: Phase) -> bool {
        if self.phase.is_over() {
            return false;
        }
        self.phase = phase;
        self.ran.extend(self.waiting.drain(..).map(|number| (number, phase)));
        for (stage, rings) in &mut self.tasks {
            *rings += u32::from(*stage == Stage::Queued);
        }
        true
    }

    pub(crate) fn start(&mut self) -> bool {
        if self.phase == Phase::Pending {
            self.phase = Phase::Running;
        }
        !self.phase.is_over()
    }

    pub(crate) fn cancel(&mut self) -> bool {
        if self.phase == Phase::Pending {
            self.end(Phase::Cancelled);
        }
        self.phase == Phase::Cancelled
    }

    pub(crate) fn set(&mut self, result: Result<u32, ()>) -> bool {
        let phase = if result.is_ok() { Phase::Done } else { Phase::Panicked };
        let is_set = self.end(phase);
        if is_set {
            self.value = Some(result);
        }
        is_set
    }

    pub(crate) fn abandon(&mut self) {
        self.end(Phase::Abandoned);
    }

    /// What there is to take: once a value or a panic, else the way it ended, as `None`.
    pub(crate) fn take(&mut self) -> Option<Result<u32, ()>> {
        self.value.take()
    }

    pub(crate) fn add_callback(&mut self) {
        let number = self.callbacks;
        self.callbacks += 1;
        if self.phase.is_over() {
            self.ran.push((number, self.phase));
        } else {
            self.waiting.push(number);
        }
    }

    pub(crate) fn ran(&self) -> &[(usize, Phase)] {
        &self.ran
    }

    pub(crate) fn new_task(&mut self) {
        self.tasks.push((Stage::Fresh, 0));
    }

    /// True when the task has its answer.
    pub(crate) fn poll(&mut self, number: usize) -> bool {
        let stage = &mut self.tasks[number].0;
        if *stage == Stage::Gone {
            return false;
        }
        *stage = if self.phase.is_over() { Stage::Gone } else { Stage::Queued };
        *stage == Stage::Gone
    }

    pub(crate) fn drop_task(&mut self, number: usize) {
        self.tasks[number].0 = Stage::Gone;
    }

    pub(crate) fn rings(&self) -> Vec<Option<u32>> {
        let rings = |(stage, rings): &(Stage, u32)| (*stage != Stage::Gone).then_some(*rings);
        self.tasks.iter().map(rings).collect()
    }

    pub(crate) fn watch(&mut self) {
        self.watchers.push(Watch::Waiting);
    }

    /// How many a watcher yields now.
    pub(crate) fn next(&mut self, number: usize) -> bool {
        let yields = self.phase.is_over() && self.watchers[number] == Watch::Waiting;
        if yields {
            self.watchers[number] = Watch::Yielded;
        }
        yields
    }

    pub(crate) fn drop_watcher(&mut self, number: usize) {
        self.watchers[number] = Watch::Gone;
    }
}
