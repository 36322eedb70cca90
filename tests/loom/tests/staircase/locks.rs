//! Steps (a) and (b): locks that do not sleep.

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::hint;

use super::broken::must_fail;
use super::claims::{Steps, two_are_never_inside, two_exclude_each_other};

const FREE: u32 = 0;
const LOCKED: u32 = 1;

/// (a) Looks, then takes.
struct Flag(AtomicU32);

impl Steps for Flag {
    fn new() -> Self {
        Self(AtomicU32::new(FREE))
    }

    fn acquire(&self) {
        while self.0.load(Acquire) == LOCKED {
            hint::spin_loop();
        }
        self.0.store(LOCKED, Relaxed);
    }

    fn release(&self) {
        self.0.store(FREE, Release);
    }

    fn word(&self) -> &AtomicU32 {
        &self.0
    }
}

/// (b) Looks and takes in one step, and never sleeps.
struct Spinning(AtomicU32);

impl Steps for Spinning {
    fn new() -> Self {
        Self(AtomicU32::new(FREE))
    }

    fn acquire(&self) {
        while self.0.compare_exchange(FREE, LOCKED, Acquire, Relaxed).is_err() {
            hint::spin_loop();
        }
    }

    fn release(&self) {
        self.0.store(FREE, Release);
    }

    fn word(&self) -> &AtomicU32 {
        &self.0
    }
}

/// Between the look and the store there is room for another thread; a compare-exchange has none.
#[test]
fn the_flag_lets_two_in() {
    must_fail(the_flag_lets_two_in, "two are inside", two_are_never_inside::<Flag>);
    two_are_never_inside::<Spinning>();
    two_exclude_each_other::<Spinning>();
}
