//! Threads that wait, time out and notify.

use threadbare_sys::model::check;

use super::{Door, SOME_TIME, join, spawn};

/// Who changes the state under the lock and then notifies is not missed: the look for waiters,
/// one relaxed load, may be old, but not older than the lock (others had to delete such a look).
#[test]
fn a_change_under_the_lock_is_never_missed() {
    check(|| {
        let door = Door::new();
        let guest = spawn(&door, Door::pass);
        let found = door.open();
        assert_eq!(join(guest), found, "one notification, or none was needed");
        assert_eq!(door.state.lock().data.get(), 2);
    });
}

/// The same, notified while the lock is held: the woken one waits for the lock.
#[test]
fn a_notification_under_the_lock_arrives() {
    check(|| {
        let door = Door::new();
        let guest = spawn(&door, Door::pass);
        let mut state = door.state.lock();
        state.is_open = true;
        let found = door.changed.notify_all();
        state.data.bump();
        drop(state);
        assert_eq!(join(guest), found);
    });
}

/// Of a notification and a timeout exactly one happens; either way the lock is held again.
#[test]
fn of_a_notification_and_a_timeout_exactly_one_happens() {
    check(|| {
        let door = Door::new();
        let guest = spawn(&door, Door::linger);
        let found = door.notify(1);
        assert_eq!(join(guest), found);
        assert!(door.state.try_lock().is_some(), "the lock is left behind");
    });
}

/// A wait ends because somebody notified it, not because a futex woke up for no reason.
#[test]
fn nobody_returns_unless_notified() {
    check(|| {
        let door = Door::new();
        let guest = spawn(&door, |door| {
            let mut state = door.state.lock();
            if !state.is_open {
                door.changed.wait(&mut state);
                assert!(state.is_open, "woken by nobody");
            }
        });
        door.open();
        join(guest);
    });
}

/// With two waiters, of which one may time out, every notification reaches exactly one wait: a
/// timeout never takes one away (a condition of others lost them so).
#[test]
fn no_notification_is_lost_to_a_timeout() {
    check(|| {
        let door = Door::new();
        let timed = spawn(&door, Door::linger);
        let sleeper = spawn(&door, Door::pass);
        door.unlock();
        let found = door.changed.notify(1) + door.changed.notify_all();
        assert_eq!(join(timed) + join(sleeper), found);
    });
}

/// A wait that begins after the notification is not ended by it: a later waiter steals nothing
/// from an earlier one.
#[test]
fn a_notification_is_for_those_who_wait() {
    check(|| {
        let door = Door::new();
        let guest = spawn(&door, |door| {
            let mut state = door.state.lock();
            let first = door.changed.wait_timeout(&mut state, SOME_TIME).is_ok();
            let second = door.changed.wait_timeout(&mut state, SOME_TIME).is_ok();
            usize::from(first) + usize::from(second)
        });
        let found = door.notify(usize::MAX);
        assert!(found <= 1, "it waits once at a time");
        assert_eq!(join(guest), found, "one notification ends one wait");
    });
}
