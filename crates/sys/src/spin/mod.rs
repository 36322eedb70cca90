//! Spinning for a bounded time before sleeping.
//!
//! A sleep and a wake cost several microseconds, so it pays to look again for a while first. How
//! long is given in time, not in turns, because a `PAUSE` takes from 2 to 140 cycles depending on
//! the processor; and not at all where this process may use one CPU only, since the one we wait
//! for cannot run meanwhile. Between two looks the pauses double, so that the cache line is left
//! to the thread that is about to write it.
//!
//! Where more threads wait than there are CPUs, a pause keeps the one that we wait for from
//! running. There a thread *gives way* instead: it offers its CPU to whoever is ready to run
//! (`sched_yield`), a few times, and then sleeps. Threads that wait for one another this way are
//! switched to in turn and never sleep, so no CPU goes idle, and nobody has to be woken. It does
//! not promise to run the one that we wait for; a thread to which it did not pay learns so.

use core::time::Duration;
use std::thread;

use crate::clock::Moment;

#[cfg(not(threadbare_loom))]
#[path = "calibrated.rs"]
mod source;

#[cfg(not(threadbare_loom))]
mod luck;

#[cfg(threadbare_loom)]
#[path = "modelled.rs"]
mod source;

#[cfg(not(threadbare_loom))]
mod stall;

#[cfg(threadbare_loom)]
#[path = "no_luck.rs"]
mod luck;

#[cfg(threadbare_loom)]
#[path = "stall_modelled.rs"]
mod stall;

mod slip;

use luck::Means;
pub use slip::slip;
pub use stall::Stall;

/// How long to look again before sleeping: about what a sleep and a wake-up cost. With 5 us, and
/// 64 pauses at most between two looks instead of 256, threads with short sections made fewer
/// acquisitions of a lock: 5 % with two, 8 % with four, 13 % with eight (2026-11-21).
///
/// ```
/// use threadbare_sys::spin::{SPIN_NS, Spin};
///
/// let mut spin = Spin::for_ns(SPIN_NS);
/// while spin.turn() {} // look again here, and then sleep
/// ```
pub const SPIN_NS: u32 = 10_000;

/// Pauses before the second look. A look takes the cache line away from the holder: with 8 rather
/// than 1, four threads with short sections made 8 % more acquisitions, and sections of half a
/// microsecond 6 % fewer (2026-11-21, on the machine of docs/PERFORMANCE.md).
const BURST_MIN: u32 = 8;

/// The pauses between two looks double up to this many, about 6 us at 24 ns each; measured
/// together with the lock's `SPIN_NS`, where the figures stand.
const BURST_MAX: u32 = 256;

/// How often a thread gives way before it sleeps. Where nobody else is ready to run it costs some
/// 5 us in vain. With 16, 32 and 64 a herd of 16 took the same time (2026-11-21).
const OFFERS: u32 = 16;

/// A sleep that no spin would have saved by far; what wakes such a thread is rare.
const LONG_SLEEP: Duration = Duration::from_micros(10 * SPIN_NS as u64 / 1_000);

/// When giving way has taken too long: others run here that have nothing to do with us.
const OFFERS_END: Duration = Duration::from_micros(100);

/// What a thread does between two looks.
#[derive(Clone, Copy, Debug)]
enum Meanwhile {
    /// Holds on to its CPU: so many pauses, next time twice as many, up to a most.
    Pause { burst: u32, most: u32 },
    /// Offers its CPU to others. `is_late`: they have kept it for too long.
    GiveWay { since: Moment, is_late: bool },
}

/// What the end of a wait teaches the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lesson {
    None,
    Success,
    Both,
}

/// A budget of pauses, or of offers to let others run.
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
    meanwhile: Meanwhile,
    lesson: Lesson,
    /// Whether it gives way when its pauses are used up.
    gives_way_then: bool,
}

impl Spin {
    const CLOSELY: Meanwhile = Meanwhile::Pause { burst: 1, most: 64 };

    /// No budget: sleep at once.
    pub const NONE: Self = Self {
        left: 0,
        meanwhile: Meanwhile::Pause { burst: BURST_MIN, most: BURST_MAX },
        lesson: Lesson::None,
        gives_way_then: false,
    };

    /// A budget of about `ns` nanoseconds, or none where this process may use one CPU only.
    #[must_use]
    pub fn for_ns(ns: u32) -> Self {
        Self { left: source::pauses_in(ns), ..Self::NONE }
    }

