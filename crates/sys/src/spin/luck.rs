//! What a thread has learnt of spinning: whether its waits end while it looks.
//!
//! Two threads that hand something to and fro on two CPUs answer each other within a microsecond,
//! and spinning saves them two system calls a turn. A thread that waits for a crowd, or beside more
//! threads than CPUs, spins in vain, on a CPU that the others need. Nothing in a wait says which it
//! is; the last waits do.

use core::cell::Cell;

/// Trials that may fail one after the other once some have succeeded.
const LUCK_MAX: i8 = 8;
/// Waits without a trial after the luck has run out.
const REST: i8 = 16;

thread_local! {
    /// Above 0: trials that may fail. Below: waits until the next trial.
    static LUCK: Cell<i8> = const { Cell::new(LUCK_MAX / 2) };
}

/// True when the next wait is to begin with a spin.
pub(super) fn allows_a_trial() -> bool {
    // A thread that is about to end has no luck any more.
    LUCK.try_with(|luck| {
        if luck.get() <= 0 {
            luck.set(luck.get() + 1);
        }
        luck.get() > 0
    })
    .unwrap_or(false)
}

pub(super) fn learn(was_in_time: bool) {
    // As above: what a thread that is about to end would learn, it cannot use.
    LUCK.try_with(|luck| {
        luck.set(match (was_in_time, luck.get()) {
            (true, known) => (known + 2).min(LUCK_MAX),
            (false, ..=1) => -REST + 1,
            (false, known) => known - 1,
        });
    })
    .unwrap_or(());
}

#[cfg(test)]
mod tests {
    use super::{LUCK_MAX, REST, allows_a_trial, learn};

    #[test]
    fn a_thread_that_fails_rests_and_tries_again() {
        std::thread::spawn(|| {
            for _ in 0..LUCK_MAX / 2 {
                assert!(allows_a_trial());
                learn(false);
            }
            for _ in 0..REST - 1 {
                assert!(!allows_a_trial());
            }
            assert!(allows_a_trial(), "one wait in so many");
            learn(false);
            assert!(!allows_a_trial());
        })
        .join()
        .expect("the claims hold");
    }

    #[test]
    fn success_brings_trials_that_may_fail() {
        std::thread::spawn(|| {
            for _ in 0..20 {
                assert!(allows_a_trial());
                learn(true);
            }
            for _ in 0..LUCK_MAX {
                assert!(allows_a_trial());
                learn(false);
            }
            assert!(!allows_a_trial());
        })
        .join()
        .expect("the claims hold");
    }
}
