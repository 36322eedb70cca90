//! Spinning for a bounded time before sleeping.
//!
//! A sleep and a wake cost several microseconds, so it pays to look again for a while first. How
//! long is given in time, not in turns, because a `PAUSE` takes from 2 to 140 cycles depending on
//! the processor; and not at all where this process may use one CPU only, since the one we wait
//! for cannot run meanwhile. Between two looks the pauses double, so that the cache line is left
//! to the thread that is about to write it.
//!
//! There is no `sched_yield` here: it costs a context switch where a pause costs nothing, and it
//! does not even promise to run the thread that we wait for.

#[cfg(not(threadbare_loom))]
#[path = "calibrated.rs"]
mod source;

#[cfg(not(threadbare_loom))]
mod luck;

#[cfg(threadbare_loom)]
#[path = "modelled.rs"]
mod source;

#[cfg(threadbare_loom)]
#[path = "no_luck.rs"]
mod luck;

/// Pauses before the second look. A look takes the cache line away from the holder: with 8 rather
/// than 1, four threads with short sections made 8 % more acquisitions, and sections of half a
/// microsecond 6 % fewer (2026-11-21, on the machine of docs/PERFORMANCE.md).
const BURST_MIN: u32 = 8;

/// The pauses between two looks double up to this many, about 6 us at 24 ns each; measured
/// together with the lock's `SPIN_NS`, where the figures stand.
const BURST_MAX: u32 = 256;

/// A budget of pauses.
///
/// ```
/// use threadbare_sys::spin::Spin;
///
/// let mut spin = Spin::for_ns(1_000);
/// let mut looks = 0;
/// while spin.turn() {
///     looks += 1; // look again here
/// }
/// assert!(looks <= 1_000);
/// ```
#[derive(Debug)]
pub struct Spin {
    left: u32,
    burst: u32,
    had_budget: bool,
}

impl Spin {
    /// A budget of about `ns` nanoseconds, or none where spinning cannot help.
    #[must_use]
    pub fn for_ns(ns: u32) -> Self {
        let left = source::pauses_in(ns);
        Self { left, burst: BURST_MIN, had_budget: left > 0 }
    }

    /// As [`for_ns`](Self::for_ns), for a wait that others end when they like: a thread whose last
    /// such waits outlasted their budgets gets none, but for one wait in sixteen. Tell how it went
    /// by [`learn`](Self::learn).
    #[must_use]
    pub fn on_trial(ns: u32) -> Self {
        Self::for_ns(if luck::allows_a_trial() { ns } else { 0 })
    }

    /// Tells whether the wait was over before the budget was. A spin that never had one taught
    /// nothing.
    pub fn learn(&self, was_in_time: bool) {
        if self.had_budget {
            luck::learn(was_in_time);
        }
    }

    /// Pauses for a while and returns true, or returns false when the budget is used up.
    #[must_use]
    pub fn turn(&mut self) -> bool {
        if self.left == 0 {
            return false;
        }
        let pauses = self.burst.min(self.left);
        for _ in 0..pauses {
            crate::hint::spin_loop();
        }
        self.left -= pauses;
        self.burst = (self.burst * 2).min(BURST_MAX);
        true
    }
}

/// How many CPUs this thread may use, as it was when somebody first asked.
///
/// ```
/// assert!(threadbare_sys::spin::cpus() > 0);
/// ```
#[must_use]
pub fn cpus() -> u32 {
    source::cpus()
}

/// How many threads that are to pass through one lock are worth waking at once: two, so that one
/// is already on its way while the other is inside; one where they would share a CPU.
#[must_use]
pub fn abreast() -> usize {
    source::abreast()
}
