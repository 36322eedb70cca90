//! What a thread remembers while it waits, and how long is long.

use core::time::Duration;

use threadbare_sys::clock::{Deadline, Moment};

use crate::patience::STARVED_AFTER;

/// A newcomer takes a reserved lock after this, heir or no heir. In one process the heir always
/// comes; in a child forked at that very moment it does not exist.
const RESERVATION_LAPSES: Duration = Duration::from_millis(20);

/// What a thread remembers while it waits.
#[derive(Default)]
pub(crate) struct Sleeper {
    pub(crate) has_slept: bool,
    since: Option<Moment>,
}

impl Sleeper {
    /// One that has slept on the lock's word before it came to ask for the lock.
    pub(crate) fn woken() -> Self {
        Self { has_slept: true, since: None }
    }

    /// True for one that has slept and has waited long enough. The time begins with the first
    /// sleep, so that a wait that only spins reads no clock.
    pub(crate) fn is_starving(&mut self) -> bool {
        let since = *self.since.get_or_insert_with(Moment::now);
        self.has_slept && since.elapsed() >= STARVED_AFTER
    }
}

/// When a newcomer gives up waiting for the heir of a reserved lock.
pub(crate) fn lapse() -> Deadline {
    Deadline::rescue(RESERVATION_LAPSES)
}
