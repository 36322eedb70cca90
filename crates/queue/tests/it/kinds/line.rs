//! The FIFO with a lock.

#[path = "suite/faults.rs"]
mod faults;
#[path = "suite/forks.rs"]
mod forks;
#[path = "suite/items.rs"]
mod items;
#[path = "suite/tasks.rs"]
mod tasks;
#[path = "suite/waits.rs"]
mod waits;

use super::{LONG, SHORT, grenade, kind, panics, polls_panic};

kind!(LockedFifo, T, |_, value| value, |number| number);

type Kind<T> = LockedFifo<T>;

/// Whether a task that waits to put has it done by whoever makes room.
fn puts_for_tasks() -> bool {
    true
}
