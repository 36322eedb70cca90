//! Waiters in exact order. The user is the smallest that there is: permits, handed to the first.

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::clock::Deadline;
use threadbare_sys::model::{check, fork::become_child};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};
use threadbare_sys::waitlist::{Key, WaitQueue, Waiter};

/// Permits and those who wait for one, in order. The count is reached inside the queue alone.
#[derive(Default)]
struct Permits {
    waiters: WaitQueue,
    count: UnsafeCell<u32>,
    data: Data,
}

// SAFETY: the count is reached by whoever is inside the queue, one at a time.
unsafe impl Sync for Permits {}

impl Permits {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Changes the count, inside the queue.
    fn edit<R>(&self, change: impl FnOnce(&mut u32) -> R) -> R {
        // SAFETY: the caller is inside the queue.
        self.count.with_mut(|count| change(unsafe { &mut *count }))
    }

    /// Permits that nobody has taken.
    fn left(&self) -> u32 {
        self.waiters.with(|_| self.edit(|count| *count))
    }

    /// Hands a permit to the first waiter, or keeps it.
    fn put(&self) {
        let wakeup = self.waiters.with(|list| {
            let wakeup = list.choose();
            self.edit(|count| *count += u32::from(wakeup.is_none()));
            wakeup
        });
        if let Some(wakeup) = wakeup {
            wakeup.deliver();
        }
    }

    /// Takes a permit; false when the deadline came first.
    fn take(&self, deadline: Deadline) -> bool {
        let node = Waiter::new();
        let taken = self.waiters.with(|list| {
            let taken = self.edit(|count| {
                let taken = *count > 0 && list.is_empty();
                *count -= u32::from(taken);
                taken
            });
            if !taken {
                // SAFETY: the node is new, and stays here until it is chosen or removed.
                unsafe { list.push_back(&node, Key::NONE, None) };
            }
            taken
        });
        taken || node.wait(deadline) || {
            // SAFETY: the node is in this list or in none.
            self.waiters.with(|list| unsafe { list.remove(&node) }).is_none()
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
        let left = permits.left();
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
        let left = permits.left();
        assert_eq!(u32::from(taken) + left, 1, "the other permit, here or there");
    });
}

/// In a forked child the parent's waiters are gone, a node of theirs comes out as one that was
/// never chosen, and the queue works for those who come.
#[test]
fn a_child_begins_with_an_empty_queue() {
    check(|| {
        let permits = Permits::new();
        let node = Waiter::new();
        // SAFETY: the node is new, and stays here until it is removed.
        permits.waiters.with(|list| unsafe { list.push_back(&node, Key::NONE, None) });
        become_child();
        permits.put();
        assert_eq!(permits.left(), 1, "nothing was handed to a waiter that is not there");
        // SAFETY: the node is in no list of this process.
        assert!(permits.waiters.with(|list| unsafe { list.remove(&node) }).is_some());
        let taker = spawn(&permits, |permits| {
            assert!(permits.take(Deadline::NEVER));
            permits.take(Deadline::NEVER)
        });
        permits.put();
        assert!(taker.join().expect("both permits came"));
    });
}
