//! What a semaphore is meant to do, where nothing happens at the same time.

use std::collections::VecDeque;

use threadbare_sync::TryAcquireError;

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Never polled.
    Fresh,
    /// In line.
    InLine,
    /// At the head, and does not know it yet.
    Chosen,
    /// At the head, asleep.
    Asleep,
    /// At the head, woken, not polled since.
    Woken,
    /// Ready once, or dropped.
    Gone,
}

#[derive(Clone, Copy, Debug)]
struct Task {
    n: u32,
    stage: Stage,
    rings: u32,
    has_woken: bool,
}

/// A semaphore for which nobody but tasks waits.
#[derive(Debug)]
pub(crate) struct Reference {
    available: u32,
    most: u32,
    is_closed: bool,
    is_starving: bool,
    tasks: Vec<Task>,
    head: Option<usize>,
    line: VecDeque<usize>,
}

impl Reference {
    pub(crate) fn new(available: u32, most: u32) -> Self {
        Self {
            available,
            most,
            is_closed: false,
            is_starving: false,
            tasks: Vec::new(),
            head: None,
            line: VecDeque::new(),
        }
    }

    pub(crate) fn available(&self) -> u32 {
        self.available
    }

    pub(crate) fn try_acquire(&mut self, n: u32) -> Result<(), TryAcquireError> {
        if self.is_closed {
            return Err(TryAcquireError::Closed);
        }
        if n > 0 && (self.is_starving || self.available < n) {
            return Err(TryAcquireError::NoPermits);
        }
        self.available -= n;
        Ok(())
    }

    pub(crate) fn release(&mut self, n: u32) -> Result<(), u32> {
        if self.available.checked_add(n).is_none_or(|sum| sum > self.most) {
            return Err(n);
        }
        self.available += n;
        self.wake_head();
        Ok(())
    }

    pub(crate) fn close(&mut self) {
        self.is_closed = true;
        self.wake_head();
    }

    pub(crate) fn new_task(&mut self, n: u32) {
        self.tasks.push(Task { n, stage: Stage::Fresh, rings: 0, has_woken: false });
    }

    /// What the task says when it is polled; `None`: it waits, or is gone.
    pub(crate) fn poll(&mut self, number: usize) -> Option<bool> {
        let task = self.tasks[number];
        match task.stage {
            Stage::Gone | Stage::Asleep | Stage::InLine => None,
            Stage::Fresh => match self.try_acquire(task.n) {
                Ok(()) => Some(self.end(number, true)),
                Err(TryAcquireError::Closed) => Some(self.end(number, false)),
                Err(_) if self.head.is_some() => {
                    self.line.push_back(number);
                    self.tasks[number].stage = Stage::InLine;
                    None
                }
                Err(_) => {
                    self.head = Some(number);
                    self.look(number)
                }
            },
            Stage::Chosen => self.look(number),
            Stage::Woken => {
                self.tasks[number].has_woken = true;
                self.look(number)
            }
        }
    }

    pub(crate) fn drop_task(&mut self, number: usize) {
        self.line.retain(|other| *other != number);
        self.end(number, false);
    }

    /// A look of the head.
    fn look(&mut self, number: usize) -> Option<bool> {
        let task = self.tasks[number];
        if self.is_closed {
            return Some(self.end(number, false));
        }
        if self.available >= task.n {
            self.available -= task.n;
            return Some(self.end(number, true));
        }
        self.is_starving |= task.has_woken;
        self.tasks[number].stage = Stage::Asleep;
        None
    }

    /// The task is gone; was it the head, the next in line is.
    fn end(&mut self, number: usize, outcome: bool) -> bool {
        self.tasks[number].stage = Stage::Gone;
        if self.head == Some(number) {
            self.is_starving = false;
            self.head = self.line.pop_front();
            if let Some(next) = self.head {
                self.tasks[next].stage = Stage::Chosen;
                self.tasks[next].rings += 1;
            }
        }
        outcome
    }

    fn wake_head(&mut self) {
        if let Some(head) = self.head
            && self.tasks[head].stage == Stage::Asleep
        {
            self.tasks[head].stage = Stage::Woken;
            self.tasks[head].rings += 1;
        }
    }

    /// How often each task was woken; `None` for one that is gone.
    pub(crate) fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|task| (task.stage != Stage::Gone).then_some(task.rings)).collect()
    }

    pub(crate) fn shown(&self) -> String {
        let Self { available, most, is_starving, is_closed, .. } = self;
        let is_locked = self.head.is_some();
        format!(
            "Semaphore {{ available: {available}, most: {most}, starving: {is_starving}, \
             closed: {is_closed}, turnstile: RawFairLock {{ locked: {is_locked}, "
        )
    }
}
