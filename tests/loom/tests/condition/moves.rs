//! Many that are notified together: one is woken, the others are moved to the lock's word.

use threadbare_loom::Data;
use threadbare_sync::{Condition, FairLock};
use threadbare_sys::model::{Model, check};
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use super::{Door, join, spawn};

/// Two that are notified together both go in, one after the other.
#[test]
fn two_are_let_in_one_by_one() {
    check(|| {
        let door = Door::new();
        let guests = [spawn(&door, Door::pass), spawn(&door, Door::pass)];
        let found = door.open();
        assert_eq!(guests.into_iter().map(join).sum::<usize>(), found);
        assert_eq!(door.state.lock().data.get(), 3);
    });
}

/// One that was granted, or moved, and whose time is over then counts as notified, and whoever
/// comes behind it still comes.
#[test]
fn a_timeout_after_the_notification_counts_for_nothing() {
    // Two timers, one lock, and the moves: more preemptions take minutes.
    Model::new().bound_exactly(2).check(|| {
        let door = Door::new();
        let guests = [spawn(&door, Door::linger), spawn(&door, Door::linger)];
        let found = door.open();
        assert_eq!(guests.into_iter().map(join).sum::<usize>(), found);
        assert!(door.state.try_lock().is_some(), "the lock is left behind");
    });
}

/// Threads that were moved share the lock with one that comes by itself, and all get in.
#[test]
fn the_moved_and_a_newcomer_all_get_in() {
    // Three in one lock, and the moves: more than two preemptions take minutes.
    Model::new().bound_exactly(2).check(|| {
        let door = Door::new();
        let guests = [spawn(&door, Door::pass), spawn(&door, Door::pass)];
        let found = door.open();
        door.state.lock().data.bump();
        assert_eq!(guests.into_iter().map(join).sum::<usize>(), found);
        assert_eq!(door.state.lock().data.get(), 4);
    });
}

/// Granted one by one, by two notifiers: who finds granted ones wakes nobody, and nobody is lost.
#[test]
fn two_notifiers_lose_nobody() {
    check(|| {
        let door = Door::new();
        let guests = [spawn(&door, Door::pass), spawn(&door, Door::pass)];
        let mut state = door.state.lock();
        state.is_open = true;
        let found = door.changed.notify(1) + door.changed.notify(2);
        drop(state);
        assert_eq!(guests.into_iter().map(join).sum::<usize>(), found);
    });
}

/// Where the lock has no word to move them to, each that comes wakes the next.
#[test]
fn two_are_let_in_one_by_one_by_a_fair_lock() {
    check(|| {
        let state = Arc::new((FairLock::new((false, Data::new())), Condition::new()));
        let guest = || {
            let state = Arc::clone(&state);
            thread::spawn(move || {
                let (lock, changed) = &*state;
                let mut guard = lock.lock();
                changed.wait_for(&mut guard, |(is_open, _)| *is_open);
                guard.1.bump();
            })
        };
        let guests = [guest(), guest()];
        let (lock, changed) = &*state;
        lock.lock().0 = true;
        changed.notify_all();
        guests.into_iter().for_each(join);
        assert_eq!(lock.lock().1.get(), 2);
    });
}
