//! Waiters that are granted, and then moved to another word or chosen.

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex;
use threadbare_sys::model::check;
use threadbare_sys::spin::Spin;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;
use threadbare_sys::waitlist::{Batch, Ending, Key, WaitQueue, Waiter};

/// A queue in which the first waiter was chosen and the second was granted.
struct Queue {
    waiters: WaitQueue,
    first: Waiter,
    second: Waiter,
    data: Data,
    /// The word to which the second is moved.
    other: AtomicU32,
}

impl Queue {
    fn new() -> Arc<Self> {
        let queue = Arc::new(Self {
            waiters: WaitQueue::new(),
            first: Waiter::new(),
            second: Waiter::new(),
            data: Data::new(),
            other: AtomicU32::new(0),
        });
        let mut batch = Batch::new();
        queue.waiters.with(|list| {
            // SAFETY: the nodes are new, and stay where they are.
            unsafe { list.push_back(&queue.first, Key::NONE, None) };
            // SAFETY: as above, the other node.
            unsafe { list.push_back(&queue.second, Key::NONE, None) };
            assert_eq!(list.grant(5, 1, &mut batch), (2, false));
            assert_eq!(list.grant(5, 1, &mut batch), (0, false), "nobody is granted twice");
        });
        drop(batch);
        queue
    }

    /// Sleeps as the second waiter.
    fn sleep(&self, deadline: Deadline) -> Ending {
        // SAFETY: it was pushed for this thread.
        unsafe { self.waiters.sleep(&self.second, deadline, Spin::for_ns(0)) }
    }

    /// What the first waiter does when it has come; returns how many were moved.
    fn pass_on(&self) -> u32 {
        self.data.bump();
        let moved = self.waiters.with(|list| list.move_granted(futex::address(&self.other)));
        // As a release of the lock does.
        self.other.store(1, Relaxed);
        futex::wake_threads(futex::address(&self.other), 1);
        moved
    }
}

/// Awake or asleep, moved or not: a waiter that is chosen sees what was done before.
#[test]
fn the_moved_see_what_was_done() {
    check(|| {
        let queue = Queue::new();
        let sleeper = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let ending = queue.sleep(Deadline::NEVER);
                assert_eq!(queue.data.get(), 1);
                ending
            })
        };
        let moved = queue.pass_on();
        let ending = sleeper.join().expect("it was chosen");
        assert_eq!(ending == Ending::Moved, moved == 1);
    });
}

/// A granted waiter whose time is over counts as chosen, and its node leaves the list once.
#[test]
fn a_grant_outlives_the_deadline() {
    check(|| {
        let queue = Queue::new();
        let sleeper = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.sleep(Deadline::after(SOME_TIME)))
        };
        queue.pass_on();
        assert_ne!(sleeper.join().expect("no panic"), Ending::TimedOut);
        assert!(queue.waiters.is_empty());
    });
}

/// Where nobody is moved, the next that was granted is chosen and woken.
#[test]
fn the_granted_are_chosen_one_by_one() {
    check(|| {
        let queue = Queue::new();
        let sleeper = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let ending = queue.sleep(Deadline::NEVER);
                assert_eq!(queue.data.get(), 1);
                ending
            })
        };
        queue.data.bump();
        let next = queue.waiters.with(|list| list.choose_granted_thread());
        next.expect("one was granted").deliver();
        assert!(queue.waiters.with(|list| list.choose_granted_thread()).is_none());
        assert_eq!(sleeper.join().expect("it was chosen"), Ending::Chosen);
    });
}

/// Of three that are notified together two are chosen at once, as if they had been moved, and the
/// third is granted and moved.
#[test]
fn two_come_abreast() {
    check(|| {
        let nodes = [Waiter::new(), Waiter::new(), Waiter::new()];
        let queue = Arc::new((WaitQueue::new(), nodes, AtomicU32::new(0)));
        for node in &queue.1 {
            // SAFETY: the nodes are new, and stay where they are.
            queue.0.with(|list| unsafe { list.push_back(node, Key::NONE, None) });
        }
        let sleepers = [1, 2].map(|place| {
            let queue = Arc::clone(&queue);
            // SAFETY: it was pushed for this thread.
            thread::spawn(move || unsafe {
                queue.0.sleep(&queue.1[place], Deadline::NEVER, Spin::for_ns(0))
            })
        });
        let mut batch = Batch::new();
        assert_eq!(queue.0.with(|list| list.grant(3, 2, &mut batch)), (3, false));
        drop(batch);
        let [second, third] = sleepers;
        assert_eq!(second.join().expect("it was chosen"), Ending::Moved);
        let other = &queue.2;
        queue.0.with(|list| list.move_granted(futex::address(other)));
        futex::wake_threads(futex::address(other), 1);
        assert_ne!(third.join().expect("it was moved"), Ending::TimedOut);
        assert!(queue.0.is_empty());
    });
}
