//! What a thread has learnt of spinning: whether its waits end while it looks.
//!
//! Two threads that hand something to and fro on two CPUs answer each other within a microsecond,
//! and spinning saves them two system calls a turn. A thread that waits for a crowd, or beside more
//! threads than CPUs, spins in vain, on a CPU that the others need. Nothing in a wait says which it
//! is; the last waits do. And a thread that waits for something rare sleeps long: after some such
//! sleeps it does not look at all, and the first short one that it measures ends that. Whether a
//! slip (`slip.rs`) has paid is kept beside them.

use core::cell::Cell;

/// Trials that may fail one after the other once some have succeeded.
const LUCK_MAX: i8 = 8;

/// Long sleeps one after the other that make a thread idle.
const IDLE: u8 = 3;
/// One in so many sleeps of an idle thread is measured: it looks at the clock while its caches are
/// cold, which with each sleep was a twentieth of what a rare item cost (2026-11-21).
const SAMPLE: u8 = 8;

/// How a thread spins. What it learns of the one says nothing of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Pauses,
    Yields,
    Slip,
}

impl Means {
    /// Waits without a trial after the luck has run out. A slip is for long streams, which it
    /// reaches soon enough; with 16 a round trip by two rings took a fifth longer
    /// (2026-11-21).
    const fn rest(self) -> i8 {
        match self {
            Self::Pauses | Self::Yields => 16,
            Self::Slip => 120,
        }
    }
}

thread_local! {
    /// Above 0: trials that may fail. Below: waits until the next trial. By `Means`.
    static LUCK: [Cell<i8>; 3] = const { [const { Cell::new(LUCK_MAX / 2) }; 3] };
    /// The long sleeps since it was last in time, or slept briefly; of an idle thread, those since
    /// the last that was measured, above `IDLE`.
    static LONG_SLEEPS: Cell<u8> = const { Cell::new(0) };
}

/// True when the next wait is to begin with a spin.
pub(super) fn allows_a_trial(means: Means) -> bool {
    if is_idle() {
        return false;
    }
    // A thread that is about to end has no luck any more.
    LUCK.try_with(|luck| {
        let luck = &luck[means as usize];
        if luck.get() <= 0 {
            luck.set(luck.get() + 1);
        }
        luck.get() > 0
    })
    .unwrap_or(false)
}

/// True when the thread's last sleeps were all long.
pub(super) fn is_idle() -> bool {
    LONG_SLEEPS.try_with(|sleeps| sleeps.get() >= IDLE).unwrap_or(true)
}

/// True if the sleep that begins is to be measured.
pub(super) fn measures_a_sleep() -> bool {
    let measures = |sleeps: &Cell<u8>| {
        let known = sleeps.get();
        if known < IDLE {
            return true;
        }
        let is_sample = known + 1 == IDLE + SAMPLE;
        sleeps.set(if is_sample { IDLE } else { known + 1 });
        is_sample
    };
    // As above: a thread that is about to end learns nothing.
    LONG_SLEEPS.try_with(measures).unwrap_or(false)
}

/// One more sleep is over, and was measured.
pub(super) fn slept(was_long: bool) {
    let after = |sleeps: u8| match was_long {
        true if sleeps < IDLE => sleeps + 1,
        true => sleeps,
        false => 0,
    };
    // As above: what a thread that is about to end would learn, it cannot use.
    LONG_SLEEPS.try_with(|sleeps| sleeps.set(after(sleeps.get()))).unwrap_or(());
}

pub(super) fn learn(means: Means, was_in_time: bool) {
    if was_in_time {
        slept(false);
    }
    // As above: what a thread that is about to end would learn, it cannot use.
    LUCK.try_with(|luck| {
        let luck = &luck[means as usize];
        luck.set(match (was_in_time, luck.get()) {
            (true, known) => (known + 2).min(LUCK_MAX),
            (false, ..=1) => 1 - means.rest(),
            (false, known) => known - 1,
        });
    })
    .unwrap_or(());
}

#[cfg(test)]
mod tests {
    use super::Means::{self, Pauses, Slip, Yields};
    use super::{IDLE, LUCK_MAX, SAMPLE, allows_a_trial, is_idle, learn, measures_a_sleep, slept};

    #[test]
    fn long_sleeps_alone_make_a_thread_idle_and_a_short_one_ends_it() {
        std::thread::spawn(|| {
            for _ in 0..3 {
                for _ in 1..IDLE {
                    slept(true);
                }
                assert!(!is_idle() && allows_a_trial(Pauses));
                slept(false);
            }
            (0..IDLE).for_each(|_| slept(true));
            assert!(is_idle() && !allows_a_trial(Pauses));
            slept(false);
            assert!(!is_idle() && allows_a_trial(Pauses));
        })
        .join()
        .expect("the claims hold");
    }

    #[test]
    fn an_idle_thread_measures_one_sleep_in_some() {
        std::thread::spawn(|| {
            for _ in 0..IDLE {
                assert!(measures_a_sleep());
                slept(true);
            }
            for _ in 0..3 {
                assert!((1..SAMPLE).all(|_| !measures_a_sleep() && is_idle()));
                assert!(measures_a_sleep() && is_idle());
                slept(true);
            }
            slept(false);
            assert!(measures_a_sleep() && !is_idle());
        })
        .join()
        .expect("the claims hold");
    }

    #[test]
    fn who_was_in_time_is_not_idle() {
        std::thread::spawn(|| {
            (0..u16::from(u8::MAX) * 2).for_each(|_| slept(true));
            assert!(is_idle());
            learn(Pauses, true);
            assert!(!is_idle());
        })
        .join()
        .expect("the claims hold");
    }

    #[test]
    fn a_thread_that_fails_rests_and_tries_again() {
        let fails = |means: Means, other: Means| {
            for _ in 0..LUCK_MAX / 2 {
                assert!(allows_a_trial(means));
                learn(means, false);
            }
            for _ in 0..means.rest() - 1 {
                assert!(!allows_a_trial(means));
            }
            assert!(allows_a_trial(means), "one wait in so many");
            learn(means, false);
            assert!(!allows_a_trial(means));
            assert!(allows_a_trial(other), "that was never tried");
        };
        let thread = std::thread::spawn(move || fails(Pauses, Yields));
        thread.join().expect("the claims hold");
        let thread = std::thread::spawn(move || fails(Slip, Pauses));
        thread.join().expect("the claims hold");
    }

    #[test]
    fn success_brings_trials_that_may_fail() {
        std::thread::spawn(|| {
            for _ in 0..20 {
                assert!(allows_a_trial(Pauses));
                learn(Pauses, true);
            }
            for _ in 0..LUCK_MAX {
                assert!(allows_a_trial(Pauses));
                learn(Pauses, false);
            }
            assert!(!allows_a_trial(Pauses));
        })
        .join()
        .expect("the claims hold");
    }
}
