//! Waiters in exact order. The user is the smallest that there is: permits, handed to the first.

use std::time::Duration;

use threadbare_loom::Data;
use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::clock::Deadline;
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};
use threadbare_sys::waitlist::{WaitList, Waiter};

/// Permits and those who wait for one, in order.
#[derive(Default)]
struct State {
    permits: u32,
    waiters: WaitList,
}

struct Permits {
    state: BriefLock<State>,
    data: Data,
}

impl Permits {
    fn new() -> Arc<Self> {
        Arc::new(Self { state: BriefLock::new(State::default()), data: Data::new() })
    }

    /// Hands a permit to the first waiter, or keeps it.
    fn put(&self) {
        let wakeup = self.state.with(|state| {
            let wakeup = state.waiters.choose();
            state.permits += u32::from(wakeup.is_none());
            wakeup
        });
        if let Some(wakeup) = wakeup {
            wakeup.deliver();
        }
    }

    /// Takes a permit; false when the deadline came first.
    fn take(&self, deadline: Deadline) -> bool {
        let node = Waiter::new();
        let taken = self.state.with(|state| {
            let taken = state.permits > 0 && state.waiters.is_empty();
            state.permits -= u32::from(taken);
            if !taken {
                // SAFETY: the node is new, it stays here until it is chosen or removed, and the
                // list is reached under this lock alone.
                unsafe { state.waiters.push_back(&node, 0, None) };
            }
            taken
        });
        taken || node.wait(deadline) || {
            // SAFETY: the node is in this list or in none, and the lock is held.
            self.state.with(|state| unsafe { state.waiters.remove(&node) }).is_none()
        }
    }
}

fn spawn<R: 'static>(
    permits: &Arc<Permits>,
    visitor: impl FnOnce(&Permits) -> R + 'static,
) -> JoinHandle<R> {
    let permits = Arc::clone(permits);
    thread::spawn(move || visitor(&permits))
}

const SOME_TIME: Duration = Duration::from_secs(1);

/// A permit that is handed to a sleeper carries everything that was done before it.
#[test]
fn a_permit_carries_what_was_done() {
    check(|| {
        let permits = Permits::new();
        let taker = spawn(&permits, |permits| {
            assert!(permits.take(Deadline::NEVER));
            assert_eq!(permits.data.get(), 1);
        });
        permits.data.bump();
        permits.put();
        taker.join().expect("the permit came");
    });
}

/// Two sleepers and two permits: each gets one, whatever the order.
#[test]
fn two_sleepers_get_two_permits() {
    check(|| {
        let permits = Permits::new();
        let takers = [
            spawn(&permits, |permits| permits.take(Deadline::NEVER)),
            spawn(&permits, |permits| permits.take(Deadline::NEVER)),
        ];
        permits.put();
        permits.put();
        for taker in takers {
            assert!(taker.join().expect("the permit came"));
        }
    });
}

/// Of a permit and a timeout exactly one reaches the waiter: a permit is neither lost nor doubled.
#[test]
fn a_permit_and_a_timeout_exclude_each_other() {
    check(|| {
        let permits = Permits::new();
        let taker = spawn(&permits, |permits| permits.take(Deadline::after(SOME_TIME)));
        permits.put();
        let taken = taker.join().expect("the taker does not panic");
        let left = permits.state.with(|state| state.permits);
        assert_eq!(u32::from(taken) + left, 1, "one permit, here or there");
    });
}

/// A waiter in the middle that times out leaves its neighbours linked.
#[test]
fn a_timeout_leaves_the_neighbours_linked() {
    check(|| {
        let permits = Permits::new();
        let timed = spawn(&permits, |permits| permits.take(Deadline::after(SOME_TIME)));
        let sleeper = spawn(&permits, |permits| permits.take(Deadline::NEVER));
        permits.put();
        permits.put();
        assert!(sleeper.join().expect("the permit came"));
        let taken = timed.join().expect("the taker does not panic");
        let left = permits.state.with(|state| state.permits);
        assert_eq!(u32::from(taken) + left, 1, "the other permit, here or there");
    });
}
