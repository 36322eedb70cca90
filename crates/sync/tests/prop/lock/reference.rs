//! What the lock is meant to do, where nothing happens at the same time.

use std::collections::VecDeque;

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Never polled.
    Fresh,
    /// In the queue.
    Queued,
    /// Taken out of the queue by a wake, not polled since.
    Chosen,
    /// Inside once, or dropped.
    Gone,
}

#[derive(Clone, Copy, Debug)]
struct Task {
    stage: Stage,
    rings: u32,
}

/// A lock with nobody but tasks asleep.
#[derive(Debug, Default)]
pub(crate) struct Reference {
    locked: bool,
    parked: bool,
    tasks: Vec<Task>,
    queue: VecDeque<usize>,
}

impl Reference {
    pub(crate) fn is_locked(&self) -> bool {
        self.locked
    }

    /// A newcomer takes a free lock; it cannot know of sleepers, for a free word forgets them.
    pub(crate) fn try_acquire(&mut self) -> bool {
        let taken = !self.locked;
        self.locked = true;
        taken
    }

    pub(crate) fn release(&mut self) -> bool {
        if !self.locked {
            return false;
        }
        self.locked = false;
        if std::mem::take(&mut self.parked) {
            self.choose();
        }
        true
    }

    /// No thread sleeps, so the reservation is cancelled and whoever slept meanwhile is woken: of
    /// the tasks, that is a second one.
    pub(crate) fn release_fair(&mut self) -> bool {
        let was_parked = self.locked && self.parked;
        let released = self.release();
        if was_parked {
            self.choose();
        }
        released
    }

    /// Without sleepers there is nothing to do.
    pub(crate) fn bump(&mut self) -> bool {
        if self.parked {
            self.release_fair();
            self.locked = true;
        }
        self.locked
    }

    pub(crate) fn new_task(&mut self) {
        self.tasks.push(Task { stage: Stage::Fresh, rings: 0 });
    }

    /// True when the task is inside.
    pub(crate) fn poll(&mut self, number: usize) -> bool {
        let has_slept = match self.tasks[number].stage {
            Stage::Fresh => false,
            Stage::Chosen => true,
            Stage::Queued | Stage::Gone => return false,
        };
        if self.locked {
            self.parked = true;
            self.queue.push_back(number);
            self.tasks[number].stage = Stage::Queued;
            return false;
        }
        self.locked = true;
        self.parked = has_slept;
        self.tasks[number].stage = Stage::Gone;
        true
    }

    pub(crate) fn drop_task(&mut self, number: usize) {
        let stage = std::mem::replace(&mut self.tasks[number].stage, Stage::Gone);
        self.queue.retain(|queued| *queued != number);
        if stage == Stage::Chosen {
            self.choose();
        }
    }

    /// The first in the queue is woken.
    fn choose(&mut self) {
        if let Some(first) = self.queue.pop_front() {
            self.tasks[first].stage = Stage::Chosen;
            self.tasks[first].rings += 1;
        }
    }

    /// How often each task was woken; `None` for one that is gone.
    pub(crate) fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|task| (task.stage != Stage::Gone).then_some(task.rings)).collect()
    }

    pub(crate) fn shown(&self) -> String {
        let (locked, parked) = (self.locked, self.parked);
        format!("RawLock {{ locked: {locked}, parked: {parked}, reserved: false }}")
    }
}
