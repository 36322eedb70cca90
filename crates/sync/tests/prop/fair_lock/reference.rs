//! What the fair lock is meant to do, where nothing happens at the same time.

use std::collections::VecDeque;

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Never polled.
    Fresh,
    /// In the queue.
    Queued,
    /// Inside, and does not know it yet.
    Chosen,
    /// Inside once, or dropped.
    Gone,
}

#[derive(Clone, Copy, Debug)]
struct Task {
    stage: Stage,
    rings: u32,
}

/// A flag and a queue.
#[derive(Debug, Default)]
pub(crate) struct Reference {
    locked: bool,
    /// Somebody joined the queue, and no release has emptied it or found it empty since.
    queued: bool,
    tasks: Vec<Task>,
    queue: VecDeque<usize>,
}

impl Reference {
    pub(crate) fn is_locked(&self) -> bool {
        self.locked
    }

    pub(crate) fn try_acquire(&mut self) -> bool {
        !std::mem::replace(&mut self.locked, true)
    }

    /// Who comes too late has been in the queue, and the word remembers it.
    pub(crate) fn acquire_in_time(&mut self) -> bool {
        self.queued |= self.locked;
        self.try_acquire()
    }

    /// True when a task has the lock and does not know it yet.
    pub(crate) fn is_chosen(&self) -> bool {
        self.tasks.iter().any(|task| task.stage == Stage::Chosen)
    }

    /// The first of the queue is inside; with nobody there, the lock is free.
    pub(crate) fn release(&mut self) -> bool {
        if !self.locked {
            return false;
        }
        match self.queue.pop_front() {
            Some(first) => {
                self.tasks[first].stage = Stage::Chosen;
                self.tasks[first].rings += 1;
            }
            None => self.locked = false,
        }
        self.queued = !self.queue.is_empty();
        true
    }

    pub(crate) fn new_task(&mut self) {
        self.tasks.push(Task { stage: Stage::Fresh, rings: 0 });
    }

    /// True when the task is inside.
    pub(crate) fn poll(&mut self, number: usize) -> bool {
        let is_inside = match self.tasks[number].stage {
            Stage::Fresh => self.try_acquire(),
            Stage::Chosen => true,
            Stage::Queued | Stage::Gone => return false,
        };
        if is_inside {
            self.tasks[number].stage = Stage::Gone;
        } else {
            self.queued = true;
            self.queue.push_back(number);
            self.tasks[number].stage = Stage::Queued;
        }
        is_inside
    }

    pub(crate) fn drop_task(&mut self, number: usize) {
        let stage = std::mem::replace(&mut self.tasks[number].stage, Stage::Gone);
        self.queue.retain(|queued| *queued != number);
        if stage == Stage::Chosen {
            self.release();
        }
    }

    /// How often each task was woken; `None` for one that is gone.
    pub(crate) fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|task| (task.stage != Stage::Gone).then_some(task.rings)).collect()
    }

    pub(crate) fn shown(&self) -> String {
        format!("RawFairLock {{ locked: {}, queued: {} }}", self.locked, self.queued)
    }
}
