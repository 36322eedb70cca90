//! What the cell is meant to do, where nothing happens at the same time.

use std::collections::VecDeque;

use threadbare_sync::OnceState;

/// What a task is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Waits for the value.
    Wait,
    /// Makes it, after so many polls that are pending; `None` fails.
    Init { polls: u32, value: Option<u32> },
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Never polled.
    Fresh,
    /// In the queue.
    Asleep,
    /// Taken out of the queue by a wake, not polled since.
    Chosen,
    /// It is its turn.
    Makes,
    Gone,
}

#[derive(Debug)]
struct Task {
    kind: Kind,
    stage: Stage,
    rings: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Reference {
    value: Option<u32>,
    tasks: Vec<Task>,
    queue: VecDeque<usize>,
}

impl Reference {
    pub(crate) fn is_running(&self) -> bool {
        self.tasks.iter().any(|task| task.stage == Stage::Makes)
    }

    pub(crate) fn state(&self) -> OnceState {
        match self.value {
            Some(_) => OnceState::Complete,
            None if self.is_running() => OnceState::Running,
            None => OnceState::Incomplete,
        }
    }

    pub(crate) fn get(&self) -> Option<u32> {
        self.value
    }

    /// Every turn that ends, in whatever way, wakes all.
    fn end_turn(&mut self, value: Option<u32>) {
        self.value = value;
        while self.choose() {}
    }

    /// The first in the queue is woken, if there is one.
    fn choose(&mut self) -> bool {
        let first = self.queue.pop_front();
        if let Some(first) = first {
            self.tasks[first].stage = Stage::Chosen;
            self.tasks[first].rings += 1;
        }
        first.is_some()
    }

    /// True when `value` is put there.
    pub(crate) fn set(&mut self, value: u32) -> bool {
        let is_empty = self.value.is_none();
        if is_empty {
            self.end_turn(Some(value));
        }
        is_empty
    }

    pub(crate) fn fail(&mut self) -> Result<u32, ()> {
        if self.value.is_none() {
            self.end_turn(None);
        }
        self.value.ok_or(())
    }

    /// `None` when somebody else is at it.
    pub(crate) fn init(&mut self, value: u32) -> Option<u32> {
        if !self.is_running() {
            self.set(value);
        }
        self.value
    }

    pub(crate) fn new_task(&mut self, kind: Kind) {
        self.tasks.push(Task { kind, stage: Stage::Fresh, rings: 0 });
    }

    /// What the task comes to, if it does.
    pub(crate) fn poll(&mut self, number: usize) -> Option<Result<u32, ()>> {
        let is_running = self.is_running();
        let task = &mut self.tasks[number];
        match (task.stage, task.kind, self.value) {
            (Stage::Asleep | Stage::Gone, ..) => None,
            (Stage::Fresh | Stage::Chosen, _, Some(value)) => {
                task.stage = Stage::Gone;
                Some(Ok(value))
            }
            (Stage::Fresh | Stage::Chosen, Kind::Init { .. }, None) if !is_running => {
                task.stage = Stage::Makes;
                self.make(number)
            }
            (Stage::Fresh | Stage::Chosen, ..) => {
                task.stage = Stage::Asleep;
                self.queue.push_back(number);
                None
            }
            (Stage::Makes, ..) => self.make(number),
        }
    }

    fn make(&mut self, number: usize) -> Option<Result<u32, ()>> {
        let task = &mut self.tasks[number];
        let Kind::Init { polls, value } = &mut task.kind else { return None };
        if *polls > 0 {
            *polls -= 1;
            return None;
        }
        let value = *value;
        task.stage = Stage::Gone;
        self.end_turn(value);
        Some(value.ok_or(()))
    }

    pub(crate) fn drop_task(&mut self, number: usize) {
        let stage = std::mem::replace(&mut self.tasks[number].stage, Stage::Gone);
        self.queue.retain(|queued| *queued != number);
        match stage {
            Stage::Makes => self.end_turn(None),
            // It passes its wake on. All were woken with it, so that is in vain.
            Stage::Chosen => drop(self.choose()),
            Stage::Fresh | Stage::Asleep | Stage::Gone => {}
        }
    }

    /// How often each task was woken; `None` for one that is gone.
    pub(crate) fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|task| (task.stage != Stage::Gone).then_some(task.rings)).collect()
    }
}
