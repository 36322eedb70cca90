//! What a condition is meant to do, where nothing happens at the same time.

use std::collections::VecDeque;

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// In the queue.
    Queued,
    /// Notified.
    Chosen,
    /// Polled since, when the lock was held: whose turn it is there is the lock's to say.
    AtLock,
    /// It has its guard back, or was dropped.
    Gone,
}

/// A condition and a lock, with nobody but tasks that wait.
#[derive(Debug, Default)]
pub(crate) struct Reference {
    is_held: bool,
    tasks: Vec<Stage>,
    queue: VecDeque<usize>,
}

impl Reference {
    pub(crate) fn is_held(&self) -> bool {
        self.is_held
    }

    pub(crate) fn hold(&mut self, is_held: bool) {
        self.is_held = is_held;
    }

    pub(crate) fn new_task(&mut self) {
        self.queue.push_back(self.tasks.len());
        self.tasks.push(Stage::Queued);
    }

    /// Whether the task has its guard back; `seen` is believed where the lock decides.
    pub(crate) fn poll(&mut self, number: usize, seen: bool) -> bool {
        let (comes_back, next) = match self.tasks[number] {
            Stage::Queued | Stage::Gone => return false,
            Stage::Chosen | Stage::AtLock if self.is_held => (false, Stage::AtLock),
            Stage::AtLock if !seen => (false, Stage::AtLock),
            Stage::Chosen | Stage::AtLock => (true, Stage::Gone),
        };
        self.tasks[number] = next;
        comes_back
    }

    /// A notification that had chosen the task goes to the next.
    pub(crate) fn drop_task(&mut self, number: usize) {
        let stage = std::mem::replace(&mut self.tasks[number], Stage::Gone);
        self.queue.retain(|queued| *queued != number);
        if matches!(stage, Stage::Chosen | Stage::AtLock) {
            self.notify(1);
        }
    }

    /// The first `n` in the queue are chosen; returns how many there were.
    pub(crate) fn notify(&mut self, n: usize) -> usize {
        let found = n.min(self.queue.len());
        for number in self.queue.drain(..found) {
            self.tasks[number] = Stage::Chosen;
        }
        found
    }

    pub(crate) fn stages(&self) -> &[Stage] {
        &self.tasks
    }

    pub(crate) fn shown(&self) -> String {
        format!("Condition {{ awaited: {} }}", !self.queue.is_empty())
    }
}