    /// As [`for_ns`](Self::for_ns), for a wait that others end when they like: a thread whose last
    /// such waits outlasted their budgets gets none, but for one wait in sixteen. Tell how it went
    /// by [`learn`](Self::learn). On one CPU it gives way.
    #[must_use]
    pub fn on_trial(ns: u32) -> Self {
        if cpus() == 1 {
            return Self::giving_way();
        }
        if !luck::allows_a_trial(Means::Pauses) {
            return Self::NONE;
        }
        let spin = Self::for_ns(ns);
        Self { lesson: if spin.left > 0 { Lesson::Both } else { Lesson::None }, ..spin }
    }

    /// For what another thread hands over within some hundred nanoseconds, where a look takes no
    /// line away from it: looks in close succession. As [`on_trial`](Self::on_trial), but a thread
    /// without luck still looks for an eighth of the time, and that may bring its luck back. Only
    /// one whose last sleeps were all long ([`Nap`]) does not look.
    #[must_use]
    pub fn closely(ns: u32) -> Self {
        if cpus() == 1 {
            return Self::giving_way();
        }
        if luck::is_idle() {
            return Self::NONE;
        }
        let has_luck = luck::allows_a_trial(Means::Pauses);
        let spin = Self::for_ns(if has_luck { ns } else { ns / 8 });
        let lesson = if has_luck { Lesson::Both } else { Lesson::Success };
        Self { meanwhile: Self::CLOSELY, lesson, ..spin }
    }

    /// For a wait on a word of this thread's own, which another writes once: looks in close
    /// succession, on trial; then gives way, on trial. Two threads that hand something to and fro
    /// and happen to be on one CPU, with others free, are not told apart by the kernel while they
    /// sleep and wake each other; ready to run both, one of them is moved (a rendezvous took half
    /// the time there, 2026-11-21).
    #[must_use]
    pub fn to_be_told(ns: u32) -> Self {
        if cpus() == 1 || !luck::allows_a_trial(Means::Pauses) {
            return Self::giving_way();
        }
        let spin = Self::for_ns(ns);
        Self { meanwhile: Self::CLOSELY, lesson: Lesson::Both, gives_way_then: true, ..spin }
    }

    /// For a wait with more threads than CPUs: lets others run between two looks, a few times. On
    /// trial, as [`on_trial`](Self::on_trial).
    #[must_use]
    pub fn giving_way() -> Self {
        let left = source::offers(OFFERS);
        if left == 0 || !luck::allows_a_trial(Means::Yields) {
            return Self::NONE;
        }
        let meanwhile = Meanwhile::GiveWay { since: Moment::now(), is_late: false };
        Self { left, meanwhile, lesson: Lesson::Both, gives_way_then: false }
    }

    /// Tells whether the wait was over before the budget was. A spin that never had one taught
    /// nothing; giving way for too long is a failure however it ended, since a sleeper would have
    /// been woken sooner.
    pub fn learn(&self, was_in_time: bool) {
        let paid =
            was_in_time && !matches!(self.meanwhile, Meanwhile::GiveWay { is_late: true, .. });
        if self.lesson == Lesson::Both || (paid && self.lesson == Lesson::Success) {
            let means = match self.meanwhile {
                Meanwhile::Pause { .. } => Means::Pauses,
                Meanwhile::GiveWay { .. } => Means::Yields,
            };
            luck::learn(means, paid);
        }
    }

    /// Lets some time pass and returns true, or returns false when the budget is used up.
    #[must_use]
    pub fn turn(&mut self) -> bool {
        if self.left == 0 {
            if !self.gives_way_then {
                return false;
            }
            self.learn(false);
            *self = Self::giving_way();
            return self.turn();
        }
        match &mut self.meanwhile {
            Meanwhile::Pause { burst, most } => {
                let pauses = self.left.min(*burst);
                (0..pauses).for_each(|_| crate::hint::spin_loop());
                self.left -= pauses;
                *burst = (*burst * 2).min(*most);
            }
            Meanwhile::GiveWay { since, is_late } => {
                thread::yield_now();
                *is_late = since.elapsed() > OFFERS_END;
                self.left = if *is_late { 0 } else { self.left - 1 };
            }
        }
        true
    }
}

/// A sleep, by whose length the thread learns whether a spin before the next one makes sense: one
/// that is woken every half millisecond would spend a third of its time in spins (2026-11-21).
///
/// ```
/// use threadbare_sys::spin::Nap;
///
/// let nap = Nap::begin();
/// // sleep here
/// nap.end();
/// ```
#[derive(Debug)]
#[must_use = "end it after the sleep"]
pub struct Nap {
    /// `None`: it is not measured.
    since: Option<Moment>,
}

impl Nap {
    /// Now the thread goes to sleep.
    pub fn begin() -> Self {
        Self { since: luck::measures_a_sleep().then(Moment::now) }
    }

    /// It was woken, by somebody or by the clock.
    pub fn end(self) {
        if let Some(since) = self.since {
            luck::slept(since.elapsed() > LONG_SLEEP);
        }
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
