//! Step (e): a waiter with a deadline.

use threadbare_loom::SOME_TIME;
use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};

use super::broken::{DEADLOCK, must_fail};
use super::claims::{Steps, one_that_gives_up_strands_nobody};

const FREE: u32 = 0;
const LOCKED: u32 = 1;
const ASLEEP: u32 = 3;

/// The three-state lock with a deadline. A waiter that was woken looks at the clock first, or
/// `TRIES` first.
struct Timed<const TRIES: bool>(AtomicU32);

impl<const TRIES: bool> Timed<TRIES> {
    fn acquire_until(&self, deadline: Deadline) -> bool {
        let mut taken = LOCKED;
        while let Err(seen) = self.0.compare_exchange(FREE, taken, Acquire, Relaxed) {
            if seen != ASLEEP && self.0.compare_exchange(seen, ASLEEP, Relaxed, Relaxed).is_err() {
                continue;
            }
            let outcome = futex::wait(&self.0, ASLEEP, deadline);
            if outcome == Wait::TimedOut || (!TRIES && deadline.is_past()) {
                return false;
            }
            taken = ASLEEP;
        }
        true
    }
}

impl<const TRIES: bool> Steps for Timed<TRIES> {
    fn new() -> Self {
        Self(AtomicU32::new(FREE))
    }

    fn acquire(&self) {
        self.acquire_until(Deadline::NEVER);
    }

    fn acquire_in_time(&self) -> bool {
        self.acquire_until(Deadline::after(SOME_TIME))
    }

    fn release(&self) {
        let address = futex::address(&self.0);
        if self.0.swap(FREE, Release) == ASLEEP {
            futex::wake_threads(address, 1);
        }
    }

    fn word(&self) -> &AtomicU32 {
        &self.0
    }
}

/// A waiter that was woken owes the wake to the other sleepers: it must try before it gives up.
#[test]
fn a_waiter_that_gives_up_after_a_wake_strands_the_other() {
    must_fail(
        a_waiter_that_gives_up_after_a_wake_strands_the_other,
        DEADLOCK,
        one_that_gives_up_strands_nobody::<Timed<false>>,
    );
    one_that_gives_up_strands_nobody::<Timed<true>>();
}
