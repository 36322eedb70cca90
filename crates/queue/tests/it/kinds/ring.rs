//! The ring.
//!
//! The limit of its forks: a thread of the parent that was inside a slot at the moment of the fork
//! is not in the child, where its slot stays as it is. Nothing here can bring that about on
//! purpose.

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

kind!(Fifo, T, |_, value| value, |number| number);

type Kind<T> = Fifo<T>;

/// Whether a task that waits to put has it done by whoever makes room. Where there is one CPU a
/// small queue has a lock.
fn puts_for_tasks() -> bool {
    !crate::support::has_more_cpus()
}
