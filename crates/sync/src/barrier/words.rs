//! The barrier without its action: the two words, and what is done to them from outside a wait.

use threadbare_sys::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Relaxed, Release},
};
use threadbare_sys::const_fn;
use threadbare_sys::futex;

use super::state::{self, FRESH, MOST, Ticket};

/// Sixteen bytes.
pub(super) struct Words {
    pub(super) state: AtomicU64,
    /// What parties sleep on. Its value says nothing; it changes when it rings.
    pub(super) bell: AtomicU32,
    pub(super) parties: u32,
}

impl Words {
    const_fn! {
        pub(super) const fn new(parties: u32) -> Self {
            assert!(parties > 0, "a barrier needs a party: nobody would ever arrive at this one");
            assert!(parties <= MOST, "a barrier has at most 65535 parties: use several");
            Self { state: AtomicU64::new(FRESH), bell: AtomicU32::new(0), parties }
        }
    }

    /// The state, for an answer that is old at once.
    pub(super) fn glance(&self) -> u64 {
        // [BR1] Relaxed: orders nothing; who acts on it does so by a CAS.
        self.state.load(Relaxed)
    }

    /// Wakes all who sleep, if the round that was left had any.
    ///
    /// The others may have gone meanwhile, but not the barrier: we were called with a borrow.
    pub(super) fn ring_after(&self, left: u64) {
        if state::has_sleepers(left) {
            // [BR2] Release: pairs with [BR10]; who reads the new value looks at a state in which
            // its round is over (I4).
            self.bell.fetch_add(1, Release);
            // [BR3] wake: whoever clears SLEEPERS wakes all (I3).
            futex::wake(futex::address(&self.bell), u32::MAX);
        }
    }

    /// Breaks the round, if the state is still as `seen`.
    pub(super) fn break_from(&self, seen: u64) -> bool {
        // [BR4] Release/Relaxed: pairs with [BR7] and [BR11]; what the breaker did before is seen
        // by those who are told that it is broken.
        let is_ours =
            self.state.compare_exchange(seen, state::broken(seen), Release, Relaxed).is_ok();
        if is_ours {
            self.ring_after(seen);
        }
        is_ours
    }

    /// Breaks whatever round it is.
    pub(super) fn abort(&self) {
        let mut seen = self.glance();
        while !state::is_broken(seen) && !self.break_from(seen) {
            seen = self.glance();
        }
    }

    /// Ends whatever round it is, and makes the barrier fresh.
    pub(super) fn reset(&self) {
        let mut seen = self.glance();
        loop {
            let fresh = state::reset(seen);
            // [BR5] Release/Relaxed: as [BR4]. A failed look is only retried.
            match self.state.compare_exchange(seen, fresh, Release, Relaxed) {
                Ok(_) => break,
                Err(newer) => seen = newer,
            }
        }
        self.ring_after(seen);
    }

    /// Takes an arrival back, if the round is still open.
    pub(super) fn take_back(&self, ticket: Ticket) {
        let mut seen = self.glance();
        while let Some(next) = state::taken_back(seen, ticket, self.parties) {
            // [BR6] Relaxed/Relaxed: publishes nothing; as a read-modify-write it hands on what
            // the others published.
            match self.state.compare_exchange(seen, next, Relaxed, Relaxed) {
                Ok(_) => return,
                Err(newer) => seen = newer,
            }
        }
    }
}
