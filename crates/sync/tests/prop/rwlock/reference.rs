//! What the lock is meant to do, where nothing happens at the same time and nobody but tasks
//! waits: readers, one slot, a wish, and two places to sleep.

use std::collections::VecDeque;

/// What a task wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    Read,
    Write,
    Upgradable,
}

/// Where a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Not asleep; polled next, it looks.
    Awake,
    /// Asleep until it is said that readers may come in, or have left.
    AtState,
    /// Asleep until the slot is free.
    AtDoor,
    /// Inside once, or dropped.
    Gone,
}

#[derive(Clone, Copy, Debug)]
struct Task {
    want: Want,
    place: Place,
    rings: u32,
    /// Woken from the state and not polled since.
    is_fresh: bool,
    /// Woken once: from the state for a reader, from the door for the others.
    has_slept: bool,
    owes_wake: bool,
    has_wished: bool,
}

/// Who has the slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Slot {
    #[default]
    Free,
    Writer,
    Upgradable,
}

#[derive(Debug, Default)]
pub(crate) struct Reference {
    pub(crate) readers: u32,
    pub(crate) slot: Slot,
    wish: bool,
    at_state: bool,
    at_door: bool,
    tasks: Vec<Task>,
    /// Those asleep on the state, first come first.
    state: VecDeque<usize>,
    /// Those asleep at the door, first come first.
    door: VecDeque<usize>,
}

impl Reference {
    fn may_read(&self, has_slept: bool) -> bool {
        self.slot != Slot::Writer && (!self.wish || has_slept || self.readers == 0)
    }

    fn enter(&mut self) {
        if self.readers == 0 && self.wish {
            (self.wish, self.at_state) = (false, false);
        }
        self.readers += 1;
    }

    fn claim(&mut self, want: Want, has_slept: bool) {
        self.at_door |= has_slept;
        self.slot = if want == Want::Write { Slot::Writer } else { Slot::Upgradable };
        self.wish &= want != Want::Write;
    }

    pub(crate) fn try_acquire(&mut self, want: Want) -> bool {
        match want {
            Want::Read if self.may_read(false) => self.enter(),
            Want::Upgradable if self.slot == Slot::Free => self.claim(want, false),
            Want::Write if self.slot == Slot::Free && self.readers == 0 => self.claim(want, false),
            _ => return false,
        }
        true
    }

    pub(crate) fn release_read(&mut self) {
        self.readers -= 1;
        if self.readers == 0 && self.wish && self.at_state {
            self.wake_state();
        }
    }

    pub(crate) fn release_write(&mut self) {
        self.slot = Slot::Free;
        self.unblock_and_open();
    }

    pub(crate) fn release_upgradable(&mut self) {
        self.slot = Slot::Free;
        self.open_door();
    }

    pub(crate) fn downgrade(&mut self) {
        self.slot = Slot::Free;
        self.enter();
        self.unblock_and_open();
    }

    pub(crate) fn downgrade_to_upgradable(&mut self) {
        self.slot = Slot::Upgradable;
        self.unblock();
    }

    pub(crate) fn downgrade_upgradable(&mut self) {
        self.slot = Slot::Free;
        self.enter();
        self.open_door();
    }

    pub(crate) fn try_upgrade(&mut self) -> bool {
        let upgrades = self.readers == 0;
        if upgrades {
            (self.slot, self.wish) = (Slot::Writer, false);
        }
        upgrades
    }

    fn unblock_and_open(&mut self) {
        self.unblock();
        self.open_door();
    }

    fn unblock(&mut self) {
        if std::mem::take(&mut self.at_state) {
            self.wake_state();
        }
    }

    fn wake_state(&mut self) {
        while self.wake_one_at_state() {}
    }

    fn wake_one_at_state(&mut self) -> bool {
        let Some(first) = self.state.pop_front() else { return false };
        let task = &mut self.tasks[first];
        task.place = Place::Awake;
        task.rings += 1;
        task.is_fresh = true;
        task.has_slept |= task.want == Want::Read;
        true
    }

    fn open_door(&mut self) {
        if std::mem::take(&mut self.at_door) {
            self.wake_door();
        }
    }

    fn wake_door(&mut self) {
        if let Some(first) = self.door.pop_front() {
            let task = &mut self.tasks[first];
            task.place = Place::Awake;
            task.rings += 1;
            (task.has_slept, task.owes_wake) = (true, true);
        }
    }

    pub(crate) fn new_task(&mut self, want: Want) {
        let place = Place::Awake;
        let (is_fresh, has_slept, owes_wake, has_wished) = (false, false, false, false);
        self.tasks.push(Task { want, place, rings: 0, is_fresh, has_slept, owes_wake, has_wished });
    }

    /// True when the task is inside.
    pub(crate) fn poll(&mut self, number: usize) -> bool {
        let Task { want, place, has_slept, .. } = self.tasks[number];
        if place != Place::Awake {
            return false;
        }
        let next = match want {
            Want::Read if self.may_read(has_slept) => {
                self.enter();
                Place::Gone
            }
            Want::Read => Place::AtState,
            Want::Write | Want::Upgradable if self.slot != Slot::Free => Place::AtDoor,
            Want::Write if self.readers > 0 => Place::AtState,
            Want::Write | Want::Upgradable => {
                self.claim(want, has_slept);
                Place::Gone
            }
        };
        self.settle(number, next);
        next == Place::Gone
    }

    fn settle(&mut self, number: usize, place: Place) {
        let task = &mut self.tasks[number];
        (task.place, task.is_fresh) = (place, false);
        match place {
            Place::AtState => {
                self.at_state = true;
                task.has_wished |= task.want == Want::Write;
                self.wish |= task.want == Want::Write;
                self.state.push_back(number);
            }
            Place::AtDoor => {
                self.at_door = true;
                task.owes_wake = false;
                self.door.push_back(number);
            }
            Place::Awake | Place::Gone => {}
        }
    }

    /// Takes its wish back, and passes on a wake that it has not used.
    pub(crate) fn drop_task(&mut self, number: usize) {
        let Task { place, owes_wake, has_wished, .. } = self.tasks[number];
        if place == Place::Gone {
            return;
        }
        if has_wished && std::mem::take(&mut self.wish) {
            // All at the state, and perhaps itself.
            self.unblock();
        }
        self.tasks[number].place = Place::Gone;
        self.state.retain(|queued| *queued != number);
        self.door.retain(|queued| *queued != number);
        if owes_wake {
            self.wake_door();
        }
        if self.tasks[number].is_fresh {
            self.wake_one_at_state();
        }
    }

    /// How often each task was woken; `None` for one that is gone.
    pub(crate) fn rings(&self) -> Vec<Option<u32>> {
        self.tasks.iter().map(|task| (task.place != Place::Gone).then_some(task.rings)).collect()
    }

    pub(crate) fn shown(&self) -> String {
        let (readers, writer) = (self.readers, self.slot == Slot::Writer);
        let (upgradable, parked) = (self.slot == Slot::Upgradable, self.at_state || self.at_door);
        format!(
            "RawRwLock {{ readers: {readers}, writer: {writer}, upgradable: {upgradable}, \
             pending: false, parked: {parked}, reserved: false }}"
        )
    }
}
