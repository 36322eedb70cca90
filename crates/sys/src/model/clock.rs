//! Time in a model: it stands still, or ticks whenever it is read. Deadlines do not need it: a
//! timed wait may end at any moment (see [`super::futex`]).

use core::cell::Cell;
use core::time::Duration;

use crate::clock::Deadline;

/// The first moment: not zero, which is [`Deadline::NOW`](crate::clock::Deadline::NOW).
const START_NS: u64 = 1_000_000_000;

thread_local! {
    static NOW_NS: Cell<u64> = const { Cell::new(START_NS) };
    static TICK_NS: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn begin_execution(tick_ns: u64) {
    NOW_NS.set(START_NS);
    TICK_NS.set(tick_ns);
}

pub(crate) fn monotonic_ns() -> u64 {
    NOW_NS.replace(NOW_NS.get().saturating_add(TICK_NS.get()))
}

/// Never: what a rescue saves from does not happen in a model.
pub(crate) fn rescue(_timeout: Duration) -> Deadline {
    Deadline::NEVER
}
